//! Section 3: answers.

use std::time::Duration;

use es_ml_fake::{Builder, Deployment, Edition, Node, Settling};

use super::case::Ask::Body;
use super::case::{Section, adaptive, deployment, documented_start, holding, on, started, update};

/// As the newest server, which writes every field.
fn newest(deployment: Deployment) -> Builder {
    let edition: Edition = "9.5".parse().unwrap();
    holding(deployment).edition(edition)
}

/// Three nodes of four processors in two zones.
fn zones(deployment: Deployment) -> Builder {
    newest(deployment)
        .node(Node::new("a1").zone("a").processors(4))
        .node(Node::new("a2").zone("a").processors(4))
        .node(Node::new("b1").zone("b").processors(4))
}

fn elser() -> Builder {
    let deployment = Deployment::started("m").model(".elser_model_2_linux-x86_64");
    newest(deployment.start_time(documented_start()).queue(10_000))
        .node(Node::new("ml-1").memory(3 << 30).processors(1))
        .node(Node::new("ml-2").memory(1 << 30))
}

pub(crate) const SECTIONS: &[Section] = &[
    Section {
        name: "assignment/changes",
        cases: &[
            update(
                "increase_then_the_nodes_catch_up",
                &[Body(r#"{"number_of_allocations":4}"#), Body("{}")],
            ),
            update(
                "decrease_then_the_nodes_catch_up",
                &[
                    Body(r#"{"number_of_allocations":4}"#),
                    Body(r#"{"number_of_allocations":2}"#),
                    Body("{}"),
                ],
            ),
            on(
                adaptive,
                "settings_only",
                &[Body(r#"{"adaptive_allocations":{"enabled":false}}"#)],
            ),
            update(
                "same_number_with_settings",
                &[Body(
                    r#"{"number_of_allocations":1,"adaptive_allocations":{"enabled":false,"min_number_of_allocations":1}}"#,
                )],
            ),
            on(
                || holding(deployment().allocations(0)),
                "from_zero",
                &[
                    Body("{}"),
                    Body(r#"{"number_of_allocations":2}"#),
                    Body(r#"{"number_of_allocations":3}"#),
                ],
            ),
        ],
    },
    Section {
        name: "assignment/fields",
        cases: &[
            on(
                || {
                    newest(
                        deployment()
                            .model("my-model")
                            .threads(2)
                            .queue(512)
                            .cache("10kb")
                            .low_priority(),
                    )
                },
                "as_described",
                &[Body("{}")],
            ),
            on(
                || {
                    newest(
                        deployment()
                            .cache("0")
                            .memory_per_deployment(1000)
                            .memory_per_allocation(2000),
                    )
                },
                "memory_and_no_cache",
                &[Body("{}")],
            ),
            on(
                || newest(deployment().allocations(0)),
                "no_allocations",
                &[Body("{}")],
            ),
            on(
                || newest(deployment().failed_on("ml-2", "model is broken")),
                "failed_route_with_its_reason",
                &[Body("{}")],
            ),
            on(
                || newest(deployment()),
                "max_assigned_allocations_never_go_down",
                &[
                    Body(r#"{"number_of_allocations":4}"#),
                    Body(r#"{"number_of_allocations":2}"#),
                    Body("{}"),
                ],
            ),
        ],
    },
    Section {
        name: "assignment/catching_up",
        cases: &[
            on(
                || started().settling(Settling::Held),
                "held",
                &[
                    Body(r#"{"number_of_allocations":4}"#),
                    Body(r#"{"number_of_allocations":5}"#),
                ],
            ),
            on(
                || started().settling(Settling::After(Duration::ZERO)),
                "after_no_time",
                &[Body(r#"{"number_of_allocations":4}"#), Body("{}")],
            ),
        ],
    },
    Section {
        name: "capacity/distribution",
        cases: &[
            on(
                || zones(deployment()),
                "increase_is_spread_over_zones_then_nodes",
                &[
                    Body(r#"{"number_of_allocations":4}"#),
                    Body(r#"{"number_of_allocations":12}"#),
                ],
            ),
            on(
                || zones(deployment().threads(3)),
                "increase_that_zones_have_no_processors_for",
                &[Body(r#"{"number_of_allocations":4}"#)],
            ),
            on(
                || zones(deployment().threads(3)).max_lazy_ml_nodes(5),
                "increase_that_waits_for_processors_names_each_node",
                &[Body(r#"{"number_of_allocations":4}"#)],
            ),
            on(
                || elser().max_lazy_ml_nodes(5),
                "increase_that_waits_for_memory",
                &[Body(r#"{"number_of_allocations":2}"#)],
            ),
            on(
                || zones(deployment().low_priority()),
                "low_priority_takes_no_processors",
                &[Body(r#"{"number_of_allocations":42}"#)],
            ),
            on(
                || {
                    zones(
                        deployment()
                            .on_node("a1", 3)
                            .on_node("a2", 2)
                            .on_node("b1", 2),
                    )
                },
                "decrease_takes_from_the_fullest_zone_first",
                &[
                    Body(r#"{"number_of_allocations":6}"#),
                    Body(r#"{"number_of_allocations":4}"#),
                    Body(r#"{"number_of_allocations":1}"#),
                ],
            ),
            on(
                || zones(deployment()).max_lazy_ml_nodes(5),
                "decrease_of_what_was_never_there_changes_the_number_only",
                &[
                    Body(r#"{"number_of_allocations":20}"#),
                    Body(r#"{"number_of_allocations":15}"#),
                    Body(r#"{"number_of_allocations":12}"#),
                ],
            ),
            on(
                || zones(deployment().failed_on("b1", "no memory")),
                "failed_route_starts_again",
                &[Body(r#"{"number_of_allocations":6}"#)],
            ),
        ],
    },
];
