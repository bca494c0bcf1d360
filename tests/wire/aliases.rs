//! Names that lead to models.

use es_ml_fake::model::Task;
use es_ml_fake::{Deployment, FakeClusterBuilder, Model};

use super::case::Ask::{self, Http};
use super::case::{Case, Group, on};
use super::clusters::{deployment, model, undeployed};

/// Models of two kinds, `old` with the aliases `now` and `used`, and deployed.
fn models() -> FakeClusterBuilder {
    undeployed()
        .model(model("old").alias("now").alias("used"))
        .model(model("new"))
        .model(model("ner").task(Task::Ner))
        .model(Model::tree_ensemble("tree"))
        .deployment(deployment().model("old").unchecked_id("old"))
        .ingest_pipeline("by-alias", "used")
}

const fn case(name: &'static str, requests: &'static [Ask]) -> Case {
    on(models, name, requests)
}

pub(crate) const GROUPS: &[Group] = &[
    Group {
        name: "put",
        cases: &[
            case(
                "new",
                &[
                    Http("PUT /_ml/trained_models/old/model_aliases/a.b_c-d"),
                    Http(
                        "POST /_ml/trained_models/a.b_c-d/_infer\ncontent-type: application/json\n\n{\"docs\":[{\"text_field\":\"a\"}]}",
                    ),
                ],
            ),
            case(
                "exists",
                &[
                    Http("PUT /_ml/trained_models/new/model_aliases/now"),
                    Http("PUT /_ml/trained_models/old/model_aliases/now"),
                ],
            ),
            case(
                "reassigned",
                &[
                    Http("POST /_ml/trained_models/new/deployment/_start"),
                    Http("PUT /_ml/trained_models/new/model_aliases/now?reassign"),
                    Http("GET /_ml/trained_models/now?filter_path=trained_model_configs.model_id"),
                ],
            ),
            case(
                "new_one_is_not_deployed",
                &[Http(
                    "PUT /_ml/trained_models/new/model_aliases/now?reassign=true",
                )],
            ),
            on(
                || models().deployment(Deployment::starting("new")),
                "new_one_has_no_nodes",
                &[Http(
                    "PUT /_ml/trained_models/new/model_aliases/now?reassign=true",
                )],
            ),
            case(
                "other_input",
                &[
                    Http("DELETE /_ml/trained_models/old?force=true"),
                    Http("PUT /_ml/trained_models/new/model_aliases/now"),
                    Http(
                        "PUT /_ml/trained_models/put\ncontent-type: application/json\n\n{\"model_type\":\"pytorch\",\"inference_config\":{\"pass_through\":{}}}",
                    ),
                    Http("PUT /_ml/trained_models/put/model_aliases/now?reassign=true"),
                ],
            ),
            case(
                "other_task",
                &[Http(
                    "PUT /_ml/trained_models/ner/model_aliases/now?reassign=true",
                )],
            ),
            case(
                "id_of_a_model",
                &[Http("PUT /_ml/trained_models/old/model_aliases/new")],
            ),
            case(
                "unknown_model",
                &[Http("PUT /_ml/trained_models/gone/model_aliases/x")],
            ),
            case(
                "same_as_model",
                &[Http("PUT /_ml/trained_models/old/model_aliases/old")],
            ),
            case(
                "form_recalled",
                &[
                    Http("PUT /_ml/trained_models/old/model_aliases/v2"),
                    Http("PUT /_ml/trained_models/old/model_aliases/_v"),
                    Http("PUT /_ml/trained_models/O/model_aliases/O"),
                ],
            ),
            case(
                "reassign_is_no_boolean",
                &[Http(
                    "PUT /_ml/trained_models/new/model_aliases/now?reassign=yes",
                )],
            ),
        ],
    },
    Group {
        name: "delete",
        cases: &[
            case(
                "deleted",
                &[
                    Http("DELETE /_ml/trained_models/old/model_aliases/now"),
                    Http("DELETE /_ml/trained_models/old/model_aliases/now"),
                ],
            ),
            case(
                "of_another_model",
                &[Http("DELETE /_ml/trained_models/new/model_aliases/now")],
            ),
            case(
                "in_a_pipeline",
                &[Http("DELETE /_ml/trained_models/old/model_aliases/used")],
            ),
        ],
    },
];
