//! Models: their statistics, their configurations, their end.

use es_ml_fake::model::Task;
use es_ml_fake::{AdaptiveAllocations, Clock, FakeCluster, FakeClusterBuilder, Model, Node};

use super::case::Ask::Http;
use super::case::{Group, on};
use super::clusters::{deployment, documented_start, model, undeployed};

fn documented() -> FakeClusterBuilder {
    FakeCluster::builder().clock(Clock::manual_at(documented_start()))
}

/// A model without deployment, one with two, and one that is not deployed but used.
fn several() -> FakeClusterBuilder {
    undeployed()
        .model(model("two").alias("both").tag("a").tag("b"))
        .model(
            Model::tree_ensemble("tree")
                .create_time(documented_start())
                .tag("a"),
        )
        .deployment(deployment().model("two").unchecked_id("two-search"))
        .deployment(
            deployment()
                .model("two")
                .unchecked_id("two-ingest")
                .adaptive(AdaptiveAllocations::enabled().at_least(1)),
        )
}

fn short_of_room() -> FakeClusterBuilder {
    documented()
        .without_deployments()
        .node(Node::new("a"))
        .node(Node::new("b"))
        .deployment(
            deployment()
                .on_node("b", 1)
                .failed_on("a", "out of memory")
                .cache("10kb"),
        )
}

pub(crate) const GROUPS: &[Group] = &[
    Group {
        name: "statistics",
        cases: &[
            on(
                documented,
                "documented",
                &[Http("GET /_ml/trained_models/_stats")],
            ),
            on(
                || documented().edition("9.5"),
                "newest",
                &[Http("GET /_ml/trained_models/_all/_stats?human")],
            ),
            on(
                || documented().edition("8.5"),
                "8.5",
                &[Http("GET /_ml/trained_models/*/_stats")],
            ),
            on(
                several,
                "several_models",
                &[Http("GET /_ml/trained_models/_stats")],
            ),
            on(
                several,
                "by_alias_and_by_deployment",
                &[
                    Http("GET /_ml/trained_models/both/_stats?filter_path=count,**.deployment_id"),
                    Http(
                        "GET /_ml/trained_models/two-s*,m/_stats?filter_path=count,**.deployment_id,**.model_id",
                    ),
                ],
            ),
            on(
                several,
                "pages_with_the_count_of_all",
                &[Http(
                    "GET /_ml/trained_models/_stats?from=1&size=1&filter_path=count,**.deployment_id",
                )],
            ),
            on(
                short_of_room,
                "nodes_that_have_not_started",
                &[Http("GET /_ml/trained_models/m/_stats")],
            ),
            on(
                || {
                    documented()
                        .deployment(deployment())
                        .ingest_pipeline("enrich", "m")
                },
                "pipelines_recalled",
                &[Http("GET /_ml/trained_models/m/_stats")],
            ),
            on(
                several,
                "unknown_inferred",
                &[
                    Http("GET /_ml/trained_models/m,nothing,none/_stats"),
                    Http("GET /_ml/trained_models/none*/_stats"),
                    Http("GET /_ml/trained_models/none*/_stats?allow_no_match=false"),
                ],
            ),
            on(
                several,
                "negative_page",
                &[
                    Http("GET /_ml/trained_models/_stats?from=-1"),
                    Http("GET /_ml/trained_models/_stats?size=-1"),
                ],
            ),
            on(
                several,
                "body",
                &[Http(
                    "GET /_ml/trained_models/_stats\ncontent-type: application/json\n\n{}",
                )],
            ),
        ],
    },
    Group {
        name: "configurations",
        cases: &[
            on(documented, "documented", &[Http("GET /_ml/trained_models")]),
            on(
                several,
                "several",
                &[
                    Http("GET /_ml/trained_models/_all"),
                    Http("GET /_ml/trained_models/two?include=definition_status"),
                ],
            ),
            on(
                several,
                "by_alias_tag_and_page",
                &[
                    Http("GET /_ml/trained_models/both?exclude_generated=true"),
                    Http("GET /_ml/trained_models?tags=a,b&filter_path=count,**.model_id"),
                    Http("GET /_ml/trained_models?size=1&filter_path=count,**.model_id"),
                ],
            ),
            on(
                || undeployed().model(model("n").task(Task::Ner).description("names").undefined()),
                "undefined",
                &[Http("GET /_ml/trained_models/n?include=definition_status")],
            ),
            on(
                several,
                "refusals",
                &[
                    Http("GET /_ml/trained_models/none"),
                    Http("GET /_ml/trained_models/two-search"),
                    Http("GET /_ml/trained_models?include=everything"),
                    Http("GET /_ml/trained_models?sizes=1"),
                    Http("GET /_ml/trained_models/m,two?size=1"),
                ],
            ),
            on(
                several,
                "definitions",
                &[
                    Http("GET /_ml/trained_models?include=definition,definition_status"),
                    Http("GET /_ml/trained_models?include=definition_status"),
                    Http("GET /_ml/trained_models/two?include=definition"),
                    Http("GET /_ml/trained_models/tree?include=definition_status"),
                ],
            ),
        ],
    },
    Group {
        name: "deletion",
        cases: &[
            on(
                undeployed,
                "deleted_and_gone",
                &[
                    Http("DELETE /_ml/trained_models/m"),
                    Http("DELETE /_ml/trained_models/m"),
                ],
            ),
            on(
                several,
                "deployed",
                &[
                    Http("DELETE /_ml/trained_models/two"),
                    Http("DELETE /_ml/trained_models/two?force=true&timeout=1m"),
                ],
            ),
            on(
                || {
                    documented()
                        .deployment(deployment())
                        .ingest_pipeline("enrich", "m")
                },
                "used_by_a_pipeline",
                &[
                    Http("DELETE /_ml/trained_models/m"),
                    Http("DELETE /_ml/trained_models/m?force"),
                    Http("GET /_ml/trained_models/_stats?filter_path=count,**.deployment_id"),
                ],
            ),
            on(
                || {
                    undeployed()
                        .model(model("n").alias("a"))
                        .ingest_pipeline("enrich", "a")
                },
                "used_by_a_pipeline_by_alias",
                &[Http("DELETE /_ml/trained_models/n")],
            ),
        ],
    },
];
