//! Where two answers differ that should be the same.
//!
//! Statuses, headers that programs look at, types of exceptions, and the form of bodies have to be
//! the same. Reasons may name other places and numbers; values of an answer to success may be
//! others altogether.

use std::collections::BTreeSet;

use bytes::Bytes;
use http::Response;
use serde::Serialize;
use serde_json::Value;

/// The headers that are compared.
const HEADERS: [&str; 3] = ["content-type", "x-elastic-product", "allow"];

/// A difference.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Difference {
    /// What differs: `status`, `header NAME`, `body`, `members`, `type`, `reason`, or `layout`.
    pub(super) what: String,
    pub(super) cluster: String,
    pub(super) fake: String,
}

/// All differences, the most telling first.
pub(super) fn differences(cluster: &Response<Bytes>, fake: &Response<Bytes>) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut compare = |what: &str, cluster: String, fake: String| {
        if cluster != fake {
            found.push(Difference {
                what: what.to_owned(),
                cluster,
                fake,
            });
        }
    };
    let status = |answer: &Response<Bytes>| answer.status().as_u16().to_string();
    compare("status", status(cluster), status(fake));
    let (in_cluster, in_fake) = (body(cluster), body(fake));
    compare("body", form(in_cluster.as_ref()), form(in_fake.as_ref()));
    if let (Some(in_cluster), Some(in_fake)) = (&in_cluster, &in_fake) {
        compare("type", types(in_cluster), types(in_fake));
        compare("reason", reason(in_cluster), reason(in_fake));
        let (there, here) = (members(in_cluster), members(in_fake));
        let only = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
            one.difference(other)
                .cloned()
                .collect::<Vec<_>>()
                .join(", ")
        };
        compare("members", only(&there, &here), only(&here, &there));
        compare("layout", layout(cluster), layout(fake));
    }
    for name in HEADERS {
        compare(
            &format!("header {name}"),
            header(cluster, name),
            header(fake, name),
        );
    }
    found
}

fn header(answer: &Response<Bytes>, name: &str) -> String {
    let values = answer.headers().get_all(name).iter();
    let values = values.map(|value| String::from_utf8_lossy(value.as_bytes()).replace(' ', ""));
    let mut values: Vec<_> = values
        .flat_map(|value| value.split(',').map(ToOwned::to_owned).collect::<Vec<_>>())
        .collect();
    // In which order methods are listed says nothing.
    values.sort();
    values.join(", ")
}

fn body(answer: &Response<Bytes>) -> Option<Value> {
    serde_json::from_slice(answer.body()).ok()
}

fn form(body: Option<&Value>) -> String {
    let form = match body {
        None => "not JSON",
        Some(Value::Object(members)) if members.contains_key("error") => "an error",
        Some(Value::Object(_)) => "an object",
        Some(_) => "another value",
    };
    form.to_owned()
}

/// The types of an exception and of its causes, the outermost first.
fn types(body: &Value) -> String {
    let outer = std::iter::successors(body.get("error"), |error| error.get("caused_by"));
    let types = outer.filter_map(|error| error["type"].as_str());
    let root = body["error"]["root_cause"].as_array().into_iter().flatten();
    let roots: Vec<_> = root.filter_map(|error| error["type"].as_str()).collect();
    let types = types.collect::<Vec<_>>().join(" caused by ");
    match roots.is_empty() {
        true => types,
        false => format!("{types} (root cause {})", roots.join(", ")),
    }
}

/// The reason as a pattern: numbers, and where in the source it is, may be others.
fn reason(body: &Value) -> String {
    let error = &body["error"];
    let reason = error
        .as_str()
        .or(error["reason"].as_str())
        .unwrap_or_default();
    let reason = reason.split("\n at [").next().unwrap_or_default();
    let mut pattern = String::new();
    for c in reason.chars() {
        match c {
            '0'..='9' if pattern.ends_with('#') => {}
            '0'..='9' => pattern.push('#'),
            c => pattern.push(c),
        }
    }
    pattern
}

/// The members, each with the type of its value.
fn members(body: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect(body, "", &mut found);
    found
}

