//! Clusters of nodes as a test makes and sees them: where deployments are, and when their nodes
//! catch up. What the answers look like is in `wire/capacity.rs` and `wire/assignment.rs`.

use es_ml_fake::model::Settling;
use es_ml_fake::{Cluster, Deployment, FakeCluster, FakeClusterBuilder, Node};
use http::Request;
use reqwest::StatusCode;
use reqwest::blocking::Client;
use std::time::{Duration, UNIX_EPOCH};

fn deployment() -> Deployment {
    Deployment::started("m").start_time(UNIX_EPOCH)
}

/// Room for five allocations with one thread each, two of them in a zone of their own.
fn zones() -> FakeClusterBuilder {
    FakeCluster::builder()
        .node(Node::new("node-1").zone("a").processors(2))
        .node(Node::new("node-2").zone("a").processors(1))
        .node(Node::new("node-3").zone("b").processors(2))
}

#[test]
fn held_nodes_catch_up_when_they_are_told() {
    let cluster = zones()
        .settling(Settling::Held)
        .deployment(deployment().on_node("node-1", 1))
        .start();
    assert_eq!(scale(&cluster, 3), 200);
    let [first, second, third] = ["node-1 1/1 started", "node-2 1/1", "node-3 1"];
    assert_eq!(
        routes(&cluster),
        [
            first.to_owned(),
            format!("{second} starting"),
            format!("{third}/1 starting")
        ]
    );
    let m = cluster.deployment("m").unwrap();
    cluster.put_deployment(m.failed_on("node-3", "process died"));
    cluster.settle();
    assert_eq!(
        routes(&cluster),
        [
            first.to_owned(),
            format!("{second} started"),
            format!("{third}/1 failed")
        ]
    );
    assert_eq!(scale(&cluster, 4), 200);
    assert_eq!(
        routes(&cluster),
        [
            first.to_owned(),
            format!("{second} started"),
            format!("{third}/2 starting")
        ]
    );
}

#[test]
fn nothing_is_updated_while_its_first_node_is_starting() {
    let cluster = zones()
        .settling(Settling::Held)
        .deployment(deployment().allocations(0))
        .start();
    assert_eq!(scale(&cluster, 1), 200);
    assert_eq!(scale(&cluster, 2), 409);
    cluster.settle();
    assert_eq!(scale(&cluster, 2), 200);
}

#[test]
fn nodes_take_the_time_that_they_are_given() {
    let cluster = FakeCluster::builder()
        .settling(Settling::After(Duration::from_secs(30)))
        .deployment(deployment())
        .start();
    let current = |number, seconds| {
        let request = Request::post("/_ml/trained_models/m/deployment/_update")
            .header("content-type", "application/json")
            .body(format!(r#"{{"number_of_allocations": {number}}}"#).into());
        let now = UNIX_EPOCH + Duration::from_secs(seconds);
        let answer = cluster.cluster().handle(&request.unwrap(), now);
        assert_eq!(answer.status(), 200);
        routes(&cluster)
    };
    assert_eq!(current(4, 1000), ["uckeG3R8TLe2MMNBQ6AGrw 1/4 started"]);
    assert_eq!(current(4, 1029), ["uckeG3R8TLe2MMNBQ6AGrw 1/4 started"]);
    assert_eq!(current(4, 1030), ["uckeG3R8TLe2MMNBQ6AGrw 4/4 started"]);
}

#[test]
fn a_cluster_that_is_not_told_its_nodes_has_room_for_everything() {
    let cluster = FakeCluster::builder().deployment(deployment()).start();
    assert_eq!(scale(&cluster, i32::MAX), 200);
    assert_eq!(scale(&cluster, 1), 200);
    assert_eq!(
        routes(&cluster),
        ["uckeG3R8TLe2MMNBQ6AGrw 2147483647/1 started"]
    );
}

#[test]
fn deployments_stand_on_the_first_node_unless_they_are_said_to_be_elsewhere() {
    let cluster = FakeCluster::builder()
        .deployment(deployment().on_node("node-3", 1))
        .node(Node::new("node-1"))
        .node(Node::new("node-2"))
        .start();
    let nodes: Vec<_> = cluster
        .nodes()
        .iter()
        .map(|node| node.id().to_owned())
        .collect();
    assert_eq!(nodes, ["node-1", "node-2", "node-3"]);
    let documented = cluster
        .deployment(es_ml_fake::DOCUMENTED_DEPLOYMENT)
        .unwrap();
    assert_eq!(documented.routing_table().next().unwrap().0, "node-1");
    assert_eq!(routes(&cluster), ["node-3 1/1 started"]);
}

/// Asks for that many allocations of the deployment `m`.
fn scale(cluster: &FakeCluster, number: i32) -> StatusCode {
    let url = format!("{}/_ml/trained_models/m/deployment/_update", cluster.uri());
    let body = serde_json::json!({"number_of_allocations": number});
    Client::new().post(url).json(&body).send().unwrap().status()
}

/// The routing table of the deployment `m`.
fn routes(cluster: &Cluster) -> Vec<String> {
    let deployment = cluster.deployment("m").unwrap();
    let routes = deployment.routing_table().map(|(node, route)| {
        let (current, target) = (route.current_allocations(), route.target_allocations());
        format!("{node} {current}/{target} {}", route.routing_state())
    });
    routes.collect()
}
