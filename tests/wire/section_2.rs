//! Section 2: the order of checks, and exact messages.

use es_ml_fake::{AdaptiveAllocations, AssignmentState, Builder, Deployment, Node};

use super::case::Ask::{Body, Http};
use super::case::{Section, adaptive, deployment, documented_start, holding, on, started, update};

fn starting() -> Builder {
    holding(
        Deployment::starting("m")
            .start_time(documented_start())
            .allocations(2),
    )
}

fn stopping() -> Builder {
    let deployment = Deployment::stopping("m").start_time(documented_start());
    assert_eq!(deployment.assignment_state(), AssignmentState::Stopping);
    holding(deployment)
}

/// While it is starting, with settings that are enabled from 1.
fn starting_adaptive() -> Builder {
    let settings = AdaptiveAllocations::enabled().at_least(1);
    holding(
        Deployment::starting("m")
            .start_time(documented_start())
            .adaptive(settings),
    )
}

fn switched_off() -> Builder {
    let settings = AdaptiveAllocations::disabled().at_least(1).at_most(4);
    holding(deployment().adaptive(settings))
}

/// On a node with two processors, one of which is taken.
fn small() -> Builder {
    started().node(Node::new("ml-1").processors(2).memory(4 << 30))
}

fn owned() -> Builder {
    started().inference_endpoint("m")
}

pub(crate) const SECTIONS: &[Section] = &[
    Section {
        name: "validation/model_id",
        cases: &[update("other_model_id", &[Body(r#"{"model_id":"other"}"#)])],
    },
    Section {
        name: "validation/rules",
        cases: &[
            update("number_zero", &[Body(r#"{"number_of_allocations":0}"#)]),
            update(
                "number_negative",
                &[Body(r#"{"number_of_allocations":-3}"#)],
            ),
            update(
                "number_while_enabling",
                &[Body(
                    r#"{"number_of_allocations":4,"adaptive_allocations":{"enabled":true}}"#,
                )],
            ),
            update(
                "min_negative",
                &[Body(
                    r#"{"adaptive_allocations":{"min_number_of_allocations":-2}}"#,
                )],
            ),
            update(
                "max_zero",
                &[Body(
                    r#"{"adaptive_allocations":{"max_number_of_allocations":0}}"#,
                )],
            ),
            update(
                "min_above_max",
                &[Body(
                    r#"{"adaptive_allocations":{"min_number_of_allocations":5,"max_number_of_allocations":4}}"#,
                )],
            ),
            update(
                "all_at_once",
                &[Body(
                    r#"{"number_of_allocations":0,"adaptive_allocations":{"enabled":true,"min_number_of_allocations":-2,"max_number_of_allocations":-3}}"#,
                )],
            ),
            update(
                "minus_one_means_null",
                &[Body(
                    r#"{"adaptive_allocations":{"enabled":true,"min_number_of_allocations":-1,"max_number_of_allocations":-1}}"#,
                )],
            ),
            update(
                "min_zero_is_fine",
                &[Body(
                    r#"{"adaptive_allocations":{"enabled":true,"min_number_of_allocations":0}}"#,
                )],
            ),
            update(
                "no_upper_bound",
                &[Body(r#"{"number_of_allocations":257}"#)],
            ),
        ],
    },
    Section {
        name: "assignment/missing",
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
    Section {
        name: "assignment/existing",
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
    Section {
        name: "assignment/inference_endpoints",
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
    Section {
        name: "capacity/limits",
        cases: &[
            on(
                small,
                "what_fits",
                &[Body(r#"{"number_of_allocations":2}"#)],
            ),
            on(
                small,
                "what_does_not_fit_changes_nothing",
                &[Body(r#"{"number_of_allocations":3}"#), Body("{}")],
            ),
            on(
                small,
                "settings_of_what_does_not_fit_are_not_changed_either",
                &[
                    Body(r#"{"number_of_allocations":3,"adaptive_allocations":{"enabled":false}}"#),
                    Body("{}"),
                ],
            ),
            on(
                || small().max_lazy_ml_nodes(2),
                "cluster_that_may_have_more_nodes",
                &[Body(r#"{"number_of_allocations":42}"#)],
            ),
            on(
                || small().max_ml_node_size(8 << 30),
                "cluster_that_may_have_larger_nodes",
                &[Body(r#"{"number_of_allocations":3}"#)],
            ),
            on(
                || started().without_nodes(),
                "cluster_without_nodes",
                &[Body(r#"{"number_of_allocations":3}"#)],
            ),
            on(
                || started().without_nodes().max_lazy_ml_nodes(1),
                "cluster_without_nodes_that_may_have_some",
                &[Body(r#"{"number_of_allocations":3}"#)],
            ),
        ],
    },
];
