//! What each version takes and writes.

use es_ml_fake::FakeClusterBuilder;

use super::case::Ask::{Body, Http};
use super::case::{Group, on};
use super::clusters::{adaptive, started};

fn version(number: &str) -> FakeClusterBuilder {
    started().edition(number)
}

fn adaptive_in(number: &str) -> FakeClusterBuilder {
    adaptive().edition(number)
}

const NUMBER: &str = r#"{"number_of_allocations":4}"#;
const SETTINGS: &str = r#"{"adaptive_allocations":{"enabled":true}}"#;

pub(crate) const GROUPS: &[Group] = &[
    Group {
        name: "requests",
        cases: &[
            on(|| version("8.5"), "8.5_has_no_update", &[Body(NUMBER)]),
            on(
                || version("8.6"),
                "8.6_requires_the_number_inferred",
                &[Body("{}")],
            ),
            on(
                || version("8.14"),
                "8.14_takes_no_number_in_the_query",
                &[
                    Http("POST @?number_of_allocations=4"),
                    Http(
                        "POST @?number_of_allocations=4\ncontent-type: application/json\n\n{\"number_of_allocations\":2}",
                    ),
                ],
            ),
            on(
                || version("8.15"),
                "8.15_takes_the_number_in_the_query",
                &[Http("POST @?number_of_allocations=4")],
            ),
            on(
                || version("8.15"),
                "8.15_knows_no_adaptive_allocations",
                &[Body(SETTINGS)],
            ),
            on(
                || version("8.16"),
                "8.16_takes_adaptive_allocations",
                &[Body(SETTINGS)],
            ),
            on(
                || version("8.18").inference_endpoint("m"),
                "8.18_updates_deployments_of_inference_endpoints",
                &[Body(NUMBER)],
            ),
            on(
                || version("9.1").inference_endpoint("m"),
                "9.1_refuses_deployments_of_inference_endpoints_release_not_established",
                &[Body(NUMBER)],
            ),
            on(
                || version("8.19"),
                "8_is_compatible_with_8_and_7",
                &[
                    Http(
                        "POST @\naccept: application/vnd.elasticsearch+json; compatible-with=8\ncontent-type: application/vnd.elasticsearch+json; compatible-with=8\n\n{\"number_of_allocations\":4}",
                    ),
                    Http(
                        "GET /?pretty=false\naccept: application/vnd.elasticsearch+json; compatible-with=7",
                    ),
                    Http(
                        "GET /?pretty=false\naccept: application/vnd.elasticsearch+json; compatible-with=9",
                    ),
                ],
            ),
        ],
    },
    Group {
        name: "answers",
        cases: &[
            on(|| version("8.6"), "8.6", &[Body(NUMBER)]),
            on(|| version("8.8"), "8.8_deployment_id", &[Body(NUMBER)]),
            on(|| version("8.11"), "8.11_memory", &[Body(NUMBER)]),
            on(
                || version("8.16"),
                "8.16_adaptive_allocations_unset",
                &[Body(NUMBER)],
            ),
            on(
                || adaptive_in("9.5"),
                "9.5_adaptive_allocations_set",
                &[Body(
                    r#"{"adaptive_allocations":{"max_number_of_allocations":12}}"#,
                )],
            ),
            on(|| version("documented"), "documented", &[Body(NUMBER)]),
            on(
                || adaptive_in("documented"),
                "documented_adaptive_allocations_set",
                &[Body("{}")],
            ),
            on(|| version("8.6"), "8.6_info", &[Http("GET /")]),
            on(|| version("9.5"), "9.5_info", &[Http("GET /")]),
            on(
                || version("8.11"),
                "8.11_warning",
                &[Body(r#"{"model_threads":4}"#)],
            ),
        ],
    },
];
