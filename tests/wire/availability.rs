//! Clusters that cannot take an update now.

use es_ml_fake::FakeClusterBuilder;
use es_ml_fake::model::Condition;

use super::case::Ask::{Body, Http};
use super::case::{Group, on};
use super::clusters::started;

fn in_condition(condition: Condition) -> FakeClusterBuilder {
    started().condition(condition)
}

pub(crate) const GROUPS: &[Group] = &[
    Group {
        name: "conditions",
        cases: &[
            on(
                || in_condition(Condition::CircuitBreaker),
                "circuit_breaker",
                &[Body(r#"{"number_of_allocations":4}"#), Http("GET /")],
            ),
            on(
                || in_condition(Condition::RejectedExecution),
                "rejected_execution_inferred",
                &[Body(r#"{"number_of_allocations":4}"#)],
            ),
            on(
                || in_condition(Condition::NoMaster),
                "no_master_recalled",
                &[
                    Body(r#"{"number_of_allocations":4}"#),
                    Http("GET /?pretty=false"),
                ],
            ),
            on(
                || in_condition(Condition::ClusterBlock),
                "cluster_block_recalled",
                &[Body(r#"{"number_of_allocations":4}"#)],
            ),
        ],
    },
    Group {
        name: "licence",
        cases: &[on(
            || started().condition(Condition::Licence),
            "non_compliant",
            &[Body(r#"{"number_of_allocations":4}"#), Http("HEAD /")],
        )],
    },
];
