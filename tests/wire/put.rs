//! Models that are put: configuration, definition, vocabulary.

use es_ml_fake::model::Condition;
use es_ml_fake::{Clock, FakeCluster, FakeClusterBuilder, Model};

use super::case::Ask::{self, Http};
use super::case::{Case, Group, on};
use super::clusters::{deployment, documented_start, model};

/// `m`, which is deployed as `search`, and has an alias and a tag; `u` without its definition, and
/// one of trees.
fn models() -> FakeClusterBuilder {
    FakeCluster::builder()
        .without_deployments()
        .clock(Clock::manual_at(documented_start()))
        .model(model("m").alias("now").tag("tag"))
        .model(model("u").undefined())
        .model(Model::tree_ensemble("tree").create_time(documented_start()))
        .deployment(deployment().model("m").unchecked_id("search"))
}

const fn case(name: &'static str, requests: &'static [Ask]) -> Case {
    on(models, name, requests)
}

pub(crate) const GROUPS: &[Group] = &[
    Group {
        name: "configuration",
        cases: &[
            case(
                "smallest",
                &[
                    Http(
                        "PUT /_ml/trained_models/n\ncontent-type: application/json\n\n{\"model_type\":\"pytorch\",\"inference_config\":{\"pass_through\":{\"tokenization\":{\"bert\":{\"with_special_tokens\":false}}}}}",
                    ),
                    Http("GET /_ml/trained_models/n?include=definition_status"),
                ],
            ),
            case(
                "everything",
                &[
                    Http(
                        "PUT /_ml/trained_models/n?defer_definition_decompression=true&wait_for_completion=true\ncontent-type: application/json\n\n{\"model_id\":\"n\",\"description\":\"names\",\"model_type\":\"pytorch\",\"tags\":[\"a\"],\"metadata\":{\"per_deployment_memory_bytes\":1024},\"input\":{\"field_names\":[\"text\"]},\"model_size_bytes\":1630,\"default_field_map\":{\"a\":\"b\"},\"inference_config\":{\"ner\":{\"classification_labels\":[\"O\"],\"results_field\":\"names\"}},\"platform_architecture\":\"linux-x86_64\",\"prefix_strings\":{\"search\":\"query: \"}}",
                    ),
                    Http("GET /_ml/trained_models/n?include=definition_status"),
                ],
            ),
            on(
                || models().edition("9.5"),
                "newest",
                &[Http(
                    "PUT /_ml/trained_models/n\ncontent-type: application/json\n\n{\"model_type\":\"pytorch\",\"inference_config\":{\"pass_through\":{\"tokenization\":{\"bert\":{\"with_special_tokens\":false}}}}}",
                )],
            ),
            on(
                || models().edition("8.5"),
                "8.5",
                &[Http(
                    "PUT /_ml/trained_models/n\ncontent-type: application/json\n\n{\"model_type\":\"pytorch\",\"inference_config\":{\"pass_through\":{\"tokenization\":{\"bert\":{\"with_special_tokens\":false}}}}}",
                )],
            ),
            case(
                "defaults_of_tokenizations_and_tasks",
                &[
                    Http(
                        "PUT /_ml/trained_models/a\ncontent-type: application/json\n\n{\"model_type\":\"pytorch\",\"inference_config\":{\"text_embedding\":{\"tokenization\":{\"roberta\":{\"span\":-1}}}}}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/b\ncontent-type: application/json\n\n{\"model_type\":\"pytorch\",\"inference_config\":{\"fill_mask\":{}}}",
                    ),
                ],
            ),
            case(
                "deprecated_name",
                &[Http(
                    "PUT /_ml/trained_models/n\ncontent-type: application/json\n\n{\"model_type\":\"pytorch\",\"estimated_heap_memory_usage_bytes\":9,\"inference_config\":{\"ner\":{}}}",
                )],
            ),
            on(
                || models().edition("8.7"),
                "later_fields",
                &[
                    Http(
                        "PUT /_ml/trained_models/n\ncontent-type: application/json\n\n{\"model_type\":\"pytorch\",\"inference_config\":{\"ner\":{}},\"prefix_strings\":{\"search\":\"q\"}}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/n?wait_for_completion=true\ncontent-type: application/json\n\n{\"model_type\":\"pytorch\",\"inference_config\":{\"pass_through\":{\"tokenization\":{\"bert\":{\"with_special_tokens\":false}}}}}",
                    ),
                ],
            ),
            case(
                "lenient",
                &[Http(
                    "PUT /_ml/trained_models/n\ncontent-type: application/json\n\n{\"model_type\":\" PyTorch \",\"tags\":\"a\",\"input\":{\"field_names\":\"text\"},\"model_size_bytes\":\"7.5\",\"inference_config\":{\"ner\":{}}}",
                )],
            ),
        ],
    },
    Group {
        name: "outside",
        cases: &[
            case(
                "trees",
                &[
                    Http(
                        "PUT /_ml/trained_models/t\ncontent-type: application/json\n\n{\"inference_config\":{\"regression\":{}},\"input\":{\"field_names\":[\"a\"]},\"definition\":{\"trained_model\":{}}}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/t\ncontent-type: application/json\n\n{\"model_type\":\"tree_ensemble\",\"inference_config\":{\"classification\":{}}}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/t\ncontent-type: application/json\n\n{\"model_type\":\"pytorch\",\"inference_config\":{\"learning_to_rank\":{}}}",
                    ),
                ],
            ),
            case(
                "models_of_elastic",
                &[Http(
                    "PUT /_ml/trained_models/.elser_model_2\ncontent-type: application/json\n\n{\"input\":{\"field_names\":[\"text_field\"]}}",
                )],
            ),
        ],
    },
    Group {
        name: "refusals",
        cases: &[
            case(
                "exists",
                &[Http(
                    "PUT /_ml/trained_models/m\ncontent-type: application/json\n\n{\"model_type\":\"pytorch\",\"inference_config\":{\"pass_through\":{\"tokenization\":{\"bert\":{\"with_special_tokens\":false}}}}}",
                )],
            ),
            case(
                "alias",
                &[Http(
                    "PUT /_ml/trained_models/now\ncontent-type: application/json\n\n{\"model_type\":\"pytorch\",\"inference_config\":{\"pass_through\":{\"tokenization\":{\"bert\":{\"with_special_tokens\":false}}}}}",
                )],
            ),
            case(
                "deployment",
                &[Http(
                    "PUT /_ml/trained_models/search\ncontent-type: application/json\n\n{\"model_type\":\"pytorch\",\"inference_config\":{\"pass_through\":{\"tokenization\":{\"bert\":{\"with_special_tokens\":false}}}}}",
                )],
            ),
            case(
                "tags_and_ids",
                &[
                    Http(
                        "PUT /_ml/trained_models/tag\ncontent-type: application/json\n\n{\"model_type\":\"pytorch\",\"inference_config\":{\"pass_through\":{\"tokenization\":{\"bert\":{\"with_special_tokens\":false}}}}}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/n\ncontent-type: application/json\n\n{\"model_type\":\"pytorch\",\"tags\":[\"m\"],\"inference_config\":{\"ner\":{}}}",
                    ),
                ],
            ),
            case(
                "inconsistent_id",
                &[Http(
                    "PUT /_ml/trained_models/n\ncontent-type: application/json\n\n{\"model_id\":\"o\",\"model_type\":\"pytorch\",\"inference_config\":{\"ner\":{}}}",
                )],
            ),
            case("no_body", &[Http("PUT /_ml/trained_models/n")]),
            case(
                "rules_in_order",
                &[
                    Http(
                        "PUT /_ml/trained_models/A\ncontent-type: application/json\n\n{\"model_id\":\"A\",\"version\":\"1\",\"created_by\":\"me\",\"create_time\":1,\"license_level\":\"basic\",\"location\":{\"index\":{}},\"model_package\":{},\"metadata\":{\"model_aliases\":[\"x\"],\"total_feature_importance\":[]},\"tags\":[\"B\",\"A\"],\"input\":{\"field_names\":[\"a..b\"]}}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/n\ncontent-type: application/json\n\n{\"model_type\":\"pytorch\",\"input\":{\"field_names\":[]},\"inference_config\":{\"ner\":{}}}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/a123456789a123456789a123456789a123456789a123456789a123456789a1234\ncontent-type: application/json\n\n{\"model_type\":\"pytorch\",\"inference_config\":{\"pass_through\":{\"tokenization\":{\"bert\":{\"with_special_tokens\":false}}}}}",
                    ),
                ],
            ),
            case(
                "before_the_rules",
                &[
                    Http("PUT /_ml/trained_models/n\ncontent-type: application/json\n\n{}"),
                    Http(
                        "PUT /_ml/trained_models/n\ncontent-type: application/json\n\n{\"model_type\":\"pytorch\",\"model_size_bytes\":-1}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/n\ncontent-type: application/json\n\n{\"model_id\":\"n\",\"model_type\":\"pytorch\",\"model_size_bytes\":-1,\"inference_config\":{\"ner\":{}}}",
                    ),
                ],
            ),
            case(
                "unknown_words_inferred",
                &[
                    Http(
                        "PUT /_ml/trained_models/n\ncontent-type: application/json\n\n{\"model_type\":\"torch\"}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/n\ncontent-type: application/json\n\n{\"model_type\":\"pytorch\",\"inference_config\":{\"sleep\":{}}}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/n\ncontent-type: application/json\n\n{\"model_type\":\"pytorch\",\"inference_config\":{\"ner\":[]}}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/n\ncontent-type: application/json\n\n{\"model_types\":\"pytorch\"}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/n\ncontent-type: application/json\n\n{\"input\":{\"names\":[]}}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/n\ncontent-type: application/json\n\n{\"input\":{}}",
                    ),
                ],
            ),
            case(
                "mask_of_another_tokenization",
                &[Http(
                    "PUT /_ml/trained_models/n\ncontent-type: application/json\n\n{\"model_type\":\"pytorch\",\"inference_config\":{\"fill_mask\":{\"tokenization\":{\"roberta\":{}},\"mask_token\":\"[MASK]\"}}}",
                )],
            ),
            case(
                "parameters",
                &[
                    Http(
                        "PUT /_ml/trained_models/n?wait_for_completion=yes\ncontent-type: application/json\n\n{\"model_type\":\"pytorch\",\"inference_config\":{\"pass_through\":{\"tokenization\":{\"bert\":{\"with_special_tokens\":false}}}}}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/n?defer=true\ncontent-type: application/json\n\n{\"model_type\":\"pytorch\",\"inference_config\":{\"pass_through\":{\"tokenization\":{\"bert\":{\"with_special_tokens\":false}}}}}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/n?timeout=1\ncontent-type: application/json\n\n{\"model_type\":\"pytorch\",\"inference_config\":{\"pass_through\":{\"tokenization\":{\"bert\":{\"with_special_tokens\":false}}}}}",
                    ),
                ],
            ),
            on(
                || models().condition(Condition::Licence),
                "licence",
                &[Http(
                    "PUT /_ml/trained_models/n\ncontent-type: application/json\n\n{\"model_type\":\"pytorch\",\"inference_config\":{\"pass_through\":{\"tokenization\":{\"bert\":{\"with_special_tokens\":false}}}}}",
                )],
            ),
        ],
    },
    Group {
        name: "definition",
        cases: &[
            case(
                "parts_in_any_order",
                &[
                    Http(
                        "PUT /_ml/trained_models/n\ncontent-type: application/json\n\n{\"model_type\":\"pytorch\",\"inference_config\":{\"pass_through\":{\"tokenization\":{\"bert\":{\"with_special_tokens\":false}}}}}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/n/definition/1\ncontent-type: application/json\n\n{\"definition\":\"UEsDBAAACAgAAAAAAAAAAAAA\",\"total_definition_length\":36,\"total_parts\":2}",
                    ),
                    Http("GET /_ml/trained_models/n?include=definition_status"),
                    Http(
                        "PUT /_ml/trained_models/n/definition/0\ncontent-type: application/json\n\n{\"definition\":\"UEsDBAAACAgAAAAAAAAAAAAA\",\"total_definition_length\":36,\"total_parts\":2}",
                    ),
                    Http("GET /_ml/trained_models/n?include=definition_status"),
                    Http("GET /_ml/trained_models/n/_stats"),
                ],
            ),
            on(
                || models().edition("9.5"),
                "started_with_what_was_put",
                &[
                    Http(
                        "PUT /_ml/trained_models/n\ncontent-type: application/json\n\n{\"model_type\":\"pytorch\",\"metadata\":{\"per_deployment_memory_bytes\":1024,\"per_allocation_memory_bytes\":512},\"inference_config\":{\"ner\":{}}}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/n/vocabulary\ncontent-type: application/json\n\n{\"vocabulary\":[\"[PAD]\",\"[UNK]\",\"these\",\"are\",\"my\",\"words\"]}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/n/definition/0\ncontent-type: application/json\n\n{\"definition\":\"UEsDBAAACAgAAAAAAAAAAAAA\",\"total_definition_length\":18,\"total_parts\":1}",
                    ),
                    Http("POST /_ml/trained_models/n/deployment/_start"),
                ],
            ),
            case(
                "again",
                &[
                    Http(
                        "PUT /_ml/trained_models/u/definition/0\ncontent-type: application/json\n\n{\"definition\":\"UEsDBAAACAgAAAAAAAAAAAAA\",\"total_definition_length\":18,\"total_parts\":1}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/u/definition/0\ncontent-type: application/json\n\n{\"definition\":\"UEsDBAAACAgAAAAAAAAAAAAA\",\"total_definition_length\":18,\"total_parts\":1}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/m/definition/0\ncontent-type: application/json\n\n{\"definition\":\"UEsDBAAACAgAAAAAAAAAAAAA\",\"total_definition_length\":18,\"total_parts\":1}",
                    ),
                ],
            ),
            case(
                "rules_in_order",
                &[
                    Http(
                        "PUT /_ml/trained_models/u/definition/-1\ncontent-type: application/json\n\n{\"definition\":\"UEsDBAAACAgAAAAAAAAAAAAA\",\"total_definition_length\":0,\"total_parts\":0}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/u/definition/10001\ncontent-type: application/json\n\n{\"definition\":\"UEsDBAAACAgAAAAAAAAAAAAA\",\"total_definition_length\":18,\"total_parts\":10001}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/u/definition/x\ncontent-type: application/json\n\n{\"definition\":\"UEsDBAAACAgAAAAAAAAAAAAA\",\"total_definition_length\":18,\"total_parts\":1}",
                    ),
                ],
            ),
            case(
                "no_base64_recalled",
                &[
                    Http(
                        "PUT /_ml/trained_models/u/definition/0\ncontent-type: application/json\n\n{\"definition\":\"UE!DBAAACAgAAAAAAAAAAAAA\",\"total_definition_length\":18,\"total_parts\":1}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/u/definition/0\ncontent-type: application/json\n\n{\"definition\":\"UEsDBAAACAgAAAAAAAAAAA\",\"total_definition_length\":18,\"total_parts\":1}",
                    ),
                ],
            ),
            case(
                "missing_and_wrong",
                &[
                    Http(
                        "PUT /_ml/trained_models/u/definition/0\ncontent-type: application/json\n\n{\"total_definition_length\":18,\"total_parts\":1}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/u/definition/0\ncontent-type: application/json\n\n{\"definition\":7}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/u/definition/0\ncontent-type: application/json\n\n{\"definition\":\"\",\"total_definition_length\":\"1e30\"}",
                    ),
                    Http("PUT /_ml/trained_models/u/definition/0"),
                    Http(
                        "PUT /_ml/trained_models/u/definition/0?timeout=1s\ncontent-type: application/json\n\n{\"definition\":\"UEsDBAAACAgAAAAAAAAAAAAA\",\"total_definition_length\":18,\"total_parts\":1}",
                    ),
                ],
            ),
            case(
                "lenient",
                &[Http(
                    "PUT /_ml/trained_models/u/definition/0\ncontent-type: application/json\n\n{\"definition\":\"UEsD\",\"total_definition_length\":\"3\",\"total_parts\":1.5}",
                )],
            ),
            case(
                "unknown_model",
                &[
                    Http(
                        "PUT /_ml/trained_models/none/definition/0\ncontent-type: application/json\n\n{\"definition\":\"UEsDBAAACAgAAAAAAAAAAAAA\",\"total_definition_length\":18,\"total_parts\":1}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/tree/definition/0\ncontent-type: application/json\n\n{\"definition\":\"UEsDBAAACAgAAAAAAAAAAAAA\",\"total_definition_length\":18,\"total_parts\":1}",
                    ),
                ],
            ),
            case(
                "incomplete",
                &[
                    Http(
                        "PUT /_ml/trained_models/u/vocabulary\ncontent-type: application/json\n\n{\"vocabulary\":[\"[PAD]\",\"[UNK]\",\"these\",\"are\",\"my\",\"words\"]}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/u/definition/0\ncontent-type: application/json\n\n{\"definition\":\"UEsDBAAACAgAAAAAAAAAAAAA\",\"total_definition_length\":19,\"total_parts\":1}",
                    ),
                    Http("POST /_ml/trained_models/u/deployment/_start"),
                ],
            ),
            case(
                "disagreeing",
                &[
                    Http(
                        "PUT /_ml/trained_models/u/vocabulary\ncontent-type: application/json\n\n{\"vocabulary\":[\"[PAD]\",\"[UNK]\",\"these\",\"are\",\"my\",\"words\"]}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/u/definition/0\ncontent-type: application/json\n\n{\"definition\":\"UEsDBAAACAgAAAAAAAAAAAAA\",\"total_definition_length\":18,\"total_parts\":2}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/u/definition/1\ncontent-type: application/json\n\n{\"definition\":\"UEsDBAAACAgAAAAAAAAAAAAA\",\"total_definition_length\":19,\"total_parts\":2}",
                    ),
                    Http("POST /_ml/trained_models/u/deployment/_start"),
                ],
            ),
        ],
    },
    Group {
        name: "inference",
        cases: &[case(
            "by_what_was_put",
            &[
                Http(
                    "PUT /_ml/trained_models/n\ncontent-type: application/json\n\n{\"model_type\":\"pytorch\",\"inference_config\":{\"fill_mask\":{\"results_field\":\"word\"}}}",
                ),
                Http(
                    "PUT /_ml/trained_models/n/vocabulary\ncontent-type: application/json\n\n{\"vocabulary\":[\"[PAD]\",\"[UNK]\"]}",
                ),
                Http(
                    "PUT /_ml/trained_models/n/definition/0\ncontent-type: application/json\n\n{\"definition\":\"UEsDBAAACAgAAAAAAAAAAAAA\",\"total_definition_length\":18,\"total_parts\":1}",
                ),
                Http("POST /_ml/trained_models/n/deployment/_start?wait_for=fully_allocated"),
                Http(
                    "POST /_ml/trained_models/n/_infer\ncontent-type: application/json\n\n{\"docs\":[{\"input\":\"Ada met [MASK].\"},{\"text_field\":\"Ada met [MASK].\"}]}",
                ),
                Http(
                    "POST /_ml/trained_models/n/_infer\ncontent-type: application/json\n\n{\"docs\":[{\"input\":\"Ada met [MASK].\"}],\"inference_config\":{\"fill_mask\":{\"results_field\":\"r\"}}}",
                ),
            ],
        )],
    },
    Group {
        name: "vocabulary",
        cases: &[
            case(
                "once",
                &[
                    Http(
                        "PUT /_ml/trained_models/u/vocabulary\ncontent-type: application/json\n\n{\"vocabulary\":[\"[PAD]\",\"[UNK]\",\"these\",\"are\",\"my\",\"words\"]}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/u/vocabulary\ncontent-type: application/json\n\n{\"vocabulary\":[\"[PAD]\",\"[UNK]\",\"these\",\"are\",\"my\",\"words\"]}",
                    ),
                ],
            ),
            case(
                "merges_and_scores",
                &[
                    Http(
                        "PUT /_ml/trained_models/r\ncontent-type: application/json\n\n{\"model_type\":\"pytorch\",\"inference_config\":{\"ner\":{\"tokenization\":{\"roberta\":{}}}}}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/r/vocabulary\ncontent-type: application/json\n\n{\"vocabulary\":[\"[PAD]\",\"[UNK]\",\"these\",\"are\",\"my\",\"words\"]}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/r/vocabulary\ncontent-type: application/json\n\n{\"vocabulary\":[\"a\",\"b\"],\"merges\":[\"a b\"],\"scores\":[-0.5,1]}",
                    ),
                ],
            ),
            case(
                "rules",
                &[
                    Http(
                        "PUT /_ml/trained_models/u/vocabulary\ncontent-type: application/json\n\n{\"vocabulary\":[]}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/u/vocabulary\ncontent-type: application/json\n\n{\"vocabulary\":[\"a\"],\"scores\":[1,2]}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/u/vocabulary\ncontent-type: application/json\n\n{}",
                    ),
                    Http("PUT /_ml/trained_models/u/vocabulary"),
                ],
            ),
            on(
                || models().edition("8.8"),
                "8.8_knows_no_scores",
                &[Http(
                    "PUT /_ml/trained_models/u/vocabulary\ncontent-type: application/json\n\n{\"vocabulary\":[\"a\"],\"scores\":[1]}",
                )],
            ),
            case(
                "wrong_elements_recalled",
                &[
                    Http(
                        "PUT /_ml/trained_models/u/vocabulary\ncontent-type: application/json\n\n{\"vocabulary\":[\"a\",null]}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/u/vocabulary\ncontent-type: application/json\n\n{\"vocabulary\":[\"a\"],\"scores\":[\"x\"]}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/u/vocabulary\ncontent-type: application/json\n\n{\"vocabulary\":\"a\",\"scores\":1}",
                    ),
                ],
            ),
            case(
                "unknown_model",
                &[
                    Http(
                        "PUT /_ml/trained_models/none/vocabulary\ncontent-type: application/json\n\n{\"vocabulary\":[\"[PAD]\",\"[UNK]\",\"these\",\"are\",\"my\",\"words\"]}",
                    ),
                    Http(
                        "PUT /_ml/trained_models/tree/vocabulary\ncontent-type: application/json\n\n{\"vocabulary\":[\"[PAD]\",\"[UNK]\",\"these\",\"are\",\"my\",\"words\"]}",
                    ),
                ],
            ),
            case(
                "missing_at_the_start_recalled",
                &[
                    Http(
                        "PUT /_ml/trained_models/u/definition/0\ncontent-type: application/json\n\n{\"definition\":\"UEsDBAAACAgAAAAAAAAAAAAA\",\"total_definition_length\":18,\"total_parts\":1}",
                    ),
                    Http("POST /_ml/trained_models/u/deployment/_start"),
                ],
            ),
        ],
    },
];
