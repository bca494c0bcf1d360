//! Starting deployments.

use es_ml_fake::model::{Condition, Task};
use es_ml_fake::{Deployment, FakeClusterBuilder, Model, Node};

use super::case::Ask::Http;
use super::case::{Case, Group, on};
use super::clusters::{deployment, model, undeployed, undeployed_in};

const START: &str = "POST /_ml/trained_models/m/deployment/_start";

const fn start(name: &'static str, requests: &'static [super::case::Ask]) -> Case {
    on(undeployed, name, requests)
}

pub(crate) const GROUPS: &[Group] = &[
    Group {
        name: "answers",
        cases: &[
            start("all_defaults", &[Http(START)]),
            on(|| undeployed_in("9.5"), "newest", &[Http(START)]),
            on(|| undeployed_in("8.15"), "8.15", &[Http(START)]),
            on(|| undeployed_in("8.5"), "8.5", &[Http(START)]),
            start(
                "all_parameters",
                &[Http(
                    "POST /_ml/trained_models/m/deployment/_start?deployment_id=d&number_of_allocations=2&threads_per_allocation=4&queue_capacity=10&cache_size=10kb&priority=normal&timeout=1m&wait_for=fully_allocated",
                )],
            ),
            on(
                || undeployed_in("9.5"),
                "low_priority_and_no_cache",
                &[Http(
                    "POST /_ml/trained_models/m/deployment/_start?priority=low&cache_size=0",
                )],
            ),
            start(
                "adaptive_allocations_begin_at_their_minimum",
                &[Http(
                    "POST /_ml/trained_models/m/deployment/_start\ncontent-type: application/json\n\n{\"adaptive_allocations\":{\"enabled\":true,\"min_number_of_allocations\":3}}",
                )],
            ),
            start(
                "the_query_counts_more_than_the_body",
                &[Http(
                    "POST /_ml/trained_models/m/deployment/_start?number_of_allocations=2\ncontent-type: application/json\n\n{\"number_of_allocations\":5,\"inference_threads\":2,\"deployment_id\":\"other\",\"model_id\":\"m\"}",
                )],
            ),
            start(
                "waiting_for_starting_sees_it",
                &[Http(
                    "POST /_ml/trained_models/m/deployment/_start?wait_for=starting",
                )],
            ),
            on(
                || {
                    undeployed()
                        .node(Node::new("a").processors(1))
                        .max_lazy_ml_nodes(2)
                },
                "what_does_not_fit_yet_is_started_all_the_same",
                &[Http(
                    "POST /_ml/trained_models/m/deployment/_start?number_of_allocations=3",
                )],
            ),
            on(
                || undeployed().model(model("n").alias("a")),
                "by_alias",
                &[Http("POST /_ml/trained_models/a/deployment/_start")],
            ),
        ],
    },
    Group {
        name: "malformed",
        cases: &[
            start(
                "number",
                &[Http(
                    "POST /_ml/trained_models/m/deployment/_start?number_of_allocations=4.0",
                )],
            ),
            start(
                "words_inferred",
                &[
                    Http("POST /_ml/trained_models/m/deployment/_start?wait_for=stopped"),
                    Http("POST /_ml/trained_models/m/deployment/_start?priority=high"),
                ],
            ),
            start(
                "size",
                &[
                    Http("POST /_ml/trained_models/m/deployment/_start?cache_size=10"),
                    Http("POST /_ml/trained_models/m/deployment/_start?cache_size=tenkb"),
                ],
            ),
            start(
                "time",
                &[Http(
                    "POST /_ml/trained_models/m/deployment/_start?timeout=10",
                )],
            ),
            start(
                "unknown_parameter",
                &[Http(
                    "POST /_ml/trained_models/m/deployment/_start?wait_or=started",
                )],
            ),
            start(
                "unknown_field",
                &[Http(
                    "POST /_ml/trained_models/m/deployment/_start\ncontent-type: application/json\n\n{\"number_of_allocation\":2}",
                )],
            ),
            start(
                "word_in_the_body_inferred",
                &[Http(
                    "POST /_ml/trained_models/m/deployment/_start\ncontent-type: application/json\n\n{\"wait_for\":\"stopped\"}",
                )],
            ),
            start(
                "another_model",
                &[Http(
                    "POST /_ml/trained_models/m/deployment/_start\ncontent-type: application/json\n\n{\"model_id\":\"n\"}",
                )],
            ),
            on(
                || undeployed_in("8.19"),
                "former_names_in_8.x",
                &[
                    Http(
                        "POST /_ml/trained_models/m/deployment/_start?model_threads=2&inference_threads=4",
                    ),
                    Http(
                        "POST /_ml/trained_models/m/deployment/_start?model_threads=2&number_of_allocations=3",
                    ),
                ],
            ),
            on(
                undeployed,
                "former_names_later",
                &[Http(
                    "POST /_ml/trained_models/m/deployment/_start?model_threads=2",
                )],
            ),
            on(
                || undeployed_in("8.7"),
                "parameters_of_later_versions",
                &[Http(
                    "POST /_ml/trained_models/m/deployment/_start?deployment_id=d",
                )],
            ),
            on(
                || undeployed_in("8.15"),
                "members_of_later_versions",
                &[Http(
                    "POST /_ml/trained_models/m/deployment/_start\ncontent-type: application/json\n\n{\"adaptive_allocations\":{\"enabled\":true}}",
                )],
            ),
        ],
    },
    Group {
        name: "validation",
        cases: &[
            start(
                "all_rules_of_counts",
                &[Http(
                    "POST /_ml/trained_models/m/deployment/_start?number_of_allocations=0&threads_per_allocation=0&queue_capacity=0&timeout=0",
                )],
            ),
            start(
                "too_much",
                &[Http(
                    "POST /_ml/trained_models/m/deployment/_start?threads_per_allocation=64&queue_capacity=100001",
                )],
            ),
            on(
                || undeployed_in("8.8"),
                "queues_were_longer_once",
                &[
                    Http("POST /_ml/trained_models/m/deployment/_start?queue_capacity=1000001"),
                    Http("POST /_ml/trained_models/m/deployment/_start?queue_capacity=100001"),
                ],
            ),
            start(
                "low_priority",
                &[Http(
                    "POST /_ml/trained_models/m/deployment/_start?priority=low&number_of_allocations=3&threads_per_allocation=4",
                )],
            ),
            start(
                "adaptive_allocations",
                &[Http(
                    "POST /_ml/trained_models/m/deployment/_start?number_of_allocations=2\ncontent-type: application/json\n\n{\"adaptive_allocations\":{\"enabled\":true,\"min_number_of_allocations\":3,\"max_number_of_allocations\":2}}",
                )],
            ),
        ],
    },
    Group {
        name: "refusals",
        cases: &[
            on(
                || undeployed().condition(Condition::Licence),
                "licence",
                &[Http(START)],
            ),
            start("same_id", &[Http(START), Http(START)]),
            on(
                || undeployed().edition("8.7"),
                "same_id_before_8.8",
                &[Http(START), Http(START)],
            ),
            on(full, "as_many_as_there_may_be", &[Http(START)]),
            on(
                || undeployed().inference_endpoint("m"),
                "model_of_the_id_of_an_inference_endpoint_recalled",
                &[Http(START)],
            ),
            start(
                "unknown_model",
                &[Http("POST /_ml/trained_models/n/deployment/_start")],
            ),
            on(
                || undeployed().model(model("m2")),
                "several_models",
                &[Http("POST /_ml/trained_models/m*/deployment/_start")],
            ),
            on(
                || undeployed().model(model("m2")).edition("8.10"),
                "several_models_before_8.11",
                &[Http("POST /_ml/trained_models/m*/deployment/_start")],
            ),
            on(
                || undeployed().model(Model::tree_ensemble("t")),
                "not_pytorch",
                &[Http("POST /_ml/trained_models/t/deployment/_start")],
            ),
            on(
                || undeployed().model(model("n")),
                "id_of_another_model",
                &[Http(
                    "POST /_ml/trained_models/m/deployment/_start?deployment_id=n",
                )],
            ),
            on(
                || undeployed().model(model("n").undefined()),
                "no_definition",
                &[Http("POST /_ml/trained_models/n/deployment/_start")],
            ),
            on(|| undeployed().without_nodes(), "no_nodes", &[Http(START)]),
            on(
                || undeployed().node(Node::new("a").processors(1)),
                "no_node_that_fits",
                &[Http(
                    "POST /_ml/trained_models/m/deployment/_start?threads_per_allocation=2",
                )],
            ),
            on(
                || undeployed().node(Node::new("a").processors(1)),
                "not_all_fit",
                &[
                    Http("POST /_ml/trained_models/m/deployment/_start?number_of_allocations=2"),
                    Http(START),
                ],
            ),
            on(
                || undeployed().model(model("n").task(Task::Ner).fails_to_load("out of memory")),
                "nodes_fail_to_load",
                &[
                    Http("POST /_ml/trained_models/n/deployment/_start"),
                    Http("GET /_ml/trained_models/n/_stats?filter_path=**.deployment_id"),
                ],
            ),
            on(
                deployed,
                "id_of_a_deployment_of_another_model",
                &[Http(
                    "POST /_ml/trained_models/m/deployment/_start?deployment_id=d",
                )],
            ),
        ],
    },
];

/// With as many deployments as there may be.
fn full() -> FakeClusterBuilder {
    let deployments = (0..100).map(|number| Deployment::started(format!("d{number}")).model("m"));
    deployments.fold(undeployed(), FakeClusterBuilder::deployment)
}

fn deployed() -> FakeClusterBuilder {
    let other: Deployment = deployment().model("n");
    undeployed().deployment(other.unchecked_id("d"))
}
