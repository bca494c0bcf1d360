//! HTTP nodes that go away and come back.

use std::time::Duration;

use es_ml_fake::FakeCluster;
use serde_json::{Value, json};

use super::{ask, assert_dialogue, builder, json as ask_for, request};
use crate::support::{Connection, PAUSE, get};

/// Asks at a node of its own choice.
fn ask_at(cluster: &FakeCluster, node: usize, line: &str, body: &str) -> Value {
    let address = cluster.http_node(node).address();
    let answer = Connection::to(address).ask(request(line, &[], body));
    assert_eq!(answer.status, 200, "{line}: {}", answer.text());
    serde_json::from_str(answer.text()).unwrap()
}

#[test]
fn a_node_goes_away_and_comes_back() {
    let cluster = builder().http_nodes(2).start();
    let second = cluster.http_node(1).address();
    let mut open = Connection::to(second);
    assert_eq!(open.ask(get("/")).status, 200);
    assert_dialogue(
        "nodes",
        &cluster,
        &[
            ("GET /_fake/nodes", ""),
            ("POST /_fake/nodes/1/outage", ""),
            ("POST /_fake/nodes/0/outage", ""),
        ],
    );
    open.assert_closes();
    assert!(Connection::try_to(second).is_err());
    ask(&cluster, "DELETE /_fake/nodes/1/outage", "");
    assert_eq!(Connection::to(second).ask(get("/")).status, 200);
    let again = ask(&cluster, "DELETE /_fake/nodes/1/outage", "");
    assert_eq!(again.status, 404);
}

/// The answer arrives, and is the last thing that does.
#[test]
fn a_node_that_is_asked_to_go_away_answers_before() {
    let cluster = builder().http_nodes(2).start();
    let first = cluster.address();
    let mut open = Connection::to(first);
    assert_eq!(open.ask(get("/")).status, 200);
    let mut asking = Connection::to(first);
    let answer = asking.ask(request("POST /_fake/nodes/0/outage", &[], ""));
    assert_eq!(
        (answer.status, answer.header("connection")),
        (200, Some("close"))
    );
    assert!(Connection::try_to(first).is_err());
    asking.assert_closes();
    open.assert_closes();
    let nodes = ask_at(&cluster, 1, "DELETE /_fake/nodes/0/outage", "");
    assert_eq!(nodes["nodes"][0]["outage"], false);
    assert_eq!(Connection::to(first).ask(get("/")).status, 200);
}

/// The only node there is, which nothing but time brings back.
#[test]
fn an_outage_may_end_by_itself() {
    let cluster = builder().start();
    ask(
        &cluster,
        "POST /_fake/nodes/0/outage",
        r#"{"lasting": "30s"}"#,
    );
    assert!(Connection::try_to(cluster.address()).is_err());
    cluster.clock().advance(Duration::from_secs(30));
    while Connection::try_to(cluster.address()).is_err() {} // until the server has woken up
    assert_eq!(ask(&cluster, "GET /", "").status, 200);
    assert_eq!(
        ask_for(&cluster, "GET /_fake/nodes", "")["nodes"][0]["outage"],
        false
    );
}

/// A later one takes the place of an earlier one.
#[test]
fn an_outage_that_was_ended_early_does_not_end_the_next() {
    let cluster = builder().http_nodes(2).start();
    let outage = |body| ask_at(&cluster, 0, "POST /_fake/nodes/1/outage", body);
    outage(r#"{"lasting": "30s"}"#);
    ask_at(&cluster, 0, "DELETE /_fake/nodes/1/outage", "");
    outage("");
    cluster.clock().advance(Duration::from_secs(60));
    let is_away = || ask_at(&cluster, 0, "GET /_fake/nodes", "")["nodes"][1]["outage"].clone();
    assert_eq!(is_away(), true);
    ask_at(&cluster, 0, "POST /_fake/reset", "");
    assert_eq!(is_away(), false);
    assert_eq!(
        Connection::to(cluster.http_node(1).address())
            .ask(get("/"))
            .status,
        200
    );
}

/// A later fault takes the place of an earlier one, and the control API is answered all the while.
#[test]
fn a_node_may_be_slow_or_hide_behind_a_broken_proxy() {
    let cluster = builder().http_nodes(2).start();
    let fault = |body| ask_at(&cluster, 1, "PUT /_fake/nodes/1/fault", body);
    let second = || Connection::to(cluster.http_node(1).address());
    fault(r#"{"answer": 502, "slow": "1m"}"#);
    let mut asking = second();
    asking.send(get("/"));
    assert!(asking.is_silent_for(PAUSE));
    cluster.clock().advance(Duration::from_secs(60));
    assert_eq!(asking.answer().status, 502);
    let nodes = fault(r#"{"answer": 503}"#);
    assert_eq!(nodes["nodes"][1]["fault"], json!({"answer": 503}));
    assert_eq!(second().ask(get("/")).status, 503);
    ask_at(&cluster, 0, "POST /_fake/nodes/1/outage", "");
    assert!(Connection::try_to(cluster.http_node(1).address()).is_err());
    let other = r#"{"answer": 504, "lasting": "30s"}"#;
    ask_at(&cluster, 0, "PUT /_fake/nodes/1/fault", other);
    assert_eq!(second().ask(get("/")).status, 504);
    cluster.clock().advance(Duration::from_secs(30));
    while ask_at(&cluster, 0, "GET /_fake/nodes", "")["nodes"][1]["fault"] != Value::Null {}
    assert_eq!(second().ask(get("/")).status, 200);
    // The other one was never touched.
    assert_eq!(ask(&cluster, "GET /", "").status, 200);
}
