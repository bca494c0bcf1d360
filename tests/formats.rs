//! Bodies and answers in every format that the fake speaks, read back with other libraries than its
//! own.

use es_ml_fake::journal::BreachPolicy;
use es_ml_fake::{DOCUMENTED_DEPLOYMENT, FakeCluster};
use reqwest::blocking::{Client, Response};
use serde_json::{Value, json};

use crate::support::update_path;

const JSON: &str = "application/json";
const YAML: &str = "application/yaml";
const CBOR: &str = "application/cbor";

fn cluster() -> FakeCluster {
    FakeCluster::builder().breaches(BreachPolicy::Allow).start()
}

fn url(cluster: &FakeCluster, query: &str) -> String {
    format!(
        "{}{}{query}",
        cluster.uri(),
        update_path(DOCUMENTED_DEPLOYMENT)
    )
}

fn written_as(format: &str, body: &Value) -> Vec<u8> {
    match format {
        YAML => serde_yaml_ng::to_string(body).unwrap().into_bytes(),
        CBOR => {
            let mut bytes = Vec::new();
            ciborium::into_writer(body, &mut bytes).unwrap();
            bytes
        }
        _ => body.to_string().into_bytes(),
    }
}

/// The body of an answer, read as its content type says.
fn read(answer: Response) -> (String, Value) {
    let content_type = answer.headers()["content-type"]
        .to_str()
        .unwrap()
        .to_owned();
    let bytes = answer.bytes().unwrap();
    let value = match content_type.split(';').next().unwrap() {
        YAML | "application/vnd.elasticsearch+yaml" => serde_yaml_ng::from_slice(&bytes).unwrap(),
        CBOR | "application/vnd.elasticsearch+cbor" => ciborium::from_reader(&bytes[..]).unwrap(),
        _ => serde_json::from_slice(&bytes).unwrap(),
    };
    (content_type, value)
}

/// Sends a body that changes nothing, so that each answer is the same.
fn ask(
    cluster: &FakeCluster,
    query: &str,
    accept: Option<&str>,
    content_type: &str,
    body: &Value,
) -> (String, Value) {
    let mut request = Client::new()
        .post(url(cluster, query))
        .header("content-type", content_type);
    if let Some(accept) = accept {
        request = request.header("accept", accept);
    }
    let format = content_type
        .split(';')
        .next()
        .unwrap()
        .replace("vnd.elasticsearch+", "");
    read(request.body(written_as(&format, body)).send().unwrap())
}

/// The parameter comes before `Accept`, which comes before the content type of the request. Without
/// any of them it is JSON.
#[test]
fn the_format_of_the_answer_is_chosen_in_the_servers_order() {
    let cluster = cluster();
    let body = json!({"number_of_allocations": 1});
    let expected = ask(&cluster, "", None, JSON, &body).1;
    let v9 = "application/vnd.elasticsearch+yaml; compatible-with=9";
    for (query, accept, content_type, answered) in [
        ("", None, YAML, YAML),
        ("", None, CBOR, CBOR),
        ("", Some(JSON), CBOR, JSON),
        ("", Some(CBOR), YAML, CBOR),
        ("", Some("*/*"), YAML, YAML),
        ("", Some("text/html"), CBOR, CBOR),
        ("?format=cbor", Some(YAML), JSON, CBOR),
        ("?format=YAML", None, JSON, YAML),
        ("?format=xml", Some(YAML), JSON, YAML),
        ("?format=smile", None, JSON, JSON),
        ("?format=smile", Some(YAML), CBOR, JSON),
        ("", Some("application/smile"), YAML, JSON),
        (
            "",
            None,
            "application/vnd.elasticsearch+cbor",
            "application/vnd.elasticsearch+cbor",
        ),
        (
            "",
            Some(v9),
            v9,
            "application/vnd.elasticsearch+yaml;compatible-with=9",
        ),
    ] {
        let (content_type, answer) = ask(&cluster, query, accept, content_type, &body);
        assert_eq!(content_type, answered, "{query} {accept:?}");
        assert_eq!(answer, expected, "{query} {accept:?}");
    }
}

#[test]
fn errors_are_written_in_the_format_too() {
    let cluster = cluster();
    let body = json!({"number_of_allocations": 0});
    let expected = ask(&cluster, "", None, JSON, &body).1;
    for format in [YAML, CBOR] {
        assert_eq!(
            ask(&cluster, "", Some(format), JSON, &body),
            (format.to_owned(), expected.clone())
        );
    }
    let answer = Client::new()
        .get(format!("{}/_nowhere", cluster.uri()))
        .header("accept", YAML)
        .send()
        .unwrap();
    let error = json!({"error": "no handler found for uri [/_nowhere] and method [GET]"});
    assert_eq!(read(answer), (YAML.to_owned(), error));
}

#[test]
fn bodies_are_read_alike_in_every_format() {
    for body in [
        json!({"number_of_allocations": 4}),
        json!({"number_of_allocations": "4"}),
        json!({"number_of_allocations": 4.5}),
        json!({"adaptive_allocations": {"enabled": true, "min_number_of_allocations": 3, "max_number_of_allocations": null}}),
        json!({"adaptive_allocations": null}),
    ] {
        let expected = ask(&cluster(), "", Some(JSON), JSON, &body);
        for format in [YAML, CBOR] {
            let cluster = cluster();
            assert_eq!(
                ask(&cluster, "", Some(JSON), format, &body),
                expected,
                "{format} {body}"
            );
            let update = cluster.updates().only();
            assert_eq!(update.json(), body, "{format}");
            assert_eq!(
                update.number_of_allocations().is_some(),
                body.get("number_of_allocations").is_some()
            );
        }
    }
}

