//! How deployments begin and end in the course of time.

use std::io::Write;
use std::thread::JoinHandle;
use std::time::Duration;

use es_ml_fake::model::{AssignmentState, RoutingState, Settling};
use es_ml_fake::server::Limits;
use es_ml_fake::{
    Clock, Cluster, Deployment, Endpoint, FakeCluster, FakeClusterBuilder, Model, Node,
};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::support::{Connection, PATIENCE, PAUSE, head};

/// The length of a body that counts, and that is short under gzip.
const LONG: usize = 256 * 1024;
const MINUTE: Duration = Duration::from_secs(60);
const START: &str = "POST /_ml/trained_models/m/deployment/_start";
const STOP: &str = "POST /_ml/trained_models/m/deployment/_stop";

fn cluster() -> FakeClusterBuilder {
    FakeCluster::builder()
        .without_deployments()
        .model(Model::pytorch("m"))
}

/// One that takes a minute for a start, and another for a stop, by a clock that stands still.
fn slow() -> (FakeCluster, Clock) {
    let clock = Clock::manual();
    let cluster = cluster().start_takes(MINUTE).stop_takes(MINUTE);
    (cluster.clock(clock.clone()).start(), clock)
}

/// Sends a request without a body on a thread of its own, and awaits the answer there.
fn ask(cluster: &FakeCluster, line: &'static str) -> JoinHandle<(u16, Value)> {
    let mut connection = Connection::to(cluster.address());
    std::thread::spawn(move || {
        let answer = connection.ask(head(line, &[]));
        let body = serde_json::from_slice(&answer.body).unwrap();
        (answer.status, body)
    })
}

/// A request whose body is compressed.
fn gzipped(line: &str, body: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body.as_bytes()).unwrap();
    let body = encoder.finish().unwrap();
    let length = format!("content-length: {}", body.len());
    let kind = ["content-type: application/json", "content-encoding: gzip"];
    let head = head(line, &[kind[0], kind[1], &length]);
    [head.as_bytes(), &body].concat()
}

fn wait_for(cluster: &Cluster, state: AssignmentState) {
    let is_so = |it: &Deployment| it.assignment_state() == state;
    let reached = cluster.wait_for_deployment_blocking("m", PATIENCE, is_so);
    reached.unwrap();
}

fn state(cluster: &FakeCluster) -> Value {
    let (_, stats) = ask(cluster, "GET /_ml/trained_models/m/_stats")
        .join()
        .unwrap();
    stats["trained_model_stats"][0]["deployment_stats"]["state"].clone()
}

#[test]
fn a_start_is_answered_when_the_nodes_have_loaded_the_model() {
    let (cluster, clock) = slow();
    let starting = ask(
        &cluster,
        "POST /_ml/trained_models/m/deployment/_start?timeout=2m",
    );
    wait_for(&cluster, AssignmentState::Starting);
    let deployment = cluster.deployment("m").unwrap();
    let (_, route) = deployment.routing_table().next().unwrap();
    assert_eq!(route.routing_state(), RoutingState::Starting);
    clock.advance(MINUTE / 2);
    assert_eq!(state(&cluster), "starting");
    std::thread::sleep(PAUSE);
    assert!(!starting.is_finished());
    // It is on record when it is answered.
    let starts = || {
        let exchanges = cluster.exchanges();
        exchanges
            .iter()
            .filter(|it| it.endpoint() == Endpoint::Start)
            .count()
    };
    assert_eq!(starts(), 0);
    clock.advance(MINUTE / 2);
    let (status, answer) = starting.join().unwrap();
    assert_eq!(status, 200);
    assert_eq!(answer["assignment"]["assignment_state"], "started");
    assert_eq!(starts(), 1);
    assert_eq!(state(&cluster), "started");
}

