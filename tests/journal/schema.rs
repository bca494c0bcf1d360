//! Lines of journals are as their schema says, and the schema says no more.

use std::collections::BTreeSet;

use es_ml_fake::contract::Schema;
use es_ml_fake::{DOCUMENTED_DEPLOYMENT, FakeCluster, On, Reply};
use reqwest::Method;
use reqwest::blocking::Client;
use serde_json::{Value, json};

/// An exchange of each kind, as lines.
fn lines() -> Vec<Value> {
    let cluster = FakeCluster::builder().http_nodes(2).start();
    let update = format!("/_ml/trained_models/{DOCUMENTED_DEPLOYMENT}/deployment/_update");
    let reply = Reply::status(503)
        .header("a", "1")
        .header("a", "2")
        .body(&b"\xff\xfe"[..]);
    cluster.script(On::any().nth(11), reply);
    let client = Client::new();
    for (method, target, content_type, body) in [
        (Method::GET, "/", "", &b""[..]),
        (Method::HEAD, "/", "", b""),
        (Method::GET, "/_cat/indices?v=1&v=2&h=name", "", b""),
        (Method::GET, "/_nowhere/at/all", "", b""),
        (
            Method::POST,
            &update,
            "application/json",
            b"{\"number_of_allocations\": 4}",
        ),
        (
            Method::POST,
            &update,
            "application/json",
            b"{\"number_of_allocations\": \"4\"}",
        ),
        (
            Method::POST,
            &update,
            "application/json",
            b"{\"number_of_allocations\": 0, \"x\": [\n1]}",
        ),
        (
            Method::POST,
            &update,
            "application/yaml",
            b"number_of_allocations: 3\n",
        ),
        (
            Method::POST,
            &update,
            "application/json",
            b"{\"adaptive_allocations\": {\"min_number_of_allocations\": 1}}",
        ),
        (Method::POST, &update, "application/json", b"null"),
        (
            Method::POST,
            &update,
            "application/json",
            b"{\"text\": \"no, JSON\"}",
        ),
        (Method::POST, &update, "application/json", b"\xff"),
        (
            Method::POST,
            &format!("{update}?timeout=x&timeout=y"),
            "text/plain",
            b"{}",
        ),
        (Method::DELETE, &update, "", b""),
        (
            Method::POST,
            "/_ml/trained_models/a%20b/deployment/_update",
            "application/json",
            b"{}",
        ),
    ] {
        let mut request = client.request(method, format!("{}{target}", cluster.uris()[1]));
        if !content_type.is_empty() {
            request = request.header("content-type", content_type);
        }
        let request = request
            .header("cookie", "a=hunter2")
            .header("x-a", "1")
            .header("x-a", "2");
        request
            .basic_auth("ops", Some("hunter2"))
            .body(body.to_vec())
            .send()
            .unwrap();
    }
    drop(cluster.take_silent_breaches());
    let shared = FakeCluster::shared();
    let scope = shared.scope("a");
    reqwest::blocking::get(scope.uri()).unwrap();
    let exchanges = cluster.exchanges().into_iter().chain(scope.exchanges());
    exchanges
        .map(|exchange| serde_json::to_value(&*exchange).unwrap())
        .collect()
}

#[test]
fn lines_are_as_the_schema_says() {
    let lines = lines();
    let mut documented = BTreeSet::new();
    let mut written = BTreeSet::new();
    let schema = Schema::Journal.document();
    for line in &lines {
        let verdict = Schema::Journal.judge(line);
        assert!(verdict.conforms(), "{line:#}\n{:#?}", verdict.violations());
        assert!(!line.to_string().contains("hunter2"), "{line:#}");
        compare("", line, schema, &mut documented, &mut written);
    }
    assert_eq!(
        written, documented,
        "what is written, and what is documented"
    );
    let answered_by: BTreeSet<_> = lines
        .iter()
        .map(|line| line["answered_by"].as_str())
        .collect();
    assert_eq!(answered_by, BTreeSet::from([Some("fake"), Some("script")]));
    let bodies: Vec<_> = lines.iter().map(|line| &line["request"]["body"]).collect();
    for body in [
        json!(null),
        json!({"number_of_allocations": 4}),
        json!({"text": "number_of_allocations: 3\n"}),
        json!({"text": "null"}),
        json!({"text": "{\"text\": \"no, JSON\"}"}),
        json!({"base64": "/w=="}),
    ] {
        assert!(bodies.contains(&&body), "{body}");
    }
}

/// Adds the members that there are, and those that the schema has.
fn compare(
    path: &str,
    value: &Value,
    part: &Value,
    documented: &mut BTreeSet<String>,
    written: &mut BTreeSet<String>,
) {
    let reference = part["$ref"].as_str().and_then(|to| to.strip_prefix('#'));
    let part = reference.map_or(part, |to| Schema::Journal.document().pointer(to).unwrap());
    for element in value.as_array().into_iter().flatten() {
        compare(path, element, &part["items"], documented, written);
    }
    let Some(properties) = part["properties"].as_object() else {
        return;
    };
    documented.extend(properties.keys().map(|name| format!("{path}/{name}")));
    for (name, value) in value.as_object().unwrap() {
        let path = format!("{path}/{name}");
        compare(&path, value, &part["properties"][name], documented, written);
        written.insert(path);
    }
}

#[test]
fn other_lines_are_not() {
    let line = &lines()[0];
    assert!(Schema::Journal.judge(line).conforms());
    for (pointer, wrong) in [
        ("/seq", json!(0)),
        ("/at", json!("yesterday")),
        ("/node", json!(null)),
        ("/answered_by", json!("ghost")),
        ("/request", json!({})),
        ("/request/headers", json!({"a": []})),
        ("/verdict/conforms", json!(false)),
        ("/verdict/silent", json!(true)),
        ("/response/status", json!("200")),
    ] {
        let mut line = line.clone();
        *line.pointer_mut(pointer).unwrap() = wrong;
        assert!(!Schema::Journal.judge(&line).conforms(), "{pointer}");
    }
}

#[test]
fn the_line_of_the_page_is_one() {
    let page = include_str!("../../docs/journal.md");
    let (_, example) = page.split_once("```json\n").unwrap();
    let line = serde_json::from_str(example.lines().next().unwrap()).unwrap();
    let verdict = Schema::Journal.judge(&line);
    assert!(verdict.conforms(), "{:#?}", verdict.violations());
}