fn collect(value: &Value, place: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let name = if is_id(name) { "*" } else { name };
                let place = format!("{place}/{name}");
                found.insert(format!("{place} ({})", type_of(value)));
                collect(value, &place, found);
            }
        }
        Value::Array(elements) => {
            for value in elements {
                collect(value, &format!("{place}/*"), found);
            }
        }
        _ => {}
    }
}

/// Whether a name looks like the id of a node: 22 characters in base64.
fn is_id(name: &str) -> bool {
    let is_of_id = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let is_mixed = name.chars().any(|c| c.is_ascii_uppercase());
    name.len() == 22 && is_mixed && name.chars().all(is_of_id)
}

/// How a body is laid out: what stands in front of its first name, behind that, and at the end.
fn layout(answer: &Response<Bytes>) -> String {
    let text = String::from_utf8_lossy(answer.body());
    let mut parts = text.splitn(3, '"');
    let front = parts.next().unwrap_or_default();
    let behind = parts.nth(1).unwrap_or_default();
    let is_between = |c: char| c.is_whitespace() || c == ':';
    let between = &behind[..behind.find(|c| !is_between(c)).unwrap_or(0)];
    let end = &text[text.trim_end().len()..];
    format!("{front:?}, {between:?}, {end:?}")
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Response<Bytes> {
        let answer = Response::builder()
            .status(status)
            .header("content-type", "application/json");
        answer.body(Bytes::from(body.to_owned())).unwrap()
    }

    fn found(cluster: &str, fake: &str) -> Vec<String> {
        let differences = differences(&answer(400, cluster), &answer(400, fake));
        let shown = differences.iter();
        shown
            .map(|it| format!("{}: {} | {}", it.what, it.cluster, it.fake))
            .collect()
    }

    #[test]
    fn places_and_numbers_in_reasons_may_be_others() {
        let error = |reason: &str| {
            serde_json::json!({"error": {"type": "a", "reason": reason}, "status": 400}).to_string()
        };
        assert_eq!(
            found(&error("[1:28] b"), &error("[1:2] b\n at [Source: x]")),
            [""; 0]
        );
        assert_eq!(
            found(&error("[1:2] b"), &error("[1:2] c")),
            ["reason: [#:#] b | [#:#] c"]
        );
    }

    #[test]
    fn bodies_have_the_same_members_with_values_of_the_same_types() {
        let nodes = |id: &str, value: &str| format!(r#"{{"nodes":{{"{id}":{{"a":{value}}}}}}}"#);
        let (one, other) = ("uckeG3R8TLe2MMNBQ6AGrw", "aAaaaaaaaaaaaaaaaaaaaa");
        assert_eq!(found(&nodes(one, "1"), &nodes(other, "2")), [""; 0]);
        assert_eq!(
            found(&nodes(one, "1"), &nodes(other, "\"2\"")),
            ["members: /nodes/*/a (number) | /nodes/*/a (string)"]
        );
        assert_eq!(found("{}", "four"), ["body: an object | not JSON"]);
    }

    #[test]
    fn answers_are_laid_out_in_the_same_way() {
        let (plain, pretty) = (
            r#"{"a":{"b":1}}"#,
            "{\n  \"a\" : {\n    \"b\" : 1\n  }\n}\n",
        );
        assert_eq!(
            found(plain, pretty),
            [r#"layout: "{", ":", "" | "{\n  ", " : ", "\n""#]
        );
        assert_eq!(
            found(pretty, "{\n  \"a\" : {\n    \"b\" : 2 } }\n"),
            [""; 0]
        );
        assert_eq!(found("{ }\n", "{ }\n"), [""; 0]);
    }

    #[test]
    fn the_order_of_allowed_methods_says_nothing() {
        let allowed = |methods: &str| {
            Response::builder()
                .header("allow", methods)
                .body(Bytes::new())
        };
        let (one, other) = (allowed("GET,HEAD").unwrap(), allowed("HEAD, GET").unwrap());
        assert_eq!(differences(&one, &other), []);
        assert_eq!(
            differences(&one, &allowed("GET").unwrap())[0].what,
            "header allow"
        );
    }
}
