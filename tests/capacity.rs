//! Clusters of nodes with limits, over the wire: what is short, what is spread, what catches up when. One snapshot each in
//! `snapshots/capacity/`.

#![allow(clippy::unwrap_used)]

#[path = "support/snapshots.rs"]
mod snapshots;

use es_ml_fake::{Builder, Cluster, Deployment, Edition, FakeCluster, Node, Settling};
use http::Request;
use reqwest::blocking::Client;
use std::time::{Duration, UNIX_EPOCH};

struct Case {
    name: &'static str,
    cluster: fn() -> Builder,
    /// What the deployment `m` is asked for, in turn.
    numbers: &'static [i32],
}

/// Shows all that a server writes, `max_assigned_allocations` among it.
fn server() -> Builder {
    let newest = Edition::all().last().unwrap();
    FakeCluster::builder().edition(newest).empty()
}

fn deployment() -> Deployment {
    Deployment::started("m").start_time(UNIX_EPOCH)
}

const GIBIBYTE: u64 = 1 << 30;

/// Room for five allocations with one thread each, two of them in a zone of their own.
fn zones() -> Builder {
    server()
        .node(
            Node::new("node-1")
                .zone("a")
                .processors(2)
                .memory(2 * GIBIBYTE),
        )
        .node(Node::new("node-2").zone("a").processors(1))
        .node(Node::new("node-3").zone("b").processors(2))
}

const CASES: &[Case] = &[
    Case {
        name: "spread_over_zones",
        cluster: || zones().deployment(deployment()),
        numbers: &[4, 5, 2],
    },
    Case {
        name: "not_enough_processors",
        cluster: || zones().deployment(deployment().threads(2)),
        numbers: &[3, 2],
    },
    Case {
        name: "not_enough_memory",
        cluster: || {
            server()
                .node(Node::new("node-1").memory(GIBIBYTE))
                .node(Node::new("node-2").memory(GIBIBYTE / 2))
                .deployment(Deployment::started("other").on_node("node-1", 1))
                .deployment(deployment().allocations(0))
                .max_ml_node_size(4 * GIBIBYTE)
        },
        numbers: &[1],
    },
    Case {
        name: "short_of_a_node_to_come",
        cluster: || {
            zones()
                .max_lazy_ml_nodes(4)
                .deployment(deployment().threads(2))
        },
        numbers: &[5, 4, 2],
    },
    Case {
        name: "without_nodes",
        cluster: || server().without_nodes().deployment(deployment()),
        numbers: &[2],
    },
    Case {
        name: "without_nodes_as_yet",
        cluster: || {
            server()
                .without_nodes()
                .max_lazy_ml_nodes(1)
                .deployment(deployment())
        },
        numbers: &[2],
    },
    Case {
        name: "low_priority",
        cluster: || {
            let small = deployment().cache("10kb").low_priority();
            zones().deployment(small.memory_per_deployment(100).memory_per_allocation(10))
        },
        numbers: &[9],
    },
    Case {
        name: "failed_node_starts_again",
        cluster: || {
            zones().deployment(
                deployment()
                    .on_node("node-1", 1)
                    .failed_on("node-3", "process died"),
            )
        },
        numbers: &[3],
    },
    Case {
        name: "held",
        cluster: || {
            zones()
                .settling(Settling::Held)
                .deployment(deployment().on_node("node-1", 1))
        },
        numbers: &[2, 3],
    },
    Case {
        name: "held_from_zero",
        cluster: || {
            zones()
                .settling(Settling::Held)
                .deployment(deployment().allocations(0))
        },
        numbers: &[1, 2],
    },
];

#[test]
fn each_case_goes_over_the_wire_as_its_snapshot_shows() {
    for case in CASES {
        let cluster = (case.cluster)().start();
        for number in case.numbers {
            scale(&cluster, *number);
        }
        snapshots::assert("capacity", case.name, cluster.transcript());
    }
}

#[test]
fn each_snapshot_has_its_case() {
    let path = format!("{}/snapshots/capacity", env!("CARGO_MANIFEST_DIR"));
    for file in std::fs::read_dir(path).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let has_case = CASES
            .iter()
            .any(|case| name == format!("{}.snap", case.name));
        assert!(has_case, "{name} is of no case");
    }
}