#[test]
fn a_start_can_be_content_with_less() {
    let (cluster, _) = slow();
    let line = "POST /_ml/trained_models/m/deployment/_start?wait_for=starting";
    let (status, answer) = ask(&cluster, line).join().unwrap();
    assert_eq!(status, 200);
    assert_eq!(answer["assignment"]["assignment_state"], "starting");
}

#[test]
fn a_start_that_takes_too_long_is_answered_with_408_and_goes_on() {
    let (cluster, clock) = slow();
    let starting = ask(&cluster, START);
    wait_for(&cluster, AssignmentState::Starting);
    clock.advance(MINUTE / 2);
    let (status, answer) = starting.join().unwrap();
    assert_eq!(status, 408);
    assert_eq!(
        answer["error"]["reason"],
        "Timed out after [30s] waiting for trained model deployment [m] to start. Use the trained \
         model stats API to track the state of the deployment and try again once it has started."
    );
    assert_eq!(
        answer["error"]["type"],
        "model_deployment_timeout_exception"
    );
    assert_eq!(state(&cluster), "starting");
    clock.advance(MINUTE / 2);
    assert_eq!(state(&cluster), "started");
}

/// However often the cluster changes while a request waits, its body is decompressed once.
#[test]
fn a_compressed_body_that_waits_takes_memory_once() {
    let limits = Limits::default().all_bodies_bytes(4 * LONG);
    let cluster = cluster().limits(limits).stop_takes(Settling::Held);
    let cluster = cluster.deployment(Deployment::started("m")).start();
    let mut stopping = Connection::to(cluster.address());
    let body = format!("{}{}", " ".repeat(LONG), r#"{"force":false}"#);
    stopping.send(gzipped(STOP, &body));
    wait_for(&cluster, AssignmentState::Stopping);
    let other = format!("{}{}", " ".repeat(LONG), r#"{"number_of_allocations":1}"#);
    let update = "POST /_ml/trained_models/other/deployment/_update";
    for number in 1..=8 {
        cluster.put_deployment(Deployment::started("other").allocations(number));
        let answer = Connection::to(cluster.address()).ask(gzipped(update, &other));
        assert_eq!(answer.status, 200);
    }
    cluster.settle();
    assert_eq!(stopping.answer().status, 200);
}

/// What was to happen in between happens in its order, however far the clock is moved at once.
#[test]
fn a_step_of_the_clock_past_timeout_and_start_passes_the_timeout_first() {
    let (cluster, clock) = slow();
    let line = "POST /_ml/trained_models/m/deployment/_start?timeout=5s";
    let starting = ask(&cluster, line);
    wait_for(&cluster, AssignmentState::Starting);
    clock.advance(2 * MINUTE);
    assert_eq!(starting.join().unwrap().0, 408);
    assert_eq!(state(&cluster), "started");
}

#[test]
fn before_9_1_it_is_not_said_which_start_takes_too_long() {
    let cluster = cluster().edition("9.0").start_takes(MINUTE);
    let cluster = cluster.clock(Clock::manual()).start();
    let line = "POST /_ml/trained_models/m/deployment/_start?timeout=1nanos";
    let starting = ask(&cluster, line);
    wait_for(&cluster, AssignmentState::Starting);
    cluster.clock().advance(Duration::from_nanos(1));
    let (status, answer) = starting.join().unwrap();
    assert_eq!(status, 408);
    assert_eq!(answer["error"]["type"], "status_exception");
    assert_eq!(
        answer["error"]["reason"],
        "Starting deployment timed out after [1nanos]"
    );
}

#[test]
fn a_stop_during_a_start_ends_both() {
    let clock = Clock::manual();
    let cluster = cluster().start_takes(MINUTE).clock(clock).start();
    let starting = ask(&cluster, START);
    wait_for(&cluster, AssignmentState::Starting);
    let (status, answer) = ask(&cluster, STOP).join().unwrap();
    assert_eq!((status, &answer["stopped"]), (200, &true.into()));
    let (status, answer) = starting.join().unwrap();
    assert_eq!(status, 400);
    assert_eq!(
        answer["error"]["reason"],
        "Error waiting for the model deployment to start. The trained model assignment was removed \
         while waiting"
    );
}

#[test]
fn a_deployment_is_stopping_until_its_nodes_have_stopped() {
    let (cluster, clock) = slow();
    cluster.put_deployment(Deployment::started("m"));
    let stopping = ask(&cluster, STOP);
    wait_for(&cluster, AssignmentState::Stopping);
    let deployment = cluster.deployment("m").unwrap();
    assert_eq!(deployment.reason(), Some("client API call"));
    assert_eq!(state(&cluster), "stopping");
    let update = "POST /_ml/trained_models/m/deployment/_update?number_of_allocations=2";
    let (status, answer) = ask(&cluster, update).join().unwrap();
    assert_eq!(status, 409);
    assert_eq!(
        answer["error"]["reason"],
        "cannot update deployment that is not in [started] state"
    );
    // A second request waits for the same end.
    clock.advance(MINUTE / 2);
    let again = ask(&cluster, STOP);
    clock.advance(MINUTE / 2);
    for stopping in [stopping, again] {
        assert_eq!(stopping.join().unwrap().0, 200);
    }
    let (status, _) = ask(&cluster, update).join().unwrap();
    assert_eq!(status, 404);
}

#[test]
fn an_update_of_what_has_ended_meanwhile_finds_nothing() {
    let (cluster, clock) = slow();
    cluster.put_deployment(Deployment::started("m"));
    let stopping = ask(&cluster, STOP);
    wait_for(&cluster, AssignmentState::Stopping);
    clock.advance(MINUTE);
    let update = "POST /_ml/trained_models/m/deployment/_update?number_of_allocations=2";
    assert_eq!(ask(&cluster, update).join().unwrap().0, 404);
    assert_eq!(stopping.join().unwrap().0, 200);
}

#[test]
fn nodes_that_are_held_go_on_when_the_test_says_so() {
    let cluster = cluster().settling(Settling::Held).start();
    let starting = ask(&cluster, START);
    wait_for(&cluster, AssignmentState::Starting);
    cluster.settle();
    assert_eq!(starting.join().unwrap().0, 200);
    assert_eq!(state(&cluster), "started");
}

/// What is polled for is there when it was asked for so often, whatever the time between.
#[test]
fn statistics_that_are_read_often_enough_show_what_is_waited_for() {
    let cluster = cluster()
        .start_takes(Settling::AfterReads(3))
        .stop_takes(Settling::AfterReads(2))
        .start();
    let starting = ask(&cluster, START);
    wait_for(&cluster, AssignmentState::Starting);
    // Only reading of its own statistics counts.
    cluster.put_deployment(Deployment::started("other"));
    for line in [
        "GET /_ml/trained_models/other/_stats",
        "GET /_ml/trained_models/m",
    ] {
        assert_eq!(ask(&cluster, line).join().unwrap().0, 200);
    }
    assert_eq!(
        [(); 3].map(|()| state(&cluster)),
        ["starting", "starting", "started"]
    );
    assert_eq!(starting.join().unwrap().0, 200);
    let stopping = ask(&cluster, STOP);
    wait_for(&cluster, AssignmentState::Stopping);
    assert_eq!(state(&cluster), "stopping");
    assert_eq!(state(&cluster), Value::Null);
    assert_eq!(stopping.join().unwrap().0, 200);
}

#[test]
fn a_test_says_by_hand_when_one_deployment_is_started_and_stopped() {
    let cluster = cluster()
        .start_takes(Settling::Held)
        .stop_takes(Settling::Held)
        .deployment(Deployment::starting("other"))
        .start();
    let starting = ask(&cluster, START);
    wait_for(&cluster, AssignmentState::Starting);
    assert_eq!(state(&cluster), "starting");
    assert!(cluster.settle_deployment("m") && !cluster.settle_deployment("none"));
    assert_eq!(starting.join().unwrap().0, 200);
    let stopping = ask(&cluster, STOP);
    wait_for(&cluster, AssignmentState::Stopping);
    assert_eq!(state(&cluster), "stopping");
    assert!(cluster.settle_deployment("m"));
    assert_eq!(stopping.join().unwrap().0, 200);
    assert!(cluster.deployment("m").is_none());
    let other = cluster.deployment("other").unwrap();
    assert_eq!(other.assignment_state(), AssignmentState::Starting);
}

#[test]
fn how_long_things_take_can_change() {
    let cluster = cluster().start();
    cluster.set_start_takes(Settling::Held);
    cluster.set_stop_takes(MINUTE);
    cluster.set_settling(Settling::AfterReads(2));
    let starting = ask(&cluster, START);
    wait_for(&cluster, AssignmentState::Starting);
    cluster.settle();
    assert_eq!(starting.join().unwrap().0, 200);
    let update = "POST /_ml/trained_models/m/deployment/_update?number_of_allocations=2";
    assert_eq!(ask(&cluster, update).join().unwrap().0, 200);
    let running = || {
        let (_, stats) = ask(&cluster, "GET /_ml/trained_models/_stats")
            .join()
            .unwrap();
        let stats = &stats["trained_model_stats"][0]["deployment_stats"];
        stats["allocation_status"]["allocation_count"].clone()
    };
    assert_eq!([running(), running()], [1, 2]);
    cluster.reset();
    assert_eq!(ask(&cluster, START).join().unwrap().0, 200);
    assert_eq!(ask(&cluster, STOP).join().unwrap().0, 200);
}

/// A caller that cannot wait for a test's hand is told what comes of it.
#[test]
fn without_a_connection_the_hand_comes_at_once() {
    let cluster = cluster().stop_takes(Settling::Held).build();
    let ask = |line: &str| {
        let (method, target) = line.split_once(' ').unwrap();
        let request = http::Request::builder().method(method).uri(target);
        let request = request.body("".into()).unwrap();
        cluster
            .handle(&request, std::time::SystemTime::now())
            .status()
            .as_u16()
    };
    assert_eq!((ask(START), ask(STOP)), (200, 200));
    let deployment = cluster.deployment("m").unwrap();
    assert_eq!(deployment.assignment_state(), AssignmentState::Stopping);
}

#[test]
fn a_node_that_fails_to_load_ends_the_start_and_the_deployment() {
    let clock = Clock::manual();
    let cluster = FakeCluster::builder()
        .without_deployments()
        .model(Model::pytorch("m").fails_to_load_on("b", "out of memory"))
        .node(Node::new("a").processors(1))
        .node(Node::new("b").processors(1))
        .start_takes(MINUTE)
        .clock(clock.clone())
        .start();
    let line = "POST /_ml/trained_models/m/deployment/_start?number_of_allocations=2&timeout=2m";
    let starting = ask(&cluster, line);
    wait_for(&cluster, AssignmentState::Starting);
    clock.advance(MINUTE);
    let (status, answer) = starting.join().unwrap();
    assert_eq!(status, 500);
    assert_eq!(
        answer["error"]["reason"],
        "Could not start trained model deployment, the following nodes failed with errors \
         [{b=out of memory}]"
    );
    assert!(cluster.deployment("m").is_none());
    // On the other node there is room for it.
    let (status, _) = ask(
        &cluster,
        "POST /_ml/trained_models/m/deployment/_start?wait_for=starting",
    )
    .join()
    .unwrap();
    assert_eq!(status, 200);
}

/// Under paused time nothing has to be waited for.
#[tokio::test(start_paused = true)]
async fn a_whole_life_takes_no_time_where_time_is_paused() {
    let cluster = cluster()
        .start_takes(10 * MINUTE)
        .stop_takes(MINUTE)
        .local()
        .start();
    let client = reqwest::Client::builder()
        .timeout(60 * MINUTE)
        .build()
        .unwrap();
    let url = |rest: &str| format!("{}/_ml/trained_models/m{rest}", cluster.uri());
    let post = |rest: &str| client.post(url(rest)).send();
    let begin = tokio::time::Instant::now();
    let started = post("/deployment/_start?timeout=15m").await.unwrap();
    assert_eq!(started.status(), 200);
    assert!(begin.elapsed() >= 10 * MINUTE && begin.elapsed() < 15 * MINUTE);
    let update = post("/deployment/_update?number_of_allocations=3")
        .await
        .unwrap();
    assert_eq!(update.status(), 200);
    let stats = client.get(url("/_stats")).send().await.unwrap();
    let stats: Value = serde_json::from_slice(&stats.bytes().await.unwrap()).unwrap();
    let reached = &stats["trained_model_stats"][0]["deployment_stats"]["allocation_status"];
    assert_eq!(reached["state"], "fully_allocated");
    assert_eq!(reached["target_allocation_count"], 3);
    assert_eq!(post("/deployment/_stop").await.unwrap().status(), 200);
    assert!(begin.elapsed() >= 11 * MINUTE);
    assert!(cluster.deployment("m").is_none());
}

/// A cluster without a connection cannot wait: it tells at once what will be, and stays as it is.
#[test]
fn without_a_connection_the_answer_is_foreseen() {
    let cluster = cluster().start_takes(MINUTE).stop_takes(MINUTE).build();
    let now = std::time::SystemTime::now();
    let ask = |line: &str, after: Duration| {
        let (method, target) = line.split_once(' ').unwrap();
        let request = http::Request::builder().method(method).uri(target);
        let answer = cluster.handle(&request.body("".into()).unwrap(), now + after);
        answer.status().as_u16()
    };
    let state = || cluster.deployment("m").map(|it| it.assignment_state());
    assert_eq!(ask(START, Duration::ZERO), 408);
    assert_eq!(ask(STOP, Duration::ZERO), 200);
    assert_eq!(state(), Some(AssignmentState::Stopping));
    assert_eq!(ask("GET /_ml/trained_models/_stats", MINUTE), 200);
    assert_eq!(state(), None);
    let start = "POST /_ml/trained_models/m/deployment/_start?timeout=2m";
    assert_eq!(ask(start, MINUTE), 200);
    assert_eq!(state(), Some(AssignmentState::Starting));
    assert_eq!(ask("GET /_ml/trained_models/_stats", 2 * MINUTE), 200);
    assert_eq!(state(), Some(AssignmentState::Started));
}

/// A request that waits when its fake is dropped is on record, with the answer that it would have
/// got.
#[test]
fn what_waits_at_the_end_is_on_record() {
    let (cluster, _) = slow();
    let starting = ask_and_leave(&cluster);
    wait_for(&cluster, AssignmentState::Starting);
    let kept = cluster.cluster().clone();
    drop(cluster);
    drop(starting);
    let exchange = kept.exchanges().pop().unwrap();
    assert_eq!(
        (exchange.endpoint(), exchange.status().as_u16()),
        (Endpoint::Start, 408)
    );
}

fn ask_and_leave(cluster: &FakeCluster) -> Connection {
    let mut connection = Connection::to(cluster.address());
    connection.send(head(START, &[]));
    connection
}

#[cfg(feature = "wiremock")]
#[tokio::test]
async fn behind_a_mock_server_the_answer_is_delayed() {
    use wiremock::matchers::any;
    use wiremock::{Mock, MockServer};

    let server = MockServer::start().await;
    let cluster = cluster().start_takes(PAUSE).start();
    let fake = Mock::given(any()).respond_with(cluster.responder());
    fake.mount(&server).await;
    let begin = std::time::Instant::now();
    let url = format!("{}/_ml/trained_models/m/deployment/_start", server.uri());
    let answer = reqwest::Client::new().post(url).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(begin.elapsed() >= PAUSE);
}
