//! What clients ask a cluster besides: nodes, health, licence, who they are, what there is room
//! for.

use es_ml_fake::model::Condition;
use es_ml_fake::security::{ApiKey, Role, ServiceAccount, User};
use es_ml_fake::{FakeCluster, FakeClusterBuilder, Node};

use super::case::Ask::Http;
use super::case::{Group, documented, on};
use super::clusters::started;

/// Without a node's addresses, whose ports are others on every run.
const NODES: &str = "GET /_nodes/_all/http?filter_path=_nodes,cluster_name,nodes.*.version,nodes.*.host,nodes.*.roles";

fn edition(edition: &str) -> FakeClusterBuilder {
    FakeCluster::builder().edition(edition)
}

fn unlicensed() -> FakeClusterBuilder {
    FakeCluster::builder().condition(Condition::Licence)
}

fn secured() -> FakeClusterBuilder {
    started()
        .role(Role::new("scaler").cluster("manage_ml"))
        .user(User::new("ops", "secret").role("scaler"))
        .user(User::new("root", "secret").role(Role::SUPERUSER))
        .api_key(ApiKey::new("weak", "secret").owner("ann"))
        .service_account(ServiceAccount::new(
            "elastic/fleet-server",
            "AAEAAWVsYXN0aWM",
        ))
}

fn limited(edition: &str) -> FakeClusterBuilder {
    started()
        .edition(edition)
        .node(Node::new("a").processors(2).memory(4 << 30))
        .node(Node::new("b").processors(4).memory(8 << 30))
}

pub(crate) const GROUPS: &[Group] = &[
    Group {
        name: "nodes",
        cases: &[
            documented("of_one_recalled", &[Http(NODES)]),
            documented(
                "short_path",
                &[Http("GET /_nodes/http?filter_path=nodes.*.name")],
            ),
            documented(
                "as_kibana_asks",
                &[
                    Http("GET /_nodes?filter_path=nodes.*.version,nodes.*.ip"),
                    Http("GET /_nodes/_all/_none"),
                ],
            ),
            documented(
                "one_of_a_deployment",
                &[
                    Http("GET /_nodes/uckeG3R8TLe2MMNBQ6AGrw"),
                    Http("GET /_nodes/none"),
                ],
            ),
            documented(
                "other_apis",
                &[
                    Http("GET /_nodes/stats"),
                    Http("GET /_nodes/stats/os"),
                    Http("GET /_nodes/_local/usage"),
                ],
            ),
        ],
    },
    Group {
        name: "health",
        cases: &[
            documented("green", &[Http("GET /_cluster/health")]),
            documented(
                "of_an_index",
                &[Http("GET /_cluster/health/.ml-*?wait_for_status=green")],
            ),
            documented(
                "nothing_to_wait_for",
                &[Http(
                    "GET /_cluster/health?wait_for_status=yellow&timeout=50s",
                )],
            ),
            documented(
                "timeout_is_no_time",
                &[Http("GET /_cluster/health?timeout=soon")],
            ),
            on(|| edition("9.5"), "newest", &[Http("GET /_cluster/health")]),
            on(
                || FakeCluster::builder().condition(Condition::NoMaster),
                "no_master",
                &[Http("GET /_cluster/health")],
            ),
        ],
    },
    Group {
        name: "license",
        cases: &[
            documented("active", &[Http("GET /_license")]),
            on(unlicensed, "expired", &[Http("GET /_license")]),
        ],
    },
    Group {
        name: "authenticate",
        cases: &[
            documented("without_security", &[Http("GET /_security/_authenticate")]),
            on(
                secured,
                "user",
                &[Http(
                    "GET /_security/_authenticate\nauthorization: Basic b3BzOnNlY3JldA==",
                )],
            ),
            on(
                secured,
                "run_as",
                &[Http(
                    "GET /_security/_authenticate\nauthorization: Basic cm9vdDpzZWNyZXQ=\nes-security-runas-user: ops",
                )],
            ),
            on(
                secured,
                "api_key_recalled",
                &[Http(
                    "GET /_security/_authenticate\nauthorization: ApiKey d2VhazpzZWNyZXQ=",
                )],
            ),
            on(
                secured,
                "service_account_recalled",
                &[Http(
                    "GET /_security/_authenticate\nauthorization: Bearer AAEAAWVsYXN0aWM",
                )],
            ),
            on(secured, "nobody", &[Http("GET /_security/_authenticate")]),
        ],
    },
    Group {
        name: "ml_info",
        cases: &[
            documented("nodes_without_limits", &[Http("GET /_ml/info")]),
            on(|| limited("8.11"), "before_8.12", &[Http("GET /_ml/info")]),
            on(|| limited("9.5"), "newest", &[Http("GET /_ml/info")]),
        ],
    },
];