#[test]
fn held_nodes_catch_up_when_they_are_told() {
    let cluster = zones()
        .settling(Settling::Held)
        .deployment(deployment().on_node("node-1", 1))
        .start();
    scale(&cluster, 3);
    let [first, second, third] = ["node-1 1/1 started", "node-2 1/1", "node-3 1"];
    assert_eq!(
        routes(&cluster),
        [
            first.to_owned(),
            format!("{second} starting"),
            format!("{third}/1 starting")
        ]
    );
    let m = cluster.deployment("m").unwrap();
    cluster.put_deployment(m.failed_on("node-3", "process died"));
    cluster.settle();
    assert_eq!(
        routes(&cluster),
        [
            first.to_owned(),
            format!("{second} started"),
            format!("{third}/1 failed")
        ]
    );
    scale(&cluster, 4);
    assert_eq!(
        routes(&cluster),
        [
            first.to_owned(),
            format!("{second} started"),
            format!("{third}/2 starting")
        ]
    );
}

#[test]
fn nodes_take_the_time_that_they_are_given() {
    let cluster = server()
        .settling(Settling::After(Duration::from_secs(30)))
        .deployment(deployment())
        .start();
    let current = |number, seconds| {
        let request = Request::post("/_ml/trained_models/m/deployment/_update")
            .header("content-type", "application/json")
            .body(format!(r#"{{"number_of_allocations": {number}}}"#).into());
        let now = UNIX_EPOCH + Duration::from_secs(seconds);
        let answer = cluster.cluster().handle(&request.unwrap(), now);
        assert_eq!(answer.status(), 200);
        routes(&cluster)
    };
    assert_eq!(current(4, 1000), ["uckeG3R8TLe2MMNBQ6AGrw 1/4 started"]);
    assert_eq!(current(4, 1029), ["uckeG3R8TLe2MMNBQ6AGrw 1/4 started"]);
    assert_eq!(current(4, 1030), ["uckeG3R8TLe2MMNBQ6AGrw 4/4 started"]);
}

#[test]
fn a_cluster_that_is_not_told_its_nodes_has_room_for_everything() {
    let cluster = FakeCluster::builder().deployment(deployment()).start();
    scale(&cluster, i32::MAX);
    scale(&cluster, 1);
    assert_eq!(
        routes(&cluster),
        ["uckeG3R8TLe2MMNBQ6AGrw 2147483647/1 started"]
    );
}

#[test]
fn deployments_stand_on_the_first_node_unless_they_are_said_to_be_elsewhere() {
    let cluster = FakeCluster::builder()
        .deployment(deployment().on_node("node-3", 1))
        .node(Node::new("node-1"))
        .node(Node::new("node-2"))
        .start();
    let nodes: Vec<_> = cluster
        .nodes()
        .iter()
        .map(|node| node.id().to_owned())
        .collect();
    assert_eq!(nodes, ["node-1", "node-2", "node-3"]);
    let documented = cluster
        .deployment(es_ml_fake::DOCUMENTED_DEPLOYMENT)
        .unwrap();
    assert_eq!(documented.routing_table().next().unwrap().0, "node-1");
    assert_eq!(routes(&cluster), ["node-3 1/1 started"]);
}

/// Asks for that many allocations of the deployment `m`.
fn scale(cluster: &FakeCluster, number: i32) {
    let url = format!("{}/_ml/trained_models/m/deployment/_update", cluster.uri());
    let body = serde_json::json!({"number_of_allocations": number});
    Client::new().post(url).json(&body).send().unwrap();
}

/// The routing table of the deployment `m`.
fn routes(cluster: &Cluster) -> Vec<String> {
    let deployment = cluster.deployment("m").unwrap();
    let routes = deployment.routing_table().map(|(node, route)| {
        let (current, target) = (route.current_allocations(), route.target_allocations());
        format!("{node} {current}/{target} {}", route.routing_state())
    });
    routes.collect()
}
