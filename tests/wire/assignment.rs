//! What an update does to an assignment, which updates an assignment does not take, and how the
//! answer shows it.

use std::time::Duration;

use es_ml_fake::model::{AssignmentState, Settling};
use es_ml_fake::{AdaptiveAllocations, Deployment, FakeClusterBuilder};

use super::case::Ask::{Body, Http};
use super::case::{Group, documented, on, update};
use super::clusters::{adaptive, deployment, documented_start, holding, newest, started};

fn starting() -> FakeClusterBuilder {
    holding(
        Deployment::starting("m")
            .start_time(documented_start())
            .allocations(2),
    )
}

fn stopping() -> FakeClusterBuilder {
    let deployment = Deployment::stopping("m").start_time(documented_start());
    assert_eq!(deployment.assignment_state(), AssignmentState::Stopping);
    holding(deployment)
}

/// While it is starting, with settings that are enabled from 1.
fn starting_adaptive() -> FakeClusterBuilder {
    let settings = AdaptiveAllocations::enabled().at_least(1);
    holding(
        Deployment::starting("m")
            .start_time(documented_start())
            .adaptive(settings),
    )
}

fn switched_off() -> FakeClusterBuilder {
    let settings = AdaptiveAllocations::disabled().at_least(1).at_most(4);
    holding(deployment().adaptive(settings))
}

fn owned() -> FakeClusterBuilder {
    started().inference_endpoint("m")
}

pub(crate) const GROUPS: &[Group] = &[
    Group {
        name: "missing",
        cases: &[
            update(
                "unknown",
                &[Http(
                    "POST /_ml/trained_models/nobody/deployment/_update?number_of_allocations=4",
                )],
            ),
            update(
                "unknown_and_the_update_changes_nothing",
                &[Http(
                    "POST /_ml/trained_models/nobody/deployment/_update\ncontent-type: application/json\n\n{}",
                )],
            ),
        ],
    },
    Group {
        name: "existing",
        cases: &[
            on(
                adaptive,
                "number_of_an_adaptive_deployment",
                &[Body(r#"{"number_of_allocations":4}"#)],
            ),
            on(
                adaptive,
                "number_together_with_switching_off",
                &[Body(
                    r#"{"number_of_allocations":2,"adaptive_allocations":{"enabled":false}}"#,
                )],
            ),
            on(
                adaptive,
                "min_above_stored_max",
                &[Body(
                    r#"{"adaptive_allocations":{"min_number_of_allocations":11}}"#,
                )],
            ),
            on(
                adaptive,
                "absent_fields_keep_their_values",
                &[Body(
                    r#"{"adaptive_allocations":{"max_number_of_allocations":20}}"#,
                )],
            ),
            on(
                adaptive,
                "null_and_minus_one_clear_a_bound",
                &[
                    Body(r#"{"adaptive_allocations":{"min_number_of_allocations":null}}"#),
                    Body(r#"{"adaptive_allocations":{"max_number_of_allocations":-1}}"#),
                ],
            ),
            on(
                switched_off,
                "enabling_what_is_stored",
                &[Body(r#"{"adaptive_allocations":{"enabled":true}}"#)],
            ),
            on(
                switched_off,
                "enabling_together_with_a_number_by_merge",
                &[
                    Body(r#"{"number_of_allocations":2}"#),
                    Body(r#"{"adaptive_allocations":{"enabled":true}}"#),
                    Body(
                        r#"{"number_of_allocations":3,"adaptive_allocations":{"max_number_of_allocations":8}}"#,
                    ),
                ],
            ),
            update(
                "null_bound_without_settings_is_stored_as_minus_one_inferred",
                &[Body(
                    r#"{"adaptive_allocations":{"min_number_of_allocations":null}}"#,
                )],
            ),
            on(
                starting,
                "same_number_while_starting",
                &[Body(r#"{"number_of_allocations":2}"#)],
            ),
            on(stopping, "nothing_while_stopping", &[Body("{}")]),
            on(
                starting_adaptive,
                "equal_settings_while_starting",
                &[Body(
                    r#"{"adaptive_allocations":{"enabled":true,"min_number_of_allocations":1}}"#,
                )],
            ),
            on(
                starting_adaptive,
                "part_of_the_settings_while_starting_is_a_change",
                &[Body(r#"{"adaptive_allocations":{"enabled":true}}"#)],
            ),
            on(
                starting,
                "null_settings_while_starting_are_a_change_inferred",
                &[Body(r#"{"adaptive_allocations":null}"#)],
            ),
            on(
                starting,
                "other_number_while_starting",
                &[Body(r#"{"number_of_allocations":3}"#)],
            ),
            on(
                stopping,
                "other_number_while_stopping",
                &[Body(r#"{"number_of_allocations":3}"#)],
            ),
        ],
    },
    Group {
        name: "inference_endpoints",
        cases: &[
            on(
                owned,
                "owned_deployment",
                &[Body(r#"{"number_of_allocations":4}"#)],
            ),
            on(
                || started().inference_endpoint("nobody"),
                "owned_id_without_deployment",
                &[Http(
                    "POST /_ml/trained_models/nobody/deployment/_update?number_of_allocations=4",
                )],
            ),
        ],
    },
    Group {
        name: "changes",
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
            documented(
                "same_number_changes_nothing",
                &[Body(r#"{"number_of_allocations": 1}"#)],
            ),
            documented(
                "adaptive_allocations_on_and_off_again",
                &[
                    Body(
                        r#"{"adaptive_allocations": {"enabled": true, "min_number_of_allocations": 3}}"#,
                    ),
                    Body(r#"{"adaptive_allocations": {"max_number_of_allocations": 10}}"#),
                    Body(r#"{"adaptive_allocations": {"enabled": false}}"#),
                    Body(r#"{"number_of_allocations": 2}"#),
                ],
            ),
        ],
    },
    Group {
        name: "catching_up",
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
    Group {
        name: "fields",
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
];
