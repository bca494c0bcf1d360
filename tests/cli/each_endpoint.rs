//! What `check`, `coverage` and `openapi` make of every endpoint that takes a body. Nothing here
//! names one, so that a new endpoint is in it without further ado.

use std::fmt::Write;
use std::time::SystemTime;

use es_ml_fake::{Endpoint, FakeCluster};
use serde_json::{Value, json};

use crate::program::{folder, run_in};

/// Endpoints with what a request to each looks like: first line, and the schema's own example.
fn requests() -> Vec<(Endpoint, String, Value)> {
    let of = |endpoint: Endpoint| {
        let example = endpoint.request_schema()?.document()["examples"][0].clone();
        let (method, template) = endpoint.routes().next()?;
        let path = template.replace("{part}", "0");
        let path = path.split(['{', '}']).enumerate().map(|(place, part)| {
            let is_name = place % 2 == 1;
            if is_name { "some-name" } else { part }
        });
        Some((
            endpoint,
            format!("{method} {}", path.collect::<String>()),
            example,
        ))
    };
    Endpoint::all().filter_map(of).collect()
}

/// The same as text of Kibana's Console.
fn console(requests: &[(Endpoint, String, Value)]) -> String {
    requests
        .iter()
        .fold(String::new(), |mut text, (_, line, body)| {
            writeln!(text, "{line}\n{body:#}\n").unwrap();
            text
        })
}

#[test]
fn a_right_body_of_each_endpoint_passes_check_and_a_wrong_one_does_not() {
    let mut requests = requests();
    assert!(requests.len() >= 7, "{}", requests.len());
    let right = console(&requests);
    for (_, _, body) in &mut requests {
        body["of_no_endpoint"] = json!(1);
    }
    let folder = folder(&[
        ("right.console", &right),
        ("wrong.console", &console(&requests)),
    ]);
    let check = |file| {
        let arguments = ["check", file, "--as", "console", "--require-checked"];
        run_in(
            folder.path(),
            &[&arguments[..], &["--format", "json"]].concat(),
        )
    };
    let output = check("right.console");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    let output = check("wrong.console");
    assert_eq!(output.status.code(), Some(1));
    let found = text(&output.stdout);
    assert_eq!(
        found.matches("\"/of_no_endpoint\"").count(),
        requests.len(),
        "{found}"
    );
}

#[test]
fn a_body_of_each_endpoint_counts_in_coverage() {
    let cluster = FakeCluster::builder().build();
    for (_, line, body) in requests() {
        let (method, path) = line.split_once(' ').unwrap();
        let request = http::Request::builder().method(method).uri(path);
        let request = request.header("content-type", "application/json");
        let request = request.body(body.to_string().into()).unwrap();
        cluster.handle(&request, SystemTime::UNIX_EPOCH);
    }
    let exchanges = cluster.exchanges();
    let lines: Vec<_> = exchanges
        .iter()
        .map(|each| json!(**each).to_string())
        .collect();
    let folder = folder(&[("journal.jsonl", &lines.join("\n"))]);
    let output = run_in(
        folder.path(),
        &["coverage", "journal.jsonl", "--format", "json"],
    );
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let items = report["items"].as_array().unwrap();
    for (endpoint, _, body) in requests() {
        let is_covered = |item: &&Value| {
            let of_member = item["endpoint"] == endpoint.name() && item["part"] == "members";
            of_member && item["what"] == "valid" && item["covered"] == true
        };
        let covered: Vec<_> = items.iter().filter(is_covered).collect();
        let members = body.as_object().unwrap().len();
        assert!(covered.len() >= members, "{endpoint}: {covered:?}");
    }
}

#[test]
fn each_endpoint_is_in_openapi_with_its_body() {
    let folder = folder(&[]);
    let output = run_in(folder.path(), &["openapi"]);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    for endpoint in Endpoint::all() {
        for (method, path) in endpoint.routes() {
            let operation = &document["paths"][path][method.as_str().to_lowercase()];
            assert!(operation["responses"]["200"].is_object(), "{method} {path}");
            let body = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
            assert_eq!(
                body.is_string(),
                endpoint.request_schema().is_some(),
                "{method} {path}"
            );
            if let Some(schema) = body.as_str() {
                let schema = document.pointer(schema.trim_start_matches('#')).unwrap();
                assert!(schema["properties"].is_object(), "{method} {path}");
            }
        }
    }
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}
