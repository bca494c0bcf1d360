//! Bodies of puts of models, and what is wrong with each.

use es_ml_fake::contract::Schema;
use serde_json::{Value, json};

use super::breaches;

fn of_task(task: &Value) -> Value {
    json!({"model_type": "pytorch", "inference_config": task})
}

/// Settings belong to the task whose name they are under, and so do kinds of tokenization.
#[test]
fn settings_are_those_of_the_task() {
    for (task, expected) in [
        (json!({"ner": {"classification_labels": ["O"]}}), None),
        (
            json!({"ner": {"labels": ["O"]}}),
            Some("/ner propertyNames"),
        ),
        (json!({"text_embedding": {"embedding_size": 384}}), None),
        (
            json!({"text_expansion": {"embedding_size": 384}}),
            Some("/text_expansion propertyNames"),
        ),
        (
            json!({"zero_shot_classification": {}}),
            Some("/zero_shot_classification required"),
        ),
        (
            json!({"ner": {"tokenization": {"roberta": {"add_prefix_space": true}}}}),
            None,
        ),
        (
            json!({"ner": {"tokenization": {"bert": {"add_prefix_space": true}}}}),
            Some("/ner/tokenization/bert propertyNames"),
        ),
        (
            json!({"ner": {"tokenization": {"bart": {}}}}),
            Some("/ner/tokenization propertyNames"),
        ),
        (json!({"sleep": {}}), Some(" propertyNames")),
        (json!({}), Some(" minProperties")),
        (json!({"ner": {}, "fill_mask": {}}), Some(" maxProperties")),
    ] {
        let verdict = Schema::PutModelRequest.judge(&of_task(&task));
        let expected: Vec<_> = expected
            .map(|it| format!("/inference_config{it}"))
            .into_iter()
            .collect();
        assert_eq!(breaches(&verdict), expected, "{task}");
    }
}

#[test]
fn a_wrong_name_is_told_with_those_that_there_are() {
    let verdict = Schema::PutModelRequest.judge(&of_task(&json!({"ner": {"label": []}})));
    let texts: Vec<_> = verdict
        .violations()
        .iter()
        .map(ToString::to_string)
        .collect();
    let found = texts.iter().any(|text| {
        text.contains(r#"must be one of ["tokenization","results_field","classification_labels"]"#)
    });
    assert!(found, "{texts:?}");
}
