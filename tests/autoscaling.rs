//! Deployments with a declared load, some of which are scaled as by a server.

use std::time::Duration;

use es_ml_fake::model::Settling;
use es_ml_fake::{
    AdaptiveAllocations, Clock, Deployment, FakeCluster, FakeClusterBuilder, Load, Node,
};
use reqwest::blocking::Client;
use serde_json::{Value, json};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const SERVICE_TIME: Duration = Duration::from_millis(50);

/// Ten allocations' worth.
fn busy() -> Load {
    Load::constant(200.0, SERVICE_TIME)
}

/// A fake with one deployment, on a clock that the test moves.
fn start(describe: impl FnOnce(FakeClusterBuilder) -> FakeClusterBuilder) -> (FakeCluster, Clock) {
    let clock = Clock::manual();
    let builder = FakeCluster::builder()
        .without_deployments()
        .clock(clock.clone())
        .deployment(Deployment::started("m"));
    (describe(builder).start(), clock)
}

fn update(cluster: &FakeCluster, body: &Value) -> u16 {
    let url = format!("{}/_ml/trained_models/m/deployment/_update", cluster.uri());
    let answer = Client::new().post(url).json(body).send().unwrap();
    answer.status().as_u16()
}

fn adaptive(cluster: &FakeCluster, min: u32, max: u32) {
    let settings = json!({
        "enabled": true, "min_number_of_allocations": min, "max_number_of_allocations": max,
    });
    assert_eq!(
        update(cluster, &json!({"adaptive_allocations": settings})),
        200
    );
}

fn stats(cluster: &FakeCluster) -> Value {
    let url = format!("{}/_ml/trained_models/m/_stats", cluster.uri());
    let answer: Value = Client::new().get(url).send().unwrap().json().unwrap();
    answer["trained_model_stats"][0]["deployment_stats"].clone()
}

fn number(cluster: &FakeCluster) -> u32 {
    cluster.deployment("m").unwrap().number_of_allocations()
}

#[test]
fn a_deployment_follows_its_load_between_the_bounds_of_an_update() {
    let (cluster, clock) = start(|builder| builder);
    cluster.load("m", busy());
    clock.advance(MINUTE);
    assert_eq!(number(&cluster), 1);
    adaptive(&cluster, 2, 6);
    clock.advance(9 * SECOND);
    assert_eq!(number(&cluster), 1);
    clock.advance(11 * SECOND);
    assert_eq!(number(&cluster), 6);
    adaptive(&cluster, 2, 12);
    clock.advance(30 * SECOND);
    assert_eq!(number(&cluster), 12);
    cluster.load("m", Load::constant(10.0, SERVICE_TIME));
    clock.advance(4 * MINUTE);
    assert_eq!(number(&cluster), 12);
    clock.advance(MINUTE);
    assert_eq!(number(&cluster), 2);
}

#[test]
fn statistics_are_those_of_the_load() {
    let (cluster, clock) = start(|builder| builder);
    cluster.load("m", Load::constant(30.0, SERVICE_TIME).errors(0.1));
    clock.advance(90 * SECOND);
    let stats = stats(&cluster);
    let totals = cluster.load_totals("m").unwrap();
    assert_eq!(
        (totals.arrived, totals.done, totals.pending),
        (2700, 1800, 200)
    );
    assert_eq!(totals.timed_out, 700);
    assert_eq!(stats["inference_count"], 1620);
    assert_eq!(stats["error_count"], 180);
    assert_eq!(stats["timeout_count"], 700);
    assert_eq!(stats["peak_throughput_per_minute"], 1080);
    let node = &stats["nodes"][0];
    assert_eq!(node["number_of_pending_requests"], 200);
    assert_eq!(node["throughput_last_minute"], 1080);
    assert_eq!(node["average_inference_time_ms"], 50.0);
}

#[test]
fn the_last_allocation_goes_and_a_request_brings_one_back() {
    for (edition, minutes) in [("8.16", 15), ("documented", 24 * 60)] {
        let (cluster, clock) = start(|builder| builder.edition(edition));
        let night = minutes * MINUTE + 10 * MINUTE;
        let rates = [(Duration::ZERO, 10.0), (MINUTE, 0.0), (night, 10.0)];
        let settings = json!({"adaptive_allocations": {"enabled": true}});
        assert_eq!(update(&cluster, &settings), 200);
        cluster.load("m", Load::series(rates, SERVICE_TIME));
        clock.advance(minutes * MINUTE + MINUTE);
        assert_eq!(number(&cluster), 1, "{edition}");
        clock.advance(10 * SECOND);
        assert_eq!(number(&cluster), 0, "{edition}");
        assert_eq!(stats(&cluster)["nodes"], json!([]));
        assert_eq!(
            stats(&cluster)["allocation_status"]["state"],
            "fully_allocated"
        );
        clock.advance(10 * MINUTE);
        assert_eq!(number(&cluster), 1, "{edition}");
        assert_eq!(cluster.load_totals("m").unwrap().unserved, 1);
    }
}

#[test]
fn the_waiting_times_of_the_cluster_can_be_set() {
    let (cluster, clock) = start(|builder| {
        let builder = builder.scale_to_zero_time(2 * MINUTE);
        builder.scale_cooldown_time(Duration::ZERO)
    });
    cluster.load("m", Load::constant(0.0, SERVICE_TIME));
    assert_eq!(update(&cluster, &json!({"number_of_allocations": 5})), 200);
    assert_eq!(
        update(
            &cluster,
            &json!({"adaptive_allocations": {"enabled": true}})
        ),
        200
    );
    clock.advance(20 * SECOND);
    assert_eq!(number(&cluster), 1);
    clock.advance(2 * MINUTE);
    assert_eq!(number(&cluster), 0);
}

