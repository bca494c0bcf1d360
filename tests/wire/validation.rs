//! Rules that an update breaks by itself, whatever the deployment is like.

use es_ml_fake::journal::BreachPolicy;
use es_ml_fake::{FakeCluster, FakeClusterBuilder};

use super::case::Ask::Body;
use super::case::{Group, on, update};

fn strict() -> FakeClusterBuilder {
    FakeCluster::builder().breaches(BreachPolicy::Refuse)
}

pub(crate) const GROUPS: &[Group] = &[
    Group {
        name: "model_id",
        cases: &[update("other_model_id", &[Body(r#"{"model_id":"other"}"#)])],
    },
    Group {
        name: "rules",
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
    Group {
        name: "documentation",
        cases: &[on(
            strict,
            "silent_breach_refused_by_a_strict_fake",
            &[Body(r#"{"number_of_allocations": "4"}"#)],
        )],
    },
];
