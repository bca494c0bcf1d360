//! Machine learning nodes that come and go.

use std::thread;
use std::time::Duration;

use es_ml_fake::model::{AssignmentState, RoutingState, Settling};
use es_ml_fake::{
    AdaptiveAllocations, Clock, Deployment, FakeCluster, FakeClusterBuilder, Load, Model, Node,
};
use serde_json::{Value, json};

use crate::support::{Connection, PATIENCE, head};

const MINUTE: Duration = Duration::from_secs(60);
const STOP: &str = "POST /_ml/trained_models/m/deployment/_stop";
const STATS: &str = "GET /_ml/trained_models/m/_stats";

/// Two nodes with two processors each, and a deployment that has three of them.
fn two_nodes() -> FakeClusterBuilder {
    FakeCluster::builder()
        .node(Node::new("a").processors(2))
        .node(Node::new("b").processors(2))
        .without_deployments()
        .deployment(Deployment::started("m").on_node("a", 2).on_node("b", 1))
}

fn ask(cluster: &FakeCluster, line: &str) -> (u16, Value) {
    let answer = Connection::to(cluster.address()).ask(head(line, &[]));
    (answer.status, serde_json::from_slice(&answer.body).unwrap())
}

fn infer(cluster: &FakeCluster) -> (u16, Value) {
    infer_all(cluster, r#"{"docs":[{"text_field":"a"}]}"#)
}

fn infer_all(cluster: &FakeCluster, body: &str) -> (u16, Value) {
    let length = format!("content-length: {}", body.len());
    let headers = ["content-type: application/json", &length];
    let request = head("POST /_ml/trained_models/m/_infer", &headers) + body;
    let answer = Connection::to(cluster.address()).ask(request);
    (answer.status, serde_json::from_slice(&answer.body).unwrap())
}

/// State, what is said of allocations, and the state of each node, as statistics have them.
fn shown(cluster: &FakeCluster) -> String {
    let (_, stats) = ask(cluster, STATS);
    let stats = &stats["trained_model_stats"][0]["deployment_stats"];
    let reached = &stats["allocation_status"];
    let nodes = stats["nodes"].as_array().unwrap().iter().map(|node| {
        let id = node["node"].as_object().unwrap().keys().next().unwrap();
        let allocations = node["number_of_allocations"].as_u64().unwrap_or(0);
        format!(
            "{id} {allocations} {}",
            node["routing_state"]["routing_state"]
        )
    });
    let nodes: Vec<_> = nodes.collect();
    format!(
        "{} {}/{} {}: {}",
        stats["state"],
        reached["allocation_count"],
        reached["target_allocation_count"],
        reached["state"],
        nodes.join(", ")
    )
    .replace('"', "")
}

#[test]
fn what_was_on_a_node_loads_elsewhere_for_as_long_as_a_start_takes() {
    let clock = Clock::manual();
    let cluster = two_nodes()
        .node(Node::new("c").processors(1))
        .start_takes(MINUTE)
        .clock(clock.clone())
        .start();
    assert_eq!(
        shown(&cluster),
        "started 3/3 fully_allocated: a 2 started, b 1 started"
    );
    cluster.ml_node("a").leave();
    assert!(!cluster.ml_node("a").is_there());
    // The node that has the model keeps its allocations until the other has loaded it.
    assert_eq!(
        shown(&cluster),
        "started 1/3 started: b 1 started, c 0 starting"
    );
    clock.advance(Duration::from_secs(59));
    assert_eq!(
        shown(&cluster),
        "started 1/3 started: b 1 started, c 0 starting"
    );
    clock.advance(Duration::from_secs(1));
    assert_eq!(
        shown(&cluster),
        "started 3/3 fully_allocated: b 2 started, c 1 started"
    );
    assert_eq!(infer(&cluster).0, 200);
    // Nothing is missing, so nothing moves back.
    cluster.ml_node("a").join();
    assert_eq!(
        shown(&cluster),
        "started 3/3 fully_allocated: b 2 started, c 1 started"
    );
}

#[test]
fn without_a_node_that_has_loaded_it_a_deployment_is_starting_and_answers_no_inference() {
    let clock = Clock::manual();
    let cluster = two_nodes().start_takes(MINUTE).clock(clock.clone()).start();
    cluster.ml_node("b").leave();
    cluster.ml_node("a").leave();
    assert_eq!(shown(&cluster), "starting 0/3 starting: ");
    let deployment = cluster.deployment("m").unwrap();
    assert_eq!(
        deployment.reason(),
        Some("No ML nodes exist in the cluster")
    );
    assert_eq!(deployment.max_assigned_allocations(), 3);
    let (status, answer) = infer(&cluster);
    assert_eq!(status, 409);
    assert_eq!(
        answer["error"]["reason"],
        "Trained model deployment [m] is not allocated to any nodes"
    );
    let update = "POST /_ml/trained_models/m/deployment/_update?number_of_allocations=4";
    assert_eq!(ask(&cluster, update).0, 409);

    cluster.ml_node("b").join();
    assert_eq!(shown(&cluster), "starting 0/3 starting: b 0 starting");
    let reason = cluster
        .deployment("m")
        .unwrap()
        .reason()
        .map(ToOwned::to_owned);
    assert!(reason.is_some_and(|it| it.contains("insufficient allocated processors")));
    clock.advance(MINUTE);
    assert_eq!(shown(&cluster), "started 2/3 started: b 2 started");
    cluster.ml_node("a").join();
    assert_eq!(cluster.deployment("m").unwrap().reason(), None);
    clock.advance(MINUTE);
    assert_eq!(
        shown(&cluster),
        "started 3/3 fully_allocated: a 1 started, b 2 started"
    );
    let (_, updated) = ask(&cluster, update);
    let table = &updated["assignment"]["routing_table"];
    assert_eq!(
        (
            &table["a"]["target_allocations"],
            &table["b"]["target_allocations"]
        ),
        (&json!(2), &json!(2))
    );
    // Start, as it was.
    cluster.ml_node("b").leave();
    cluster.reset();
    assert_eq!(
        shown(&cluster),
        "started 3/3 fully_allocated: a 2 started, b 1 started"
    );
    assert!(cluster.nodes_away().is_empty());
}

/// What a node has counted leaves with it.
#[test]
fn statistics_are_those_of_the_nodes_that_are_there() {
    let clock = Clock::manual();
    let cluster = two_nodes().clock(clock.clone()).start();
    cluster.load("m", Load::constant(3.0, Duration::from_millis(10)));
    clock.advance(10 * MINUTE);
    let counts = || -> Vec<u64> {
        let (_, stats) = ask(&cluster, STATS);
        let nodes = stats["trained_model_stats"][0]["deployment_stats"]["nodes"].clone();
        let nodes = nodes.as_array().unwrap().iter();
        nodes
            .map(|node| node["inference_count"].as_u64().unwrap_or(0))
            .collect()
    };
    assert_eq!(counts(), [1200, 600]);
    cluster.ml_node("a").leave();
    assert_eq!(counts(), [600]);
    clock.advance(MINUTE);
    assert_eq!(counts(), [780]);
    cluster.ml_node("a").join();
    clock.advance(MINUTE);
    assert_eq!(counts(), [60, 900]);
}

#[test]
fn a_start_that_waits_goes_on_on_another_node() {
    let clock = Clock::manual();
    let cluster = FakeCluster::builder()
        .without_deployments()
        .model(Model::pytorch("m"))
        .node(Node::new("a").processors(1))
        .start_takes(MINUTE)
        .clock(clock.clone())
        .start();
    let mut connection = Connection::to(cluster.address());
    let start = "POST /_ml/trained_models/m/deployment/_start?timeout=5m";
    let starting = std::thread::spawn(move || connection.ask(head(start, &[])));
    let is_starting = |it: &Deployment| it.assignment_state() == AssignmentState::Starting;
    cluster
        .wait_for_deployment_blocking("m", PATIENCE, is_starting)
        .unwrap();
    assert!(cluster.add_node(Node::new("b").processors(1)));
    assert!(!cluster.add_node(Node::new("b")));
    clock.advance(MINUTE / 2);
    cluster.ml_node("a").leave();
    let deployment = cluster.deployment("m").unwrap();
    let (node, route) = deployment.routing_table().next().unwrap();
    assert_eq!((node, route.routing_state()), ("b", RoutingState::Starting));
    clock.advance(MINUTE / 2);
    assert_eq!(shown(&cluster), "starting 0/1 starting: b 0 starting");
    clock.advance(MINUTE / 2);
    assert_eq!(starting.join().unwrap().status, 200);
}

#[test]
#[should_panic(expected = "there is no machine learning node `z`, but [\"a\", \"b\"]")]
fn a_node_that_there_never_was_cannot_leave() {
    let cluster = two_nodes().settling(Settling::Held).start();
    cluster.ml_node("b").leave();
    cluster.ml_node("z").leave();
}

#[test]
fn each_scope_has_nodes_of_its_own() {
    let cluster = two_nodes().shared();
    let (first, second) = (cluster.scope("first"), cluster.scope("second"));
    first.ml_node("a").leave();
    assert_eq!((first.nodes().len(), second.nodes().len()), (1, 2));
    assert_eq!(second.deployment("m").unwrap().routing_table().count(), 2);
}

const UPDATE_TO_4: &str = "POST /_ml/trained_models/m/deployment/_update?number_of_allocations=4";

/// An update grows onto a node that cannot load the model, and tries again when it has a reason to.
#[test]
fn a_node_that_fails_to_load_says_why_and_tries_again_when_a_node_joins_and_when_it_can() {
    let cluster = FakeCluster::builder()
        .node(Node::new("a").processors(2))
        .node(Node::new("b").processors(2))
        .without_deployments()
        .deployment(Deployment::started("m").on_node("a", 2))
        .start();
    assert!(cluster.fails_to_load_on("m", "b", "out of memory"));
    assert!(!cluster.fails_to_load("none", "out of memory"));
    assert_eq!(ask(&cluster, UPDATE_TO_4).0, 200);
    let failed = "started 2/4 started: a 2 started, b 0 failed";
    assert_eq!(shown(&cluster), failed);
    let (_, stats) = ask(&cluster, STATS);
    let node = &stats["trained_model_stats"][0]["deployment_stats"]["nodes"][1];
    assert_eq!(
        node["routing_state"],
        json!({"routing_state": "failed", "reason": "out of memory"})
    );
    assert_eq!(infer(&cluster).0, 200);

    cluster.fails_to_load_on("m", "b", "process died");
    cluster.ml_node("b").leave();
    cluster.ml_node("b").join();
    let deployment = cluster.deployment("m").unwrap();
    let (_, route) = deployment.routing_table().last().unwrap();
    assert_eq!(
        (route.routing_state(), route.reason()),
        (RoutingState::Starting, "")
    );
    assert_eq!(shown(&cluster), failed);
    let deployment = cluster.deployment("m").unwrap();
    assert_eq!(
        deployment.routing_table().last().unwrap().1.reason(),
        "process died"
    );

    assert!(cluster.loads_again("m"));
    assert_eq!(
        shown(&cluster),
        "started 4/4 fully_allocated: a 2 started, b 2 started"
    );
    assert!(!cluster.loads_again("none"));
}

/// What is served goes on being served; what moves to a node that fails is lost.
#[test]
fn a_deployment_on_no_node_that_could_load_it_is_starting() {
    let cluster = two_nodes().start();
    cluster.fails_to_load("m", "the definition is broken");
    assert_eq!(
        shown(&cluster),
        "started 3/3 fully_allocated: a 2 started, b 1 started"
    );
    cluster.ml_node("a").leave();
    cluster.ml_node("b").leave();
    cluster.ml_node("a").join();
    assert_eq!(shown(&cluster), "starting 0/3 starting: a 0 failed");
    let (status, answer) = infer(&cluster);
    assert_eq!(status, 409);
    assert_eq!(
        answer["error"]["reason"],
        "Trained model deployment [m] is not allocated to any nodes"
    );
    cluster.reset();
    assert_eq!(
        shown(&cluster),
        "started 3/3 fully_allocated: a 2 started, b 1 started"
    );
    assert_eq!(ask(&cluster, UPDATE_TO_4).0, 200);
    assert_eq!(
        shown(&cluster),
        "started 4/4 fully_allocated: a 2 started, b 2 started"
    );
}

/// The first request finds the deployment asleep, and is told what became of it.
#[test]
fn an_inference_that_waits_for_nodes_that_fail_is_told_why() {
    let asleep = Deployment::started("m")
        .allocations(0)
        .adaptive(AdaptiveAllocations::enabled());
    let cluster = FakeCluster::builder()
        .node(Node::new("a"))
        .without_deployments()
        .deployment(asleep)
        .edition("9.1")
        .start();
    cluster.fails_to_load("m", "out of memory");
    let (status, answer) = infer(&cluster);
    assert_eq!(status, 500);
    assert_eq!(
        answer["error"]["reason"],
        "[m] Error waiting for a model allocation, all nodes have failed with errors \
         [{a=out of memory}]"
    );
    cluster.loads_again("m");
    assert_eq!(infer(&cluster).0, 200);
}

/// As long as the deployment is there, the inference waits for it, even if it is stopping.
#[test]
fn an_inference_that_waits_for_what_is_stopped_is_told_so() {
    let clock = Clock::manual();
    let asleep = Deployment::started("m")
        .allocations(0)
        .adaptive(AdaptiveAllocations::enabled());
    let cluster = FakeCluster::builder()
        .without_deployments()
        .deployment(asleep)
        .settling(Settling::After(MINUTE))
        .stop_takes(MINUTE / 60)
        .clock(clock.clone())
        .start();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| infer(&cluster));
        let awake = |it: &Deployment| it.number_of_allocations() == 1;
        let awake = cluster.wait_for_deployment_blocking("m", PATIENCE, awake);
        awake.unwrap();
        let stopping = scope.spawn(|| ask(&cluster, STOP));
        let stops = |it: &Deployment| it.assignment_state() == AssignmentState::Stopping;
        let stops = cluster.wait_for_deployment_blocking("m", PATIENCE, stops);
        stops.unwrap();
        clock.advance(MINUTE / 60);
        assert_eq!(stopping.join().unwrap().0, 200);
        let (status, answer) = waiting.join().unwrap();
        assert_eq!(status, 409);
        assert_eq!(
            answer["error"]["reason"],
            "[m] Error waiting for a model allocation, model assignment has been removed"
        );
    });
}

/// Nodes take turns by their allocations; the deployment has what they have in all.
#[test]
fn what_is_inferred_is_counted_where_it_was() {
    let cluster = two_nodes().start();
    let body = r#"{"docs":[{"text_field":"a"},{},{"text_field":"b"},{"text_field":"a"}]}"#;
    for _ in 0..3 {
        assert_eq!(infer_all(&cluster, body).0, 200);
    }
    let (_, stats) = ask(&cluster, STATS);
    let entry = &stats["trained_model_stats"][0];
    let deployment = &entry["deployment_stats"];
    let counts = |of: &Value| {
        let names = [
            "inference_count",
            "error_count",
            "inference_cache_hit_count",
        ];
        names.map(|name| of[name].as_u64().unwrap_or(0))
    };
    assert_eq!(counts(deployment), [9, 3, 0]); // hits are of nodes only
    assert_eq!(entry["inference_stats"]["failure_count"], 3);
    let nodes = [0, 1].map(|node| counts(&deployment["nodes"][node]));
    assert_eq!(nodes, [[6, 2, 4], [3, 1, 3]]);
}
