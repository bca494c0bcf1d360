//! Each resource, as a client sees it.

use std::time::{Duration, UNIX_EPOCH};

use es_ml_fake::{AdaptiveAllocations, DOCUMENTED_DEPLOYMENT, Deployment, Load};
use serde_json::Value;

use super::{ask, assert_dialogue, builder, json};
use crate::support::{UPDATE, update_path};

fn update(deployment: &str) -> String {
    format!("POST /_ml/trained_models/{deployment}/deployment/_update?number_of_allocations=4")
}

#[test]
fn index() {
    let cluster = builder().start();
    assert_dialogue(
        "index",
        &cluster,
        &[("GET /_fake", ""), ("DELETE /_fake", "")],
    );
    // Each is there, with the method that is listed.
    let list = json(&cluster, "GET /_fake", "");
    for resource in list["resources"].as_array().unwrap() {
        let (method, path) = (&resource["method"], resource["path"].as_str().unwrap());
        let line = format!(
            "{} {}",
            method.as_str().unwrap(),
            path.replace(['{', '}'], "")
        );
        let answer = ask(&cluster, &line, "{}");
        let text = answer.text();
        assert!(
            answer.status != 405 && !text.contains("no resource"),
            "{line}: {text}"
        );
    }
}

#[test]
fn journal() {
    let deployment = Deployment::started("m").start_time(UNIX_EPOCH);
    let cluster = builder().deployment(deployment).start();
    ask(&cluster, &update("m"), "");
    ask(&cluster, &update("unknown"), "");
    ask(&cluster, "GET /", "");
    assert_dialogue(
        "journal",
        &cluster,
        &[
            ("GET /_fake/journal?endpoint=update&status=200", ""),
            ("GET /_fake/journal?deployment=none", ""),
            ("DELETE /_fake/journal", ""),
            ("GET /", ""),
            ("GET /_fake/journal?since=1", ""),
        ],
    );
    ask(&cluster, &update("m"), "");
    let seqs = |query: &str| -> Vec<u64> {
        let journal = json(&cluster, &format!("GET /_fake/journal{query}"), "");
        let exchanges = journal["exchanges"].as_array().unwrap().iter();
        exchanges
            .map(|exchange| exchange["seq"].as_u64().unwrap())
            .collect()
    };
    ask(&cluster, &format!("GET {}", update_path("m")), "");
    for (query, expected) in [
        ("", &[1, 2, 3][..]),
        ("?since=1", &[2, 3]),
        ("?endpoint=info", &[1]),
        ("?conforming=false", &[3]),
        ("?conforming=true&since=1", &[2]),
        ("?status=405", &[3]),
        ("?deployment=m&status=200", &[2]),
        ("?wait=2&timeout=5s&conforming=true", &[1, 2]),
    ] {
        assert_eq!(seqs(query), expected, "{query}");
    }
}

#[test]
fn a_journal_tells_how_much_it_has_forgotten() {
    let cluster = builder().journal_exchanges(2).start();
    for _ in 0..5 {
        ask(&cluster, "GET /", "");
    }
    let journal = json(&cluster, "GET /_fake/journal", "");
    assert_eq!(
        (&journal["total"], &journal["dropped"]),
        (&5.into(), &3.into())
    );
    assert_eq!(journal["exchanges"][0]["seq"], 4);
}

#[test]
fn breaches() {
    let cluster = builder().start();
    let update = format!("POST /_ml/trained_models/{DOCUMENTED_DEPLOYMENT}/deployment/_update");
    for body in [
        UPDATE,
        r#"{"number_of_allocations": "5"}"#,
        r#"{"number_of_allocations": 0}"#,
    ] {
        super::ask_with(&cluster, &update, &["content-type: application/json"], body);
    }
    let found = json(&cluster, "GET /_fake/breaches", "");
    let breaches = found["breaches"].as_array().unwrap();
    let seqs: Vec<_> = breaches.iter().map(|exchange| &exchange["seq"]).collect();
    assert_eq!(seqs, [2, 3]);
    assert_eq!(
        (&found["silent"]["total"], &found["refused"]["total"]),
        (&1.into(), &1.into())
    );
    // It is what tests in Rust are told.
    let silent = cluster.take_silent_breaches().unwrap();
    assert_eq!(found["silent"]["report"], silent.to_string());
    assert_dialogue(
        "breaches_none",
        &cluster,
        &[("POST /_fake/reset", ""), ("GET /_fake/breaches", "")],
    );
}

#[test]
fn coverage() {
    let cluster = builder().start();
    assert_eq!(
        ask(&cluster, &update(DOCUMENTED_DEPLOYMENT), "").status,
        200
    );
    let coverage = json(&cluster, "GET /_fake/coverage", "");
    assert_eq!(coverage, serde_json::to_value(cluster.coverage()).unwrap());
    assert!(coverage["covered"].as_u64().unwrap() > 0, "{coverage}");
}

