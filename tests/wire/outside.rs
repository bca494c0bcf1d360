//! APIs that a server has and this fake does not. The cases take some that it need never have.

use es_ml_fake::security::User;
use es_ml_fake::{FakeClusterBuilder, UnimplementedPolicy};

use super::case::Ask::{self, Http};
use super::case::{Case, Group, on, update};
use super::clusters::started;

fn as_server() -> FakeClusterBuilder {
    started().unimplemented(UnimplementedPolicy::AsServer)
}

fn secured() -> FakeClusterBuilder {
    started().user(User::new("ops", "secret"))
}

const fn hidden(name: &'static str, requests: &'static [Ask]) -> Case {
    on(as_server, name, requests)
}

pub(crate) const GROUPS: &[Group] = &[
    Group {
        name: "said",
        cases: &[
            update(
                "names_the_api_and_the_remedy",
                &[Http("GET /_cat/indices?v=true&h=a%20b")],
            ),
            update(
                "whatever_the_body",
                &[
                    Http(
                        "POST /my-index/_search\ncontent-type: application/json\n\n{\"query\":{}}",
                    ),
                    Http("PUT /my-index/_doc/_1\ncontent-type: text/plain\n\nx"),
                ],
            ),
            update(
                "empty_segments_are_left_out",
                &[Http("GET //_ilm//policy/my-policy/")],
            ),
            update(
                "as_it_is_asked_for",
                &[Http(
                    "GET /_ilm/policy?pretty&filter_path=error.type\naccept: application/yaml",
                )],
            ),
            update("head_has_no_body", &[Http("HEAD /my-index")]),
            on(
                secured,
                "credentials_come_first",
                &[Http("GET /_ilm/policy")],
            ),
        ],
    },
    Group {
        name: "not_said",
        cases: &[
            update(
                "of_paths_that_no_server_has",
                &[
                    Http("GET /_cat/indexes"),
                    Http("GET /my-index/_serch"),
                    Http("GET /_ilm/_policy"),
                ],
            ),
            update(
                "of_methods_that_no_server_takes",
                &[Http("PUT /_cat/indices"), Http("OPTIONS /_ilm/policy/p")],
            ),
        ],
    },
    Group {
        name: "as_server",
        cases: &[
            hidden("no_handler", &[Http("GET /_cat/indices?v=true&h=a%20b")]),
            hidden(
                "methods_are_unknown_too",
                &[Http("PUT /_cat/indices"), Http("OPTIONS /_cat/indices")],
            ),
            hidden(
                "own_methods_stay_known",
                &[Http("PUT @"), Http("OPTIONS /")],
            ),
        ],
    },
];
