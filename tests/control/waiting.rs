//! Requests that wait: for exchanges, and for what is held.

use std::net::Shutdown;
use std::time::{Duration, Instant};

use es_ml_fake::DOCUMENTED_DEPLOYMENT;

use super::{ask, builder, json, request};
use crate::support::{Connection, PATIENCE, PAUSE, UPDATE, update_request};

const LONG: &str = "timeout=60s";

#[test]
fn a_wait_is_over_as_soon_as_there_is_enough() {
    let cluster = builder().start();
    let mut waiting = Connection::to(cluster.address());
    waiting.send(request(
        &format!("GET /_fake/journal?wait=2&endpoint=update&{LONG}"),
        &[],
        "",
    ));
    ask(&cluster, "GET /", "");
    for _ in 0..2 {
        assert!(waiting.is_silent_for(PAUSE));
        assert_eq!(
            Connection::to(cluster.address())
                .ask(update_request(UPDATE))
                .status,
            200
        );
    }
    let journal: serde_json::Value = serde_json::from_str(waiting.answer().text()).unwrap();
    assert_eq!(journal["total"], 3);
    let seqs: Vec<_> = (0..2).map(|at| &journal["exchanges"][at]["seq"]).collect();
    assert_eq!(seqs, [2, 3]);
}

#[test]
fn a_wait_is_over_in_time() {
    let cluster = builder().start();
    let started = Instant::now();
    let journal = json(&cluster, "GET /_fake/journal?wait=1&timeout=20ms", "");
    assert!(started.elapsed() >= Duration::from_millis(20));
    assert_eq!(journal["exchanges"], serde_json::json!([]));
}