#[test]
fn a_call_of_the_infer_api_wakes_what_is_asleep_and_counts_as_use() {
    let (cluster, clock) = start(|builder| {
        let builder = builder.scale_to_zero_time(2 * MINUTE);
        builder.scale_cooldown_time(Duration::ZERO)
    });
    let settings = json!({"adaptive_allocations": {"enabled": true}});
    assert_eq!(update(&cluster, &settings), 200);
    cluster.load("m", Load::constant(0.0, SERVICE_TIME));
    clock.advance(3 * MINUTE);
    assert_eq!(number(&cluster), 0);
    let url = format!("{}/_ml/trained_models/m/_infer", cluster.uri());
    let body = json!({"docs": [{"text_field": "hello"}]});
    let answer = Client::new().post(url).json(&body).send().unwrap();
    assert_eq!(answer.status(), 200);
    clock.advance(2 * MINUTE);
    assert_eq!(number(&cluster), 1);
    assert_eq!(stats(&cluster)["inference_count"], 1);
    clock.advance(MINUTE);
    assert_eq!(number(&cluster), 0);
}

#[test]
fn without_a_declared_load_nothing_is_scaled() {
    let (cluster, clock) = start(|builder| builder);
    assert_eq!(update(&cluster, &json!({"number_of_allocations": 5})), 200);
    adaptive(&cluster, 1, 8);
    clock.advance(100 * 24 * 60 * MINUTE);
    assert_eq!(number(&cluster), 5);
    assert_eq!(cluster.load_totals("m"), None);
}

#[test]
fn nodes_bound_what_scaling_wants() {
    let (cluster, clock) = start(|builder| {
        builder
            .without_nodes()
            .node(Node::new("a").processors(2))
            .node(Node::new("b").processors(2))
    });
    adaptive(&cluster, 1, 4);
    cluster.load("m", busy());
    clock.advance(20 * SECOND);
    let deployment = cluster.deployment("m").unwrap();
    let routes = deployment.routing_table();
    let routes: Vec<_> = routes
        .map(|(node, route)| (node, route.target_allocations()))
        .collect();
    assert_eq!(routes, [("a", 2), ("b", 2)]);
    adaptive(&cluster, 1, 8);
    clock.advance(MINUTE);
    // As an update by hand would be, it is refused: there is no room for eight.
    assert_eq!(number(&cluster), 4);
}

#[test]
fn allocations_work_when_their_nodes_have_caught_up() {
    let (cluster, clock) = start(|builder| builder.settling(Settling::After(30 * SECOND)));
    adaptive(&cluster, 1, 4);
    cluster.load("m", Load::constant(60.0, SERVICE_TIME));
    clock.advance(49 * SECOND);
    assert_eq!(number(&cluster), 4);
    let done = || cluster.load_totals("m").unwrap().done;
    assert_eq!(done(), 49 * 20);
    clock.advance(11 * SECOND);
    assert_eq!(done(), 50 * 20 + 10 * 80);
}

#[test]
fn updates_by_hand_change_what_serves_the_load() {
    let (cluster, clock) = start(|builder| builder);
    cluster.load("m", Load::constant(60.0, SERVICE_TIME));
    clock.advance(10 * SECOND);
    assert_eq!(update(&cluster, &json!({"number_of_allocations": 5})), 200);
    clock.advance(10 * SECOND);
    let totals = cluster.load_totals("m").unwrap();
    assert_eq!(
        (totals.arrived, totals.done, totals.pending),
        (1200, 1000, 0)
    );
    assert_eq!(totals.timed_out, 200);
}

#[test]
fn a_load_can_be_described_with_its_deployment() {
    let settings = AdaptiveAllocations::between(1, 8);
    let other = Deployment::started("other").adaptive(settings).load(busy());
    let (cluster, clock) = start(|builder| builder.deployment(other.clone()));
    clock.advance(MINUTE);
    let number = || cluster.deployments()[1].number_of_allocations();
    assert_eq!(number(), 8);
    cluster.put_deployment(other);
    assert_eq!(number(), 1);
    clock.advance(20 * SECOND);
    assert_eq!(number(), 8);
}

#[test]
fn each_scope_has_loads_of_its_own() {
    let clock = Clock::manual();
    let settings = AdaptiveAllocations::between(1, 8);
    let shared = FakeCluster::builder()
        .clock(clock.clone())
        .deployment(Deployment::started("m").adaptive(settings).load(busy()))
        .shared();
    let (one, two) = (shared.scope("one"), shared.scope("two"));
    two.load("m", Load::constant(0.0, SERVICE_TIME));
    clock.advance(20 * SECOND);
    assert_eq!(one.deployment("m").unwrap().number_of_allocations(), 8);
    assert_eq!(two.deployment("m").unwrap().number_of_allocations(), 1);
    assert_eq!(two.load_totals("m").unwrap().arrived, 0);
}

/// Stopping ends what its nodes do; the next start begins from nothing.
#[test]
fn what_is_stopped_serves_nothing() {
    let (cluster, clock) = start(|builder| builder);
    cluster.load("m", Load::constant(10.0, SERVICE_TIME));
    clock.advance(10 * SECOND);
    let post = |action: &str| {
        let url = format!("{}/_ml/trained_models/m/deployment/{action}", cluster.uri());
        Client::new().post(url).send().unwrap().status().as_u16()
    };
    assert_eq!(post("_stop"), 200);
    clock.advance(10 * SECOND);
    assert_eq!(cluster.load_totals("m").unwrap().unserved, 100);
    assert_eq!(post("_start"), 200);
    clock.advance(10 * SECOND);
    assert_eq!(stats(&cluster)["inference_count"], 100);
    assert_eq!(cluster.load_totals("m").unwrap().done, 200);
}