/// Positions differ with the format, and what is said does not.
#[test]
fn refusals_say_the_same_in_every_format() {
    let reasons = |format: &str, body: &Value| {
        let (_, answer) = ask(&cluster(), "", Some(JSON), format, body);
        let reason = answer["error"]["reason"].as_str().unwrap().to_owned();
        reason.split_once("] ").unwrap().1.to_owned()
    };
    for body in [
        json!([]),
        json!({"num_allocations": 4}),
        json!({"number_of_allocations": true}),
        json!({"adaptive_allocations": {"foo": 1}}),
    ] {
        let expected = reasons(JSON, &body);
        assert_eq!(reasons(YAML, &body), expected);
        assert_eq!(reasons(CBOR, &body), expected);
    }
}

#[test]
fn a_body_that_is_not_json_is_a_silent_breach_even_if_all_is_well_in_it() {
    let cluster = cluster();
    ask(
        &cluster,
        "",
        None,
        YAML,
        &json!({"number_of_allocations": 4}),
    );
    let exchange = &cluster.exchanges()[0];
    assert!(exchange.is_silent_breach());
    let violations = exchange.verdict().violations();
    assert_eq!(violations.len(), 1, "{violations:?}");
    assert_eq!(
        violations[0].to_string(),
        "Content-Type: is not one of JSON (content-type)"
    );
}

/// Headers that are no media types are ignored, the parameter is not.
#[test]
fn the_parameter_counts_when_the_headers_are_malformed() {
    let cluster = cluster();
    let body = json!({"number_of_allocations": 1});
    let (content_type, error) = ask(&cluster, "?format=yaml", Some("foo"), JSON, &body);
    assert_eq!(content_type, YAML);
    assert_eq!(error["error"]["type"], "media_type_header_exception");
}

#[test]
fn no_body_is_no_body_in_any_format() {
    let cluster = cluster();
    for format in [JSON, YAML, CBOR] {
        let request = Client::new()
            .post(url(&cluster, ""))
            .header("content-type", format);
        let (content_type, error) = read(request.send().unwrap());
        assert_eq!(content_type, format);
        assert_eq!(error["error"]["reason"], "request body is required");
        let exchange = cluster.exchanges().pop().unwrap();
        let violations = exchange.verdict().violations();
        assert_eq!(violations[0].to_string(), "the request has no body (body)");
    }
}

#[test]
fn filter_path_works_in_every_format() {
    let cluster = cluster();
    let body = json!({"number_of_allocations": 1});
    let expected = json!({"assignment": {"assignment_state": "started"}});
    for format in [JSON, YAML, CBOR] {
        let query = "?filter_path=**.assignment_state";
        assert_eq!(ask(&cluster, query, Some(format), JSON, &body).1, expected);
    }
}

mod any_bytes {
    use std::time::UNIX_EPOCH;

    use es_ml_fake::contract::Schema;
    use es_ml_fake::{Answer, Cluster};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::{CBOR, DOCUMENTED_DEPLOYMENT, JSON, YAML, update_path};

    fn answer(content_type: &str, accept: &str, body: Vec<u8>) -> Answer {
        let request = http::Request::post(update_path(DOCUMENTED_DEPLOYMENT))
            .header("content-type", content_type)
            .header("accept", accept);
        Cluster::new().handle(&request.body(body.into()).unwrap(), UNIX_EPOCH)
    }

    fn check(content_type: &str, body: Vec<u8>) -> Result<(), TestCaseError> {
        let answer = answer(content_type, JSON, body);
        let schema = match answer.status().as_u16() {
            200 => Schema::UpdateResponse,
            _ => Schema::Error,
        };
        let verdict = schema.judge(&serde_json::from_slice(answer.body()).unwrap());
        prop_assert!(verdict.conforms(), "{verdict:?}");
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn are_answered(bytes: Vec<u8>, yaml in "(number_of_allocations|adaptive_allocations|[a-z]{0,3}): ?[-&*!|>'\"\\[\\]{}a-z0-9.,: \\n]{0,20}") {
            check(CBOR, bytes.clone())?;
            check(YAML, bytes)?;
            check(YAML, yaml.into_bytes())?;
        }

        /// The reason of the error repeats the name, whatever is in it, and may be of any length.
        #[test]
        fn are_said_alike_in_every_format(name in "([a-z]{0,12}[ \"']|.|\\n|[\u{0}-\u{2fff}]){0,60}") {
            let ask = |accept| answer(JSON, accept, json!({ &name: 1 }).to_string().into_bytes());
            let expected: Value = serde_json::from_slice(ask(JSON).body()).unwrap();
            let yaml: Value = serde_yaml_ng::from_slice(ask(YAML).body()).unwrap();
            prop_assert_eq!(&yaml, &expected);
            let cbor: Value = ciborium::from_reader(&ask(CBOR).body()[..]).unwrap();
            prop_assert_eq!(&cbor, &expected);
        }
    }
}
