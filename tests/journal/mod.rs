//! The journal: its fixed line format, and what it keeps.

mod schema;
mod transcripts;

use std::time::{Duration, UNIX_EPOCH};

use es_ml_fake::journal::BreachPolicy;
use es_ml_fake::script::ScriptedRequest;
use es_ml_fake::{Answer, Clock, Cluster, DOCUMENTED_DEPLOYMENT, Endpoint, FakeCluster, On, Reply};
use serde_json::{Value, json};

use crate::support;

fn send(cluster: &Cluster, request: http::request::Builder, body: &[u8]) -> Answer {
    let request = request.body(body.to_vec().into()).unwrap();
    // 2026-11-22T10:00:00.123Z
    cluster.handle(
        &request,
        UNIX_EPOCH + Duration::from_millis(1_795_341_600_123),
    )
}

fn update_path() -> String {
    support::update_path(DOCUMENTED_DEPLOYMENT)
}

fn post(target: &str) -> http::request::Builder {
    http::Request::post(target).header("content-type", "application/json")
}

fn line(cluster: &Cluster) -> Value {
    serde_json::to_value(&*cluster.exchanges().pop().unwrap()).unwrap()
}

#[test]
fn a_line_has_the_fixed_form() {
    let cluster = Cluster::new();
    let request =
        post("/_ml/trained_models/my%20model/deployment/_update?pretty&timeout=1s&timeout=2s")
            .header("authorization", "Basic c2VjcmV0")
            .header("x-many", "one")
            .header("x-many", "two");
    send(
        &cluster,
        request,
        b" {\"number_of_allocations\":\n 0, \"number_of_allocations\": 1e1 } ",
    );
    let line = serde_json::to_string(&*cluster.exchanges().pop().unwrap()).unwrap();
    assert!(!line.contains('\n'));
    support::snapshots::assert("journal", "line", line);
}

/// `dbg!` is how many people look at what came.
#[test]
fn the_debug_form_of_a_request_shows_its_parts() {
    let cluster = Cluster::new();
    let request = post("/x").header("authorization", "Basic c2VjcmV0");
    send(&cluster, request, b"four");
    let shown = format!("{:?}", cluster.exchanges()[0]);
    let expected = r#"RecordedRequest { method: POST, target: "/x", headers: [("content-type", "application/json"), ("authorization", "Basic ***")], body: "four", .. }"#;
    assert!(shown.contains(expected), "{shown}");
}

#[test]
fn credentials_of_answers_are_left_out_too() {
    let cluster = FakeCluster::start();
    cluster.script(
        On::any(),
        Reply::status(200).header("set-cookie", "sid=hunter2"),
    );
    let answer = reqwest::blocking::get(cluster.uri()).unwrap();
    assert_eq!(answer.headers()["set-cookie"], "sid=hunter2");
    assert_eq!(line(&cluster)["response"]["headers"]["set-cookie"], "***");
    let transcript = cluster.transcript().to_string();
    assert!(transcript.contains("< set-cookie: ***\n"), "{transcript}");
}

#[test]
fn an_exchange_tells_how_long_its_answer_took() {
    let clock = Clock::manual();
    let cluster = FakeCluster::builder().clock(clock.clone()).start();
    let took = Duration::from_micros(84);
    let slow = clock.clone();
    cluster.script(On::any(), move |_: &ScriptedRequest<'_>| {
        slow.advance(took);
        Reply::status(204)
    });
    reqwest::blocking::get(cluster.uri()).unwrap();
    assert_eq!(cluster.exchanges()[0].took(), took);
    assert_eq!(line(&cluster)["took_us"], 84);
}

