//! Stopping deployments.

use es_ml_fake::FakeClusterBuilder;

use super::case::Ask::Http;
use super::case::{Group, on, update};
use super::clusters::{deployment, holding, model, started};

const STOP: &str = "POST /_ml/trained_models/m/deployment/_stop";

fn in_pipeline() -> FakeClusterBuilder {
    started().ingest_pipeline("enrich", "m")
}

fn with_alias_in_pipeline() -> FakeClusterBuilder {
    started()
        .model(model("m").alias("a"))
        .ingest_pipeline("enrich", "a")
}

fn owned() -> FakeClusterBuilder {
    started().inference_endpoint("m")
}

pub(crate) const GROUPS: &[Group] = &[
    Group {
        name: "answers",
        cases: &[
            update(
                "stopped_and_gone",
                &[Http(STOP), Http("POST @?number_of_allocations=2")],
            ),
            update(
                "unknown_is_stopped_unless_that_is_not_allowed",
                &[
                    Http("POST /_ml/trained_models/n/deployment/_stop"),
                    Http("POST /_ml/trained_models/n/deployment/_stop?allow_no_match=false"),
                ],
            ),
            on(
                || {
                    started()
                        .model(model("m").alias("a"))
                        .model(model("n"))
                        .edition("8.7")
                },
                "of_models_before_8.8",
                &[
                    Http("POST /_ml/trained_models/x*/deployment/_stop"),
                    Http("POST /_ml/trained_models/n/deployment/_stop?allow_no_match=false"),
                    Http("POST /_ml/trained_models/a/deployment/_stop"),
                    Http(
                        "GET /_ml/trained_models/m/_stats?filter_path=**.deployment_stats.state,count",
                    ),
                ],
            ),
            update(
                "all_parameters",
                &[Http(
                    "POST /_ml/trained_models/m/deployment/_stop?force&allow_no_match=true&finish_pending_work=true",
                )],
            ),
            update(
                "body",
                &[Http(
                    "POST /_ml/trained_models/m/deployment/_stop\ncontent-type: application/json\n\n{\"force\":true,\"allow_no_match\":false}",
                )],
            ),
        ],
    },
    Group {
        name: "refusals",
        cases: &[
            update(
                "body_and_query",
                &[Http(
                    "POST /_ml/trained_models/m/deployment/_stop?force=true\ncontent-type: application/json\n\n{\"force\":true}",
                )],
            ),
            update(
                "another_id",
                &[Http(
                    "POST /_ml/trained_models/m/deployment/_stop\ncontent-type: application/json\n\n{\"model_id\":\"n\"}",
                )],
            ),
            update(
                "documented_id_inferred",
                &[Http(
                    "POST /_ml/trained_models/m/deployment/_stop\ncontent-type: application/json\n\n{\"id\":\"m\"}",
                )],
            ),
            update(
                "flag",
                &[Http(
                    "POST /_ml/trained_models/m/deployment/_stop?force=yes",
                )],
            ),
            on(
                in_pipeline,
                "used_by_a_pipeline",
                &[
                    Http(STOP),
                    Http("POST /_ml/trained_models/m/deployment/_stop?force"),
                ],
            ),
            on(
                with_alias_in_pipeline,
                "used_by_a_pipeline_by_alias",
                &[Http(STOP)],
            ),
            on(
                || with_alias_in_pipeline().edition("8.7"),
                "used_by_a_pipeline_before_8.8",
                &[Http(STOP)],
            ),
            on(
                || started().model(model("n")).edition("8.7"),
                "of_models_before_8.8",
                &[
                    Http("POST /_ml/trained_models/*/deployment/_stop"),
                    Http("POST /_ml/trained_models/x/deployment/_stop"),
                    Http("POST /_ml/trained_models/x*/deployment/_stop?allow_no_match=false"),
                ],
            ),
            on(
                owned,
                "of_an_inference_endpoint_inferred",
                &[
                    Http(STOP),
                    Http("POST /_ml/trained_models/m/deployment/_stop?force=true"),
                ],
            ),
            on(
                || owned().edition("8.17"),
                "of_an_inference_endpoint_before_8.18",
                &[Http(STOP)],
            ),
            on(
                || holding(deployment()),
                "by_the_id_of_the_model_nothing_is_found",
                &[Http(
                    "POST /_ml/trained_models/a,m/deployment/_stop?allow_no_match=false",
                )],
            ),
        ],
    },
];
