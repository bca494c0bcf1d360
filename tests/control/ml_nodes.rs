//! Machine learning nodes, and how long they take, as a client sees them.

use es_ml_fake::{Deployment, Node};

use super::{ask, assert_dialogue, builder, json};

fn two_nodes() -> es_ml_fake::FakeCluster {
    let on_both = Deployment::started("m")
        .on_node("a", 2)
        .on_node("b", 1)
        .start_time(std::time::UNIX_EPOCH);
    builder()
        .node(Node::new("a").zone("x").processors(2))
        .node(Node::new("b").memory(8 << 30))
        .without_deployments()
        .deployment(on_both)
        .start()
}

#[test]
fn ml_nodes() {
    assert_dialogue(
        "ml_nodes",
        &two_nodes(),
        &[
            ("GET /_fake/ml_nodes", ""),
            ("DELETE /_fake/ml_nodes/a", ""),
            ("DELETE /_fake/ml_nodes/a", ""),
            ("DELETE /_fake/ml_nodes/z", ""),
            ("PUT /_fake/ml_nodes/a", ""),
            ("PUT /_fake/ml_nodes/a", ""),
            ("PUT /_fake/ml_nodes/a", r#"{"zone": "x"}"#),
            (
                "PUT /_fake/ml_nodes/c",
                r#"{"processors": 4, "memory": "8GB"}"#,
            ),
            ("PUT /_fake/ml_nodes/d", r#"{"cpus": 4}"#),
            ("PUT /_fake/ml_nodes/d", r#"{"id": "e"}"#),
        ],
    );
}

#[test]
fn what_was_on_a_node_moves_and_a_reset_brings_it_back() {
    let cluster = two_nodes();
    let routes = || {
        let deployment = json(&cluster, "GET /_fake/deployments/m", "");
        let routes = deployment["routing_table"].as_array().unwrap().iter();
        let route = |route: &serde_json::Value| {
            format!(
                "{} {} {}",
                route["node"], route["state"], route["target_allocations"]
            )
        };
        routes
            .map(route)
            .collect::<Vec<_>>()
            .join(", ")
            .replace('"', "")
    };
    json(&cluster, "DELETE /_fake/ml_nodes/b", "");
    assert_eq!(routes(), "a started 2");
    json(&cluster, "PUT /_fake/ml_nodes/c", "");
    assert_eq!(routes(), "a started 2, c starting 1");
    json(&cluster, "POST /_fake/reset", "");
    assert_eq!(routes(), "a started 2, b started 1");
    let nodes = json(&cluster, "GET /_fake/ml_nodes", "");
    assert_eq!(nodes["ml_nodes"].as_array().unwrap().len(), 2);
}

#[test]
fn load_failures() {
    assert_dialogue(
        "load_failures",
        &two_nodes(),
        &[
            ("GET /_fake/models/m/load_failures", ""),
            (
                "PUT /_fake/models/m/load_failures",
                r#"{"node": "b", "reason": "out of memory"}"#,
            ),
            ("DELETE /_fake/ml_nodes/b", ""),
            ("PUT /_fake/ml_nodes/b", r#"{"processors": 1}"#),
            ("POST /_fake/settle", ""),
            ("GET /_fake/deployments/m", ""),
            (
                "PUT /_fake/models/m/load_failures",
                r#"{"reason": "broken"}"#,
            ),
            ("PUT /_fake/models/m/load_failures", r#"{"node": "b"}"#),
            ("DELETE /_fake/models/m/load_failures", ""),
            ("POST /_fake/settle", ""),
            ("GET /_fake/deployments/m", ""),
            ("GET /_fake/models/n/load_failures", ""),
            (
                "PUT /_fake/models/n/load_failures",
                r#"{"reason": "broken"}"#,
            ),
        ],
    );
}

#[test]
fn timing() {
    assert_dialogue(
        "timing",
        &builder().start(),
        &[
            ("GET /_fake/timing", ""),
            (
                "PUT /_fake/timing",
                r#"{"start_takes": "held", "stop_takes": "1m 30s"}"#,
            ),
            ("PUT /_fake/timing", r#"{"settling": "3 reads"}"#),
            ("PUT /_fake/timing", r#"{"settling": "soon"}"#),
            ("PUT /_fake/timing", r#"{"settle": "held"}"#),
            ("POST /_fake/reset", ""),
            ("GET /_fake/timing", ""),
        ],
    );
}

#[test]
fn a_deployment_is_started_and_gone_when_a_test_says_so() {
    let cluster = builder().without_deployments().start();
    json(
        &cluster,
        "PUT /_fake/timing",
        r#"{"start_takes": "held", "stop_takes": "held"}"#,
    );
    json(&cluster, "PUT /_fake/deployments/m", "{}");
    json(&cluster, "DELETE /_fake/deployments/m", "");
    let start = "POST /_ml/trained_models/m/deployment/_start?wait_for=starting";
    assert_eq!(ask(&cluster, start, "").status, 200);
    let state = || json(&cluster, "GET /_fake/deployments/m", "")["state"].clone();
    assert_eq!(state(), "starting");
    json(&cluster, "POST /_fake/deployments/m/settle", "");
    assert_eq!(state(), "started");
    let stopping = std::thread::spawn({
        let address = cluster.address();
        move || {
            let mut connection = crate::support::Connection::to(address);
            let stop = super::request("POST /_ml/trained_models/m/deployment/_stop", &[], "");
            connection.ask(stop).status
        }
    });
    let is_stopping =
        |it: &Deployment| it.assignment_state() == es_ml_fake::model::AssignmentState::Stopping;
    let patience = crate::support::PATIENCE;
    cluster
        .wait_for_deployment_blocking("m", patience, is_stopping)
        .unwrap();
    json(&cluster, "POST /_fake/deployments/m/settle", "");
    assert_eq!(stopping.join().unwrap(), 200);
    assert_eq!(
        ask(&cluster, "POST /_fake/deployments/m/settle", "").status,
        404
    );
}
