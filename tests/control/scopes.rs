//! Several test workers at one fake.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use es_ml_fake::{DOCUMENTED_DEPLOYMENT, FakeCluster};
use serde_json::{Value, json};

use super::{ask, ask_with, builder, json as json_of, request};
use crate::support::{Connection, update_path};

/// Asks in a scope that the header names.
fn in_scope(cluster: &FakeCluster, scope: &str, line: &str, body: &str) -> (u16, Value) {
    let header = format!("x-fake-scope: {scope}");
    let answer = ask_with(
        cluster,
        line,
        &[&header, "content-type: application/json"],
        body,
    );
    (answer.status, serde_json::from_str(answer.text()).unwrap())
}

#[test]
fn scopes_have_their_own_deployments_scripts_conditions_and_journals() {
    let cluster = builder().start();
    let update = format!(
        "POST {}?number_of_allocations=4",
        update_path(DOCUMENTED_DEPLOYMENT)
    );
    in_scope(&cluster, "a", "PUT /_fake/deployments/only-a", "{}");
    in_scope(
        &cluster,
        "a",
        "POST /_fake/scripts",
        r#"{"reply": {"failure": "no_master"}}"#,
    );
    in_scope(&cluster, "b", "PUT /_fake/conditions/circuit_breaker", "");
    let statuses = [
        in_scope(&cluster, "a", &update, "").0,
        in_scope(&cluster, "b", &update, "").0,
        ask(&cluster, &update, "").status,
    ];
    assert_eq!(statuses, [503, 429, 200]);
    for (scope, total) in [("a", 1), ("b", 1)] {
        let (_, journal) = in_scope(&cluster, scope, "GET /_fake/journal", "");
        assert_eq!(journal["total"], total);
        assert_eq!(journal["exchanges"][0]["seq"], 1);
        assert_eq!(journal["exchanges"][0]["scope"], scope);
    }
    let deployments = |scope| in_scope(&cluster, scope, "GET /_fake/deployments", "").1;
    assert_eq!(deployments("a")["deployments"].as_array().unwrap().len(), 2);
    assert_eq!(deployments("b")["deployments"].as_array().unwrap().len(), 1);
    assert_eq!(cluster.exchanges().len(), 1);
}

#[test]
fn a_prefix_of_the_path_names_a_scope_as_well() {
    let cluster = builder().start();
    let base = "/_fake/scopes/worker-1";
    assert_eq!(
        json_of(&cluster, &format!("GET {base}/_fake"), "")["scope"],
        "worker-1"
    );
    assert_eq!(ask(&cluster, &format!("GET {base}/"), "").status, 200);
    assert_eq!(ask(&cluster, &format!("GET {base}"), "").status, 200);
    let journal = json_of(&cluster, &format!("GET {base}/_fake/journal"), "");
    assert_eq!(journal["total"], 2);
    assert_eq!(journal["exchanges"][0]["request"]["path"], "/");
    let (_, journal) = in_scope(&cluster, "worker-1", "GET /_fake/journal", "");
    assert_eq!(journal["total"], 2);
}

#[test]
fn a_scope_that_is_reset_or_ended_leaves_the_others_alone() {
    let cluster = builder().http_nodes(2).start();
    for scope in ["a", "b"] {
        in_scope(&cluster, scope, "PUT /_fake/conditions/no_master", "");
    }
    ask(&cluster, "POST /_fake/nodes/1/outage", "");
    in_scope(&cluster, "a", "POST /_fake/reset", "");
    let conditions = |scope| in_scope(&cluster, scope, "GET /_fake/conditions", "").1;
    assert_eq!(conditions("a")["conditions"], json!([]));
    assert_eq!(conditions("b")["conditions"], json!(["no_master"]));
    let nodes = json_of(&cluster, "GET /_fake/nodes", "");
    assert_eq!(nodes["nodes"][1]["outage"], true, "nodes are not a scope's");
    assert_eq!(
        json_of(&cluster, "GET /_fake", "")["scopes"],
        json!(["a", "b"])
    );
    in_scope(&cluster, "b", "DELETE /_fake", "");
    assert_eq!(json_of(&cluster, "GET /_fake", "")["scopes"], json!(["a"]));
    assert_eq!(conditions("b")["conditions"], json!([]), "it is made anew");
}