#[test]
fn bodies_are_json_or_text_or_base64_or_null() {
    let cluster = Cluster::new();
    for (sent, recorded) in [
        (
            &b"{\"a\": [1.50, \"x y\"]}"[..],
            json!({"a": [1.50, "x y"]}),
        ),
        (b"four", json!({"text": "four"})),
        (b"\xff\x00", json!({"base64": "/wA="})),
        (b"null", json!({"text": "null"})),
        // What looks like a text that is not JSON would be taken for one.
        (br#"{"text": "{}"}"#, json!({"text": r#"{"text": "{}"}"#})),
        (br#"{"base64": 4}"#, json!({"text": r#"{"base64": 4}"#})),
        (br#"{"text": 4, "x": 5}"#, json!({"text": 4, "x": 5})),
        (b"", Value::Null),
    ] {
        send(&cluster, post(&update_path()), sent);
        assert_eq!(line(&cluster)["request"]["body"], recorded);
    }
    send(&cluster, http::Request::head("/"), b"");
    assert_eq!(line(&cluster)["response"]["body"], Value::Null);
    assert_eq!(line(&cluster)["deployment"], Value::Null);
}

#[test]
fn silence_is_part_of_the_line() {
    let cluster = Cluster::new();
    send(
        &cluster,
        post(&update_path()),
        br#"{"number_of_allocations": "4"}"#,
    );
    let line = line(&cluster);
    assert_eq!(line["verdict"]["conforms"], false);
    assert_eq!(line["verdict"]["silent"], true);
    assert_eq!(
        line["verdict"]["violations"][0]["schema_path"],
        "/properties/number_of_allocations/type"
    );
}

#[test]
fn each_parameter_is_reported_once_and_not_without_end() {
    let cluster = Cluster::new();
    let many = (0..1000).map(|n| format!("p{n}=1&p{n}=2"));
    let many = many.collect::<Vec<_>>().join("&");
    send(&cluster, post(&format!("{}?{many}", update_path())), b"{}");
    let exchange = cluster.exchanges().pop().unwrap();
    let violations = exchange.verdict().violations();
    assert_eq!(violations.len(), 20);
    assert_eq!(violations[1].instance_path(), "?p1");
}

#[test]
fn an_exchange_tells_all_about_itself() {
    let cluster = Cluster::new();
    send(
        &cluster,
        post("/_ml/trained_models/m/deployment/_update?human=true"),
        b"{}",
    );
    let exchange = cluster.exchanges().pop().unwrap();
    assert_eq!(exchange.seq(), 1);
    assert_eq!(
        exchange.at(),
        UNIX_EPOCH + Duration::from_millis(1_795_341_600_123)
    );
    assert_eq!(exchange.took(), Duration::ZERO);
    assert_eq!(exchange.endpoint(), Endpoint::Update);
    assert_eq!(exchange.deployment_id(), Some("m"));
    assert_eq!(exchange.path(), "/_ml/trained_models/m/deployment/_update");
    assert_eq!(exchange.query(), [("human".to_owned(), "true".to_owned())]);
    assert_eq!(
        exchange.header("Content-Type").as_deref(),
        Some("application/json")
    );
    assert_eq!(exchange.header("no such"), None);
    assert_eq!(exchange.status(), 404);
    assert!(exchange.verdict().conforms());
}

#[test]
fn updates_are_read_as_the_server_reads_them() {
    let cluster = Cluster::new();
    send(
        &cluster,
        post(&update_path()),
        br#"{"number_of_allocations": "4"}"#,
    );
    assert_eq!(
        cluster.updates().last().unwrap().number_of_allocations(),
        Some(4)
    );
    let target = format!("{}?number_of_allocations=5", update_path());
    send(&cluster, http::Request::post(target), b"");
    assert_eq!(
        cluster.updates().last().unwrap().number_of_allocations(),
        Some(5)
    );
    let body = br#"{"adaptive_allocations": {"enabled": true, "max_number_of_allocations": 7}}"#;
    send(&cluster, post(&update_path()), body);
    let update = cluster.updates().last().unwrap();
    assert_eq!(update.number_of_allocations(), None);
    let settings = update.adaptive_allocations().unwrap();
    assert!(settings.is_enabled());
    assert_eq!(settings.max_number_of_allocations(), Some(7));
    assert_eq!(settings.min_number_of_allocations(), None);
}

#[test]
fn each_filter_narrows_updates_down_alone_and_with_others() {
    let cluster = Cluster::new();
    let unknown = "/_ml/trained_models/unknown/deployment/_update";
    for (path, body) in [
        (update_path().as_str(), r#"{"number_of_allocations": 4}"#),
        (&update_path(), r#"{"number_of_allocations": "3"}"#),
        (&update_path(), r#"{"number_of_allocations": 0}"#),
        (unknown, r#"{"number_of_allocations": 2}"#),
        (unknown, r#"{"number_of_allocations": "1"}"#),
        ("/_nowhere", "{}"),
    ] {
        send(&cluster, post(path), body.as_bytes());
    }
    let updates = || cluster.updates();
    for (view, expected) in [
        (updates(), &[1, 2, 3, 4, 5][..]),
        (updates().of_deployment(DOCUMENTED_DEPLOYMENT), &[1, 2, 3]),
        (updates().of_deployment("unknown"), &[4, 5]),
        (updates().with_status(200), &[1, 2]),
        (updates().with_status(400), &[3]),
        (updates().with_status(404), &[4, 5]),
        (updates().conforming(), &[1, 4]),
        (updates().breaching(), &[2, 3, 5]),
        (updates().breaching().with_status(404), &[5]),
        (updates().of_deployment("unknown").conforming(), &[4]),
        (updates().of_deployment("unknown").with_status(200), &[]),
    ] {
        let found: Vec<_> = view.all().iter().map(|update| update.seq()).collect();
        assert_eq!(found, expected, "{view:?}");
        assert_eq!(view.count(), expected.len());
        assert_eq!(view.is_empty(), expected.is_empty());
        let last = view.last().map(|update| update.seq());
        assert_eq!(last, expected.last().copied());
    }
}

#[test]
fn the_observer_sees_each_exchange_before_its_answer_leaves() {
    let seen = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let sink = std::sync::Arc::clone(&seen);
    let cluster = FakeCluster::builder()
        .breaches(BreachPolicy::Allow)
        .journal_exchanges(0)
        .on_exchange(move |exchange| sink.lock().unwrap().push(exchange.seq()))
        .start();
    for n in 1..=3 {
        reqwest::blocking::get(cluster.uri()).unwrap();
        assert_eq!(seen.lock().unwrap().len(), n);
    }
    assert_eq!(*seen.lock().unwrap(), [1, 2, 3]);
    assert!(cluster.exchanges().is_empty());
}