#[test]
fn deployments() {
    let cluster = builder().without_deployments().start();
    assert_dialogue(
        "deployments",
        &cluster,
        &[
            ("GET /_fake/deployments", ""),
            (
                "PUT /_fake/deployments/my-model",
                r#"{"allocations": 2, "cache_size": "10mb", "start_time": "2026-11-22T10:00:00Z",
                    "adaptive_allocations": {"enabled": true, "max_number_of_allocations": 8}}"#,
            ),
            ("GET /_fake/deployments/my-model", ""),
            ("PUT /_fake/deployments/my-model", r#"{"id": "other"}"#),
            ("PUT /_fake/deployments/my-model", r#"{"allocatons": 2}"#),
            ("PUT /_fake/deployments/my-model", "[]"),
            ("PUT /_fake/deployments/a%2Fb", "{}"),
            ("DELETE /_fake/deployments/my-model", ""),
            ("DELETE /_fake/deployments/my-model", ""),
            ("GET /_fake/deployments/my-model", ""),
        ],
    );
}

/// As load and scaling have left it, without a request that looks at it.
#[test]
fn a_deployment_is_shown_as_it_is_by_now() {
    let adaptive = AdaptiveAllocations::between(1, 8);
    let deployment = Deployment::started("m").adaptive(adaptive);
    let cluster = builder().deployment(deployment).start();
    cluster.load("m", Load::constant(80.0, Duration::from_millis(50)));
    let allocations = || json(&cluster, "GET /_fake/deployments/m", "")["allocations"].clone();
    assert_eq!(allocations(), 1);
    json(&cluster, "POST /_fake/clock", r#"{"advance": "20s"}"#);
    assert_eq!(allocations(), 5);
}

/// A moment for each round, and one for now; not more than there are in an hour.
#[test]
fn scaling() {
    let adaptive = AdaptiveAllocations::enabled().at_least(1);
    let deployment = Deployment::started("m").adaptive(adaptive);
    let cluster = builder().deployment(deployment).start();
    let moments = || json(&cluster, "GET /_fake/deployments/m/scaling", "")["moments"].clone();
    assert_eq!(moments(), serde_json::json!([]));
    cluster.load("m", Load::constant(80.0, Duration::from_millis(50)));
    let now = serde_json::json!({
        "at": "2027-01-15T08:00:00.000Z", "requests_per_second": 80.0, "allocations": 1,
        "working": 1, "min": 1, "max": null, "pending": 0, "given_up": 0,
    });
    assert_eq!(moments(), serde_json::json!([now]));
    json(&cluster, "POST /_fake/clock", r#"{"advance": "25s"}"#);
    let shown = moments();
    let numbers =
        |it: &Value| ["allocations", "working", "pending"].map(|name| it[name].as_u64().unwrap());
    let each = shown.as_array().unwrap().iter();
    let each: Vec<_> = each
        .map(|it| (it["at"].as_str().unwrap(), numbers(it)))
        .collect();
    let expected = [
        ("2027-01-15T08:00:10.000Z", [1, 1, 200]),
        ("2027-01-15T08:00:20.000Z", [5, 1, 200]),
        ("2027-01-15T08:00:25.000Z", [5, 5, 100]),
    ];
    assert_eq!(each, expected);
    json(&cluster, "POST /_fake/clock", r#"{"advance": "2h"}"#);
    assert_eq!(moments().as_array().unwrap().len(), 361);
    ask(&cluster, "DELETE /_fake/deployments/m", "");
    let gone = ask(&cluster, "GET /_fake/deployments/m/scaling", "");
    assert_eq!(gone.status, 404);
}

#[test]
fn scripts() {
    let cluster = builder().start();
    let update = update(DOCUMENTED_DEPLOYMENT);
    assert_dialogue(
        "scripts",
        &cluster,
        &[
            (
                "POST /_fake/scripts",
                r#"{"on": {"endpoint": "update", "times": 2}, "reply": {"failure": "not_enough_capacity"}}"#,
            ),
            (
                "POST /_fake/scripts",
                r#"{"on": {"deployment": "m"}, "reply": [{"status": 503}, {"delay": "0s"}]}"#,
            ),
            (&update, ""),
            ("GET /_fake/scripts", ""),
            (&update, ""),
            (&update, ""),
            ("GET /_fake/scripts", ""),
            ("DELETE /_fake/scripts/1", ""),
            ("DELETE /_fake/scripts/1", ""),
            ("DELETE /_fake/scripts", ""),
            ("GET /_fake/scripts", ""),
        ],
    );
}

#[test]
fn conditions() {
    let cluster = builder().start();
    assert_dialogue(
        "conditions",
        &cluster,
        &[
            ("PUT /_fake/conditions/no_master", ""),
            (&update(DOCUMENTED_DEPLOYMENT), ""),
            ("GET /_fake/conditions", ""),
            ("DELETE /_fake/conditions/no_master", ""),
            (&update(DOCUMENTED_DEPLOYMENT), ""),
            ("PUT /_fake/conditions/no_mastr", ""),
        ],
    );
}

#[test]
fn clock() {
    let cluster = builder().start();
    assert_dialogue(
        "clock",
        &cluster,
        &[
            ("GET /_fake/clock", ""),
            ("POST /_fake/clock", r#"{"advance": "1m 30s"}"#),
            ("POST /_fake/clock", r#"{"advance": "soon"}"#),
            ("POST /_fake/clock", "{}"),
        ],
    );
}

/// All that a test may have changed is as it was.
#[test]
fn reset() {
    let cluster = builder()
        .script(
            es_ml_fake::On::updates().nth(2),
            es_ml_fake::Failure::no_master(),
        )
        .start();
    let update = update(DOCUMENTED_DEPLOYMENT);
    let start = json(&cluster, "GET /_fake/deployments", "");
    for _ in 0..2 {
        assert_eq!(ask(&cluster, &update, "").status, 200);
        assert_eq!(ask(&cluster, &update, "").status, 503);
        ask(&cluster, "PUT /_fake/deployments/other", "{}");
        ask(&cluster, "PUT /_fake/conditions/no_master", "");
        ask(
            &cluster,
            "POST /_fake/holds",
            r#"{"on": {"endpoint": "info"}}"#,
        );
        ask(
            &cluster,
            "POST /_fake/scripts",
            r#"{"reply": {"status": 418}}"#,
        );
        assert_ne!(json(&cluster, "GET /_fake/deployments", ""), start);
        assert_eq!(
            json(&cluster, "POST /_fake/reset", ""),
            serde_json::json!({})
        );
        assert_eq!(json(&cluster, "GET /_fake/deployments", ""), start);
        assert_eq!(json(&cluster, "GET /_fake/journal", "")["total"], 0);
        assert_eq!(
            json(&cluster, "GET /_fake/conditions", "")["conditions"],
            serde_json::json!([])
        );
        assert_eq!(
            json(&cluster, "GET /_fake/holds", "")["holds"],
            serde_json::json!([])
        );
        let scripts = json(&cluster, "GET /_fake/scripts", "");
        assert_eq!(scripts["scripts"].as_array().unwrap().len(), 1);
        assert_eq!(scripts["scripts"][0]["calls"], 0);
    }
    // Numbers begin anew, and views of the journal see what comes.
    assert_eq!(ask(&cluster, &update, "").status, 200);
    assert_eq!(ask(&cluster, &update, "").status, 503);
    assert_eq!(cluster.updates().count(), 2);
    assert_eq!(cluster.exchanges()[0].seq(), 1);
}

#[test]
fn settle() {
    let cluster = builder()
        .settling(es_ml_fake::model::Settling::Held)
        .start();
    ask(&cluster, &update(DOCUMENTED_DEPLOYMENT), "");
    let current = || {
        let path = format!("GET /_fake/deployments/{DOCUMENTED_DEPLOYMENT}");
        let deployment = json(&cluster, &path, "");
        deployment["routing_table"][0]["current_allocations"].clone()
    };
    assert_eq!(current(), 1);
    assert_eq!(
        json(&cluster, "POST /_fake/settle", ""),
        serde_json::json!({})
    );
    assert_eq!(current(), 4);
}

/// Nothing of it is a request to the cluster.
#[test]
fn control_calls_are_not_recorded() {
    let cluster = builder().start();
    for (line, body) in [
        ("GET /_fake", ""),
        ("GET /_fake/journal", ""),
        ("POST /_fake/scripts", "{"),
        ("GET /_fake/nothing", ""),
        ("POST /_fake/reset", ""),
    ] {
        ask(&cluster, line, body);
    }
    assert!(cluster.exchanges().is_empty());
    // What only begins like it is.
    assert_eq!(ask(&cluster, "GET /_faked", "").status, 400);
    assert_eq!(cluster.exchanges().len(), 1);
    let _ = cluster.take_refused_breaches();
}

#[test]
fn without_a_control_api_its_paths_are_unknown_to_the_cluster() {
    let cluster = es_ml_fake::FakeCluster::start();
    assert_eq!(ask(&cluster, "GET /_fake/journal", "").status, 400);
    assert_eq!(cluster.exchanges().len(), 1);
}