#[test]
fn held_answers_are_released_in_any_order() {
    let cluster = builder().start();
    let hold = json(
        &cluster,
        "POST /_fake/holds",
        r#"{"on": {"endpoint": "update"}}"#,
    );
    let path = format!("/_fake/holds/{}", hold["id"]);
    let mut waiting = Connection::to(cluster.address());
    waiting.send(request(&format!("GET {path}?wait=60s&times=3"), &[], ""));
    let mut requests: Vec<_> = (1..=3)
        .map(|seq| {
            let mut connection = Connection::to(cluster.address());
            connection.send(update_request(UPDATE));
            json(&cluster, &format!("GET {path}?wait=60s&times={seq}"), "");
            connection
        })
        .collect();
    let state: serde_json::Value = serde_json::from_str(waiting.answer().text()).unwrap();
    let each = |seq: u64| serde_json::json!({"seq": seq, "deployment": DOCUMENTED_DEPLOYMENT});
    let expected = serde_json::json!({
        "id": hold["id"], "arrived": 3, "held": [each(1), each(2), each(3)],
    });
    assert_eq!(state, expected);
    let release =
        |body: &str| json(&cluster, &format!("POST {path}/release"), body)["released"].clone();
    assert_eq!(release(r#"{"seq": 2}"#), 1);
    assert_eq!(requests.remove(1).answer().status, 200);
    assert!(requests.iter_mut().all(|it| it.is_silent_for(PAUSE)));
    assert_eq!(release(r#"{"count": 1}"#), 1);
    assert_eq!(requests.remove(0).answer().status, 200);
    assert!(requests.iter_mut().all(|it| it.is_silent_for(PAUSE)));
    assert_eq!(
        json(&cluster, &format!("DELETE {path}"), ""),
        serde_json::json!({})
    );
    assert_eq!(requests.remove(0).answer().status, 200);
    // It is over.
    assert_eq!(
        Connection::to(cluster.address())
            .ask(update_request(UPDATE))
            .status,
        200
    );
    assert_eq!(ask(&cluster, &format!("GET {path}"), "").status, 404);
}

/// A start that takes its time is seen to have begun.
#[test]
fn a_deployment_is_waited_for_until_it_is_what_it_is_to_be() {
    let model = es_ml_fake::Model::pytorch("m");
    let cluster = builder()
        .model(model)
        .start_takes(Duration::from_secs(30))
        .start();
    let get = |query: &str| json(&cluster, &format!("GET /_fake/deployments/m{query}"), "");
    let mut waiting = Connection::to(cluster.address());
    let line = "GET /_fake/deployments/m?state=starting&wait=60s";
    waiting.send(request(line, &[], ""));
    assert!(waiting.is_silent_for(PAUSE));
    let mut starting = Connection::to(cluster.address());
    let start = "POST /_ml/trained_models/m/deployment/_start?timeout=1m";
    starting.send(request(start, &[], ""));
    let begun: serde_json::Value = serde_json::from_str(waiting.answer().text()).unwrap();
    assert_eq!(begun["state"], "starting");
    assert_eq!(get("?state=started&wait=20ms")["state"], "starting");
    json(&cluster, "POST /_fake/clock", r#"{"advance": "30s"}"#);
    assert_eq!(starting.answer().status, 200);
    assert_eq!(get("?state=started&wait=60s")["state"], "started");
}

/// A hold that ends while something waits for it has let all go, and the wait is over.
#[test]
fn what_ends_a_hold_ends_the_wait_for_it() {
    let cluster = builder().start();
    for end in [
        "DELETE /_fake/holds/1",
        "DELETE /_fake/scripts/1",
        "DELETE /_fake/scripts",
        "POST /_fake/reset",
    ] {
        let hold = json(&cluster, "POST /_fake/holds", "");
        let id = hold["id"].as_u64().unwrap();
        let mut kept_back = Connection::to(cluster.address());
        kept_back.send(update_request(UPDATE));
        json(&cluster, &format!("GET /_fake/holds/{id}?wait=60s"), "");
        let mut waiting = Connection::to(cluster.address());
        waiting.send(request(
            &format!("GET /_fake/holds/{id}?wait=60s&times=2"),
            &[],
            "",
        ));
        assert!(waiting.is_silent_for(PAUSE));
        ask(&cluster, &end.replace("/1", &format!("/{id}")), "");
        assert_eq!(kept_back.answer().status, 200, "{end}");
        assert_eq!(waiting.answer().status, 200, "{end}");
    }
}

/// The program that asked for it has ended it, and knows whether it was used.
#[test]
fn a_hold_that_was_ended_is_not_missed_at_the_end_of_the_test() {
    let cluster = builder().start();
    for end in [
        "DELETE /_fake/holds/1",
        "DELETE /_fake/scripts/2",
        "DELETE /_fake/scripts",
    ] {
        json(&cluster, "POST /_fake/holds", "");
        assert_eq!(
            json(&cluster, "GET /_fake/scripts", "")["unused"]["total"],
            1
        );
        json(&cluster, end, "");
        assert!(cluster.take_unused_scripts().is_none(), "{end}");
    }
}

/// There is room for 1024 of them, and one that hangs up gives its place to another.
#[test]
fn waits_are_bounded_and_a_client_that_hangs_up_frees_its_own() {
    let cluster = builder().start();
    let wait = request(&format!("GET /_fake/journal?wait=1&{LONG}"), &[], "");
    let mut waiting: Vec<_> = (0..1024)
        .map(|_| {
            let mut connection = Connection::to(cluster.address());
            connection.send(&wait);
            connection
        })
        .collect();
    let has_room = || {
        let answer = ask(&cluster, "GET /_fake/journal?wait=1&timeout=0s", "");
        assert!([200, 429].contains(&answer.status), "{}", answer.text());
        answer.status == 200
    };
    let until = |wanted: bool| {
        let started = Instant::now();
        while has_room() != wanted {
            assert!(
                started.elapsed() < PATIENCE,
                "there is {}room",
                if wanted { "no " } else { "" }
            );
        }
    };
    until(false);
    // In whatever way it does.
    waiting
        .pop()
        .unwrap()
        .stream
        .shutdown(Shutdown::Both)
        .unwrap();
    until(true);
    let mut another = Connection::to(cluster.address());
    another.send(&wait);
    until(false);
    let last = waiting.pop().unwrap().stream;
    let socket = socket2::SockRef::from(&last);
    socket.set_linger(Some(Duration::ZERO)).unwrap();
    drop(last);
    until(true);
    ask(&cluster, "GET /", "");
    for mut connection in waiting.into_iter().chain([another]) {
        assert_eq!(connection.answer().status, 200);
    }
}
