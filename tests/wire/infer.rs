//! Inferences, and the caches of their results.

use es_ml_fake::model::{Condition, Settling, Task};
use es_ml_fake::{AdaptiveAllocations, Clock, Deployment, FakeCluster, FakeClusterBuilder, Model};

use super::case::Ask::{self, Http};
use super::case::{Case, Group, on};
use super::clusters::{deployment, documented_start, model, undeployed};

const ADA: &[Ask] = &[Http(
    "POST /_ml/trained_models/m/_infer\ncontent-type: application/json\n\n{\"docs\":[{\"text_field\":\"Ada met [MASK] in London.\"}]}",
)];

const SAME: Ask = Http(
    "POST /_ml/trained_models/m/_infer\ncontent-type: application/json\n\n{\"docs\":[{\"text_field\":\"a b\"},{\"text_field\":\"a b\"}]}",
);

const IMPATIENT: Ask = Http(
    "POST /_ml/trained_models/m/_infer?timeout=0s\ncontent-type: application/json\n\n{\"docs\":[{\"text_field\":\"a b\"}]}",
);

const COUNTS: Ask = Http(
    "GET /_ml/trained_models/m/_stats?filter_path=**.inference_count,**.inference_cache_hit_count",
);

fn task(task: Task) -> FakeClusterBuilder {
    FakeCluster::builder()
        .without_deployments()
        .model(model("m").task(task))
        .deployment(deployment())
        .clock(Clock::manual_at(documented_start()))
}

fn embedding() -> FakeClusterBuilder {
    task(Task::TextEmbedding)
        .model(model("idle").alias("resting"))
        .model(Model::tree_ensemble("tree"))
}

fn asleep() -> FakeClusterBuilder {
    let settings = AdaptiveAllocations::enabled().at_least(0);
    undeployed().deployment(deployment().allocations(0).adaptive(settings))
}

const fn case(name: &'static str, requests: &'static [Ask]) -> Case {
    on(embedding, name, requests)
}

pub(crate) const GROUPS: &[Group] = &[
    Group {
        name: "results",
        cases: &[
            on(|| task(Task::FillMask), "fill_mask", ADA),
            on(|| task(Task::Ner), "ner", ADA),
            on(|| task(Task::PassThrough), "pass_through", ADA),
            on(
                || task(Task::TextClassification),
                "text_classification",
                ADA,
            ),
            on(|| task(Task::TextEmbedding), "text_embedding", ADA),
            on(|| task(Task::TextExpansion), "text_expansion", ADA),
            on(|| task(Task::TextSimilarity), "text_similarity", ADA),
            on(
                || task(Task::QuestionAnswering),
                "question_answering",
                &[Http(
                    "POST /_ml/trained_models/m/_infer\ncontent-type: application/json\n\n{\"docs\":[{\"text_field\":\"Ada lives here.\"}],\"inference_config\":{\"question_answering\":{\"question\":\"Who?\"}}}",
                )],
            ),
            on(
                || task(Task::ZeroShotClassification),
                "zero_shot_classification",
                &[Http(
                    "POST /_ml/trained_models/m/_infer\ncontent-type: application/json\n\n{\"docs\":[{\"text_field\":\"Ada\"}],\"inference_config\":{\"zero_shot_classification\":{\"labels\":[\"a\",\"b\",\"c\"]}}}",
                )],
            ),
            case(
                "without_deployment",
                &[Http(
                    "POST /_ml/trained_models/tree/_infer\ncontent-type: application/json\n\n{\"docs\":[{\"text_field\":\"a\"}]}",
                )],
            ),
            case(
                "field_of_another_name",
                &[Http(
                    "POST /_ml/trained_models/m/_infer?timeout=1m\ncontent-type: application/json\n\n{\"docs\":[{\"body\":\"a\"}]}",
                )],
            ),
            case(
                "no_text",
                &[Http(
                    "POST /_ml/trained_models/m/_infer\ncontent-type: application/json\n\n{\"docs\":[{\"n\":1},{\"text_field\":[1,{\"a\":\"b\"}]},{\"text_field\":\"a\"}]}",
                )],
            ),
            case(
                "one_document_without_array_inferred",
                &[Http(
                    "POST /_ml/trained_models/m/_infer\ncontent-type: application/json\n\n{\"docs\":{\"text_field\":\"a\"}}",
                )],
            ),
            case(
                "deprecated_path",
                &[Http(
                    "POST /_ml/trained_models/m/deployment/_infer\ncontent-type: application/json\n\n{\"docs\":[{\"text_field\":\"a\"}]}",
                )],
            ),
        ],
    },
    Group {
        name: "refused",
        cases: &[
            case("no_body", &[Http("POST /_ml/trained_models/m/_infer")]),
            case(
                "no_documents_inferred",
                &[Http(
                    "POST /_ml/trained_models/m/_infer\ncontent-type: application/json\n\n{\"timeout\":\"1s\"}",
                )],
            ),
            case(
                "unknown_field",
                &[Http(
                    "POST /_ml/trained_models/m/_infer\ncontent-type: application/json\n\n{\"doc\":[]}",
                )],
            ),
            case(
                "documents_are_numbers_recalled",
                &[Http(
                    "POST /_ml/trained_models/m/_infer\ncontent-type: application/json\n\n{\"docs\":[1]}",
                )],
            ),
            case(
                "timeout_is_no_time",
                &[Http(
                    "POST /_ml/trained_models/m/_infer\ncontent-type: application/json\n\n{\"docs\":[{}],\"timeout\":\"soon\"}",
                )],
            ),
            case(
                "unknown",
                &[Http(
                    "POST /_ml/trained_models/gone/_infer\ncontent-type: application/json\n\n{\"docs\":[{\"text_field\":\"a\"}]}",
                )],
            ),
            case(
                "not_deployed",
                &[Http(
                    "POST /_ml/trained_models/resting/_infer\ncontent-type: application/json\n\n{\"docs\":[{\"text_field\":\"a\"}]}",
                )],
            ),
            on(
                || {
                    undeployed()
                        .deployment(Deployment::stopping("m").start_time(documented_start()))
                },
                "stopping",
                ADA,
            ),
            on(|| embedding().condition(Condition::Licence), "licence", ADA),
            on(
                || asleep().edition("8.16"),
                "scaled_to_zero_before_8.18",
                &[
                    SAME,
                    Http("GET /_ml/trained_models/m/_stats?filter_path=**.number_of_allocations"),
                    SAME,
                ],
            ),
            on(|| asleep().edition("9.5"), "scaled_to_zero_waits", &[SAME]),
            on(
                || asleep().edition("9.0").settling(Settling::Held),
                "scaled_to_zero_for_too_long_before_9.1",
                &[IMPATIENT],
            ),
            on(
                || asleep().edition("9.1").settling(Settling::Held),
                "scaled_to_zero_for_too_long",
                &[IMPATIENT],
            ),
        ],
    },
    Group {
        name: "cache",
        cases: &[
            case(
                "counts_and_clear",
                &[
                    SAME,
                    COUNTS,
                    Http("POST /_ml/trained_models/m/deployment/cache/_clear"),
                    SAME,
                    COUNTS,
                ],
            ),
            case(
                "unknown",
                &[Http(
                    "POST /_ml/trained_models/gone/deployment/cache/_clear",
                )],
            ),
        ],
    },
];
