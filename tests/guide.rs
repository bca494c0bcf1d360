//! The catalogue in the guide is that of the code.

use std::fmt::Write as _;
use std::path::Path;
use std::time::SystemTime;
use std::{env, fs};

use es_ml_fake::model::Condition;
use es_ml_fake::{
    Cluster, DOCUMENTED_DEPLOYMENT, Edition, Endpoint, Failure, Method, On, Reply, Request,
    WireFault,
};
use serde_json::Value;

const PAGE: &str = "docs/guide/catalogue.md";

fn read(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()
}

#[test]
fn the_catalogue_of_the_guide_is_that_of_the_code() {
    let rendered = catalogue();
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE), &rendered).unwrap();
    }
    assert_eq!(
        read(PAGE),
        rendered,
        "{PAGE} is out of date; run this test with UPDATE_DOCS=1"
    );
}

/// The page.
fn catalogue() -> String {
    let mut page = "\
# Catalogue

This page is made from the code: `UPDATE_DOCS=1 cargo test --all-features --test all catalogue`
writes it.

## Endpoints

`On::endpoint(Endpoint::Update)` selects requests to one, and `exchange.endpoint()` tells it. *Since*
is the first version whose servers have it.

| name | requests | since | schemas |
| --- | --- | --- | --- |
ENDPOINTS
## Failures

`cluster.script(On::updates(), Failure::no_master())`, as JSON
`{\"failure\": \"no_master\"}`. Each has the envelope of a real server, or of a proxy before it. *Type*
is that of the error in the body, *may pass* whether trying again makes sense, *since* the first
version whose servers do it.

| name | status | type | may pass | since | when |
| --- | --- | --- | --- | --- | --- |
"
    .replace("ENDPOINTS\n", &endpoints());
    for failure in Failure::all() {
        let status = failure.status(Edition::Documented).as_u16();
        let error = error_type(failure);
        let may_pass = if failure.may_pass() { "yes" } else { "no" };
        let mut servers = failure.editions().filter(|e| *e != Edition::Documented);
        let since = servers.next().unwrap();
        let when = failure.when();
        let _ = writeln!(
            page,
            "| `{failure}` | {status} | {error} | {may_pass} | {since} | {when} |"
        );
    }
    page += "
## Wire faults

`cluster.script(On::updates(), WireFault::Reset)`. The request has its effect all the same, and is
on record.

| name | in Rust | as JSON | what happens |
| --- | --- | --- | --- |
";
    let source = read("src/script/wire_fault.rs");
    for fault in WireFault::all() {
        let shown = format!("{fault:?}");
        let variant = shown.split(' ').next().unwrap();
        let members = shown
            .split(", ")
            .map(|member| member.split(": ").next().unwrap());
        let mut form = members.collect::<Vec<_>>().join(", ");
        if form.contains('{') {
            form += " }";
        }
        let json = serde_json::to_value(Reply::from(fault)).unwrap();
        let what = comment(&source, "pub enum WireFault {", variant);
        let _ = writeln!(
            page,
            "| `{}` | `{form}` | `{json}` | {what} |",
            fault.name()
        );
    }
    page += "
## Conditions

`FakeCluster::builder().condition(Condition::NoMaster)`, until `cluster.clear_condition(…)`.

| name | in Rust | what it does |
| --- | --- | --- |
";
    let source = read("src/model/condition.rs");
    for condition in Condition::ALL {
        let variant = format!("{condition:?}");
        let what = comment(&source, "pub enum Condition {", &variant);
        let _ = writeln!(page, "| `{condition}` | `{variant}` | {what} |");
    }
    page
}

/// A row for each endpoint.
fn endpoints() -> String {
    let mut rows = String::new();
    for endpoint in Endpoint::all() {
        let requests = endpoint
            .routes()
            .map(|(method, path)| format!("`{method} {path}`"));
        let requests: Vec<_> = requests.collect();
        let since = endpoint.editions().find(|e| *e != Edition::Documented);
        let schemas = [endpoint.request_schema(), endpoint.response_schema()];
        let schemas: Vec<_> = schemas.iter().flatten().map(|s| format!("`{s}`")).collect();
        let (requests, schemas) = (requests.join(", "), schemas.join(", "));
        let _ = writeln!(
            rows,
            "| `{endpoint}` | {requests} | {} | {schemas} |",
            since.unwrap()
        );
    }
    rows + "\n"
}

/// The type of the error that an update gets.
fn error_type(failure: Failure) -> String {
    let (cluster, now) = (Cluster::new(), SystemTime::now());
    cluster.script_at(now, On::any(), failure);
    let path = format!("/_ml/trained_models/{DOCUMENTED_DEPLOYMENT}/deployment/_update");
    let request = Request::builder().method(Method::POST).uri(path);
    let answer = cluster.handle(&request.body("{}".into()).unwrap(), now);
    let body: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
    match body["error"]["type"].as_str() {
        Some(name) => format!("`{name}`"),
        None => "-".to_owned(),
    }
}

/// The documentation of a variant in the source of its enum, without the citations.
fn comment(source: &str, declaration: &str, variant: &str) -> String {
    let (_, variants) = source.split_once(declaration).unwrap();
    let mut comment = Vec::new();
    for line in variants.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("///") {
            comment.push(text.trim());
        } else if line.trim_end_matches([',', '{', ' ']) == variant {
            let text = comment.join(" ");
            let (text, citation) = text.split_once(" (server-behaviour").unwrap_or((&text, ""));
            let rest = citation.split_once(')').map_or("", |(_, rest)| rest);
            return format!("{text}{rest}");
        } else {
            comment.clear();
        }
    }
    panic!("`{variant}` is not in `{declaration}`");
}

#[test]
fn comments_are_those_of_their_variants() {
    let source = "enum E {\n/// One\n/// (server-behaviour: HTTP: ids in the path).\nA,\n\
                  /// Two.\n#[x]\n/// Three.\nB {\n/// Bytes.\nbytes: usize,\n},\n}";
    assert_eq!(comment(source, "enum E {", "A"), "One.");
    assert_eq!(comment(source, "enum E {", "B"), "Three.");
}
