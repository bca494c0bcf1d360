//! What the OpenAPI document says of the control API, held against what it answers.

use std::collections::HashMap;
use std::sync::LazyLock;

use es_ml_fake::{Edition, openapi};
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::support::Answer;

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| openapi::document(Edition::Documented));

/// What is answered with status 200, by operation.
static ANSWERS: LazyLock<HashMap<&str, Validator>> = LazyLock::new(|| {
    let operations = operations().map(|(_, _, operation)| operation);
    let answer = |operation: &'static Value| {
        let id = operation["operationId"].as_str()?;
        let answer = operation.pointer("/responses/200/content/application~1json/schema")?;
        Some((id, validator(answer)))
    };
    operations.filter_map(answer).collect()
});

static PROBLEM: LazyLock<Validator> = LazyLock::new(|| {
    let response = &DOCUMENT["components"]["responses"]["ControlError"];
    validator(&response["content"]["application/json"]["schema"])
});

fn operations() -> impl Iterator<Item = (&'static str, &'static str, &'static Value)> {
    let paths = DOCUMENT["paths"].as_object().unwrap().iter();
    let paths = paths.filter(|(path, _)| path.starts_with("/_fake"));
    paths.flat_map(|(path, operations)| {
        let operations = operations.as_object().unwrap().iter();
        operations.map(move |(method, it)| (path.as_str(), method.as_str(), it))
    })
}

fn validator(schema: &Value) -> Validator {
    let schema = json!({ "allOf": [schema], "components": DOCUMENT["components"] });
    jsonschema::validator_for(&schema).unwrap()
}

/// Panics if this answer to a request is not what the document says.
pub(super) fn assert_described(line: &str, answer: &Answer) {
    if answer.header("content-type") != Some("application/json") {
        return;
    }
    let document: Value = serde_json::from_str(answer.text()).unwrap();
    let validator = match answer.status {
        200 => operation(line).map(|id| &ANSWERS[id]),
        _ => Some(&*PROBLEM),
    };
    let validator = validator.unwrap_or_else(|| panic!("{line} is not described"));
    let errors: Vec<_> = validator
        .iter_errors(&document)
        .map(|it| it.to_string())
        .collect();
    assert_eq!(errors, [""; 0], "{line}: {document:#}");
}

/// Which operation a request is.
fn operation(line: &str) -> Option<&'static str> {
    let (method, target) = line.split_once(' ')?;
    let path = target.split('?').next()?;
    let path = path
        .strip_prefix("/_fake/scopes/")
        .map_or(path, |rest| rest.find('/').map_or("", |end| &rest[end..]));
    let is_it = |(template, its_method, _): &(&str, &str, _)| {
        let (mut parts, mut wanted) = (path.split('/'), template.split('/'));
        let same = wanted.all(|it| {
            parts
                .next()
                .is_some_and(|part| it.starts_with('{') || it == part)
        });
        same && parts.next().is_none() && its_method.eq_ignore_ascii_case(method)
    };
    let (_, _, operation) = operations().find(is_it)?;
    operation["operationId"].as_str()
}

/// What is there to be asked, and what is not, is refused.
#[test]
fn the_check_itself_finds_what_is_wrong() {
    let clock = &ANSWERS[operation("GET /_fake/clock?x").unwrap()];
    assert!(clock.is_valid(&json!({"now": "2026-11-22T10:00:00Z"})));
    assert!(!clock.is_valid(&json!({"then": 1})));
    assert!(PROBLEM.is_valid(&json!({"error": "no"})));
    assert!(!PROBLEM.is_valid(&json!({})));
    assert_eq!(
        operation("POST /_fake/scopes/a/_fake/holds/3/release"),
        Some("control_holds_release")
    );
    assert_eq!(operation("GET /_fake/nothing"), None);
}
