//! Which members of a body an edition has.
//!
//! That is for the endpoint to say, so it is asked: what the verdict on a body with the member says
//! about the edition.

use http::Request;
use serde_json::{Value, json};

use crate::contract::Verdict;
use crate::endpoints::Endpoint;
use crate::model::{DOCUMENTED_DEPLOYMENT, Edition};

/// Takes members out of a schema, and examples that have them, that came with a later version.
pub(super) fn leave_out_later_ones(schema: &mut Value, endpoint: Endpoint, edition: Edition) {
    let names = schema["properties"].as_object().into_iter().flatten();
    let names: Vec<_> = names
        .map(|(name, member)| (name.clone(), sample(member)))
        .collect();
    for (name, value) in names {
        if !comes_later(endpoint, edition, &json!({ name.as_str(): value })) {
            continue;
        }
        if let Some(members) = schema["properties"].as_object_mut() {
            members.remove(&name);
        }
        if let Some(examples) = schema.get_mut("examples").and_then(Value::as_array_mut) {
            examples.retain(|example| example.get(&name).is_none());
        }
    }
}

fn comes_later(endpoint: Endpoint, edition: Edition, body: &Value) -> bool {
    let Some((method, path)) = endpoint.routes().next() else {
        return false;
    };
    let path = path
        .split(['{', '}'])
        .enumerate()
        .map(|(index, part)| match index % 2 {
            0 => part,
            _ => DOCUMENTED_DEPLOYMENT,
        });
    let request = Request::builder()
        .method(method)
        .uri(path.collect::<String>())
        .header("content-type", "application/json")
        .body(body.to_string().into());
    request.is_ok_and(|request| {
        let verdict = Verdict::of_request_in(&request, edition);
        let mut violations = verdict.violations().iter();
        violations.any(|it| it.keyword() == "edition" && it.instance_path().starts_with('/'))
    })
}

/// A value of the type that a member has.
fn sample(schema: &Value) -> Value {
    let first = schema["enum"].get(0).or_else(|| schema["examples"].get(0));
    if let Some(first) = first {
        return first.clone();
    }
    match schema["type"].as_str() {
        Some("boolean") => json!(true),
        Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or(json!(1)),
        Some("string") => json!("a"),
        Some("array") => json!([sample(&schema["items"])]),
        Some("object") => {
            let members = schema["properties"].as_object().into_iter().flatten();
            let members = members.map(|(name, member)| (name.clone(), sample(member)));
            Value::Object(members.take(1).collect())
        }
        _ => Value::Null,
    }
}
