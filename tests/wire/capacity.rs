//! Whether the nodes have room for more allocations, and which of them get some.

use es_ml_fake::{Deployment, FakeClusterBuilder, Node};

use super::case::Ask::Body;
use super::case::{Group, on};
use super::clusters::{deployment, documented_start, newest, started};

/// On a node with two processors, one of which is taken.
fn small() -> FakeClusterBuilder {
    started().node(Node::new("ml-1").processors(2).memory(4 << 30))
}

/// Three nodes of four processors in two zones.
fn zones(deployment: Deployment) -> FakeClusterBuilder {
    newest(deployment)
        .node(Node::new("a1").zone("a").processors(4))
        .node(Node::new("a2").zone("a").processors(4))
        .node(Node::new("b1").zone("b").processors(4))
}

fn elser() -> FakeClusterBuilder {
    let deployment = Deployment::started("m").model(".elser_model_2_linux-x86_64");
    newest(deployment.start_time(documented_start()).queue(10_000))
        .node(Node::new("ml-1").memory(3 << 30).processors(1))
        .node(Node::new("ml-2").memory(1 << 30))
}

pub(crate) const GROUPS: &[Group] = &[
    Group {
        name: "limits",
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
    Group {
        name: "distribution",
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