/// It has its answer, though time will not come to what it waits for.
#[test]
fn what_waits_in_a_scope_does_not_wait_longer_than_the_scope_is_there() {
    let cluster = builder().start();
    let control = |line: &str, body: &str| in_scope(&cluster, "s", line, body);
    control("PUT /_fake/timing", r#"{"stop_takes": "held"}"#);
    control("PUT /_fake/deployments/m", "{}");
    let stopping = thread::spawn({
        let address = cluster.address();
        move || {
            let line = "POST /_ml/trained_models/m/deployment/_stop";
            let stop = request(line, &["x-fake-scope: s"], "");
            Connection::to(address).ask(stop).status
        }
    });
    let (_, shown) = control("GET /_fake/deployments/m?wait=10s&state=stopping", "");
    assert_eq!(shown["state"], "stopping");
    assert_eq!(control("DELETE /_fake", "").0, 200);
    assert_eq!(stopping.join().unwrap(), 200);
}

#[test]
fn a_scope_has_a_name_that_can_stand_anywhere() {
    let cluster = builder().start();
    for name in ["a/b", "a b", "\u{e9}", "", &"x".repeat(201)] {
        assert_eq!(in_scope(&cluster, name, "GET /_fake", "").0, 400, "{name}");
    }
    assert_eq!(json_of(&cluster, "GET /_fake", "")["scopes"], json!([]));
}

/// A clock that moves by itself is moved for one scope alone.
#[test]
fn scopes_of_a_clock_that_moves_have_their_own() {
    let cluster = FakeCluster::builder().control_api(true).start();
    in_scope(
        &cluster,
        "a",
        "POST /_fake/clock",
        r#"{"advance": "365days"}"#,
    );
    let year = |answer: &Value| answer["now"].as_str().unwrap()[..4].parse::<i32>().unwrap();
    let (_, of_a) = in_scope(&cluster, "a", "GET /_fake/clock", "");
    let (_, of_b) = in_scope(&cluster, "b", "GET /_fake/clock", "");
    assert!(year(&of_a) > year(&of_b));
    assert_eq!(
        year(&of_b),
        year(&json_of(&cluster, "GET /_fake/clock", ""))
    );
}

/// Many workers at once, each of which resets, programs, asks and looks: none sees another.
#[test]
fn workers_at_once_do_not_see_each_other() {
    const WORKERS: usize = 8;
    const RUNS: usize = 30;
    let cluster = builder().start();
    let wrong = AtomicUsize::new(0);
    let update = format!(
        "POST {}?number_of_allocations=4",
        update_path(DOCUMENTED_DEPLOYMENT)
    );
    thread::scope(|threads| {
        for worker in 0..WORKERS {
            let (cluster, wrong, update) = (&cluster, &wrong, &update);
            threads.spawn(move || {
                let name = format!("worker-{worker}");
                let asked = |line: &str, body: &str| in_scope(cluster, &name, line, body);
                for run in 0..RUNS {
                    asked("POST /_fake/reset", "");
                    let times = 1 + (worker + run) % 3;
                    let script = json!({"on": {"times": times}, "reply": {"failure": "no_master"}});
                    asked("POST /_fake/scripts", &script.to_string());
                    let statuses: Vec<_> = (0..=times).map(|_| asked(update, "").0).collect();
                    let expected: Vec<_> = (0..times).map(|_| 503).chain([200]).collect();
                    let total = asked("GET /_fake/journal", "").1["total"].clone();
                    if statuses != expected || total != times + 1 {
                        wrong.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    assert_eq!(wrong.into_inner(), 0);
    assert!(cluster.exchanges().is_empty());
}
