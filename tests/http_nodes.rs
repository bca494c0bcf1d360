//! Several addresses over one cluster, and what can be wrong with one of them.

use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use elasticsearch::Elasticsearch;
use elasticsearch::http::StatusCode;
use elasticsearch::http::transport::{MultiNodeConnectionPool, TransportBuilder};
use elasticsearch::ml::MlUpdateTrainedModelDeploymentParts::ModelId;
use es_ml_fake::{Clock, DOCUMENTED_DEPLOYMENT, Delay, FakeCluster, On};
use serde_json::{Value, json};

use crate::support::{Connection, PATIENCE, PAUSE, UPDATE, get, head, update_request};

fn start() -> FakeCluster {
    FakeCluster::builder().http_nodes(3).start()
}

/// The status with which a node answers, if it takes the connection.
fn status(cluster: &FakeCluster, node: usize) -> Option<u16> {
    match Connection::try_to(cluster.http_node(node).address()) {
        Ok(mut connection) => Some(connection.ask(get("/")).status),
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::ConnectionRefused, "{error}");
            None
        }
    }
}

fn statuses(cluster: &FakeCluster) -> [Option<u16>; 3] {
    [0, 1, 2].map(|node| status(cluster, node))
}

fn nodes(cluster: &FakeCluster) -> Vec<usize> {
    let exchanges = cluster.exchanges();
    exchanges
        .iter()
        .map(|exchange| exchange.http_node())
        .collect()
}

#[test]
fn nodes_have_addresses_of_their_own_over_one_cluster() {
    let cluster = start();
    let uris = cluster.uris();
    assert_eq!(uris[0], cluster.uri());
    for (index, uri) in uris.iter().enumerate() {
        let node = cluster.http_node(index);
        assert_eq!((node.index(), &node.uri()), (index, uri));
        let body = format!(r#"{{"number_of_allocations": {}}}"#, index + 2);
        let answer = Connection::to(node.address()).ask(update_request(&body));
        assert_eq!(answer.status, 200);
    }
    assert_eq!(nodes(&cluster), [0, 1, 2]);
    let deployment = cluster
        .deployment(DOCUMENTED_DEPLOYMENT)
        .expect("it is there");
    assert_eq!(deployment.number_of_allocations(), 4);
}

#[test]
fn a_node_that_is_down_refuses_connections_until_it_is_up() {
    let cluster = start();
    let mut open = Connection::to(cluster.http_node(1).address());
    open.ask(get("/"));
    cluster.http_node(1).down();
    open.assert_closes();
    cluster.http_node(1).down();
    assert_eq!(statuses(&cluster), [Some(200), None, Some(200)]);
    cluster.http_node(1).up();
    cluster.http_node(1).up();
    assert_eq!(statuses(&cluster), [Some(200); 3]);
}

#[test]
fn an_outage_of_a_node_outlasts_its_coming_up() {
    let cluster = start();
    let outage = cluster.http_node(2).refuse_connections();
    cluster.http_node(2).down();
    cluster.http_node(2).up();
    assert_eq!(statuses(&cluster), [Some(200), Some(200), None]);
    let all = cluster.refuse_connections();
    assert_eq!(statuses(&cluster), [None; 3]);
    outage.end();
    assert_eq!(statuses(&cluster), [None; 3]);
    all.end();
    assert_eq!(statuses(&cluster), [Some(200); 3]);
}

#[test]
fn a_slow_node_delays_its_answers_by_the_clock_and_no_others() {
    let clock = Clock::manual();
    let builder = FakeCluster::builder().http_nodes(3).clock(clock.clone());
    let cluster = builder.start();
    let delay = Duration::from_secs(90);
    cluster.http_node(0).slow(delay);
    let mut slow = Connection::to(cluster.address());
    slow.send(update_request(UPDATE));
    cluster
        .updates()
        .wait_for_blocking(1, PATIENCE)
        .expect("it arrives");
    assert_eq!(status(&cluster, 1), Some(200));
    clock.advance(delay / 2);
    assert!(slow.is_silent_for(PAUSE));
    clock.advance(delay / 2);
    assert_eq!(slow.answer().status, 200);
    cluster.http_node(0).up();
    assert_eq!(slow.ask(get("/")).status, 200);
}

#[test]
fn slowness_adds_to_other_delays() {
    let clock = Clock::manual();
    let cluster = FakeCluster::builder().clock(clock.clone()).start();
    let delay = Duration::from_secs(45);
    cluster.script(On::any(), Delay::fixed(delay));
    cluster.http_node(0).slow(delay);
    let mut slow = Connection::to(cluster.address());
    slow.send(update_request(UPDATE));
    cluster
        .updates()
        .wait_for_blocking(1, PATIENCE)
        .expect("it arrives");
    clock.advance(delay);
    assert!(slow.is_silent_for(PAUSE));
    clock.advance(delay);
    assert_eq!(slow.answer().status, 200);
}

#[test]
fn a_node_can_answer_as_a_proxy_does_and_the_cluster_does_not_notice() {
    let cluster = start();
    for status in [429, 502, 503, 504] {
        let status = StatusCode::from_u16(status).expect("it is a status");
        cluster.http_node(1).answer(status);
        let mut connection = Connection::to(cluster.http_node(1).address());
        let answer = connection.ask(update_request(UPDATE));
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("x-elastic-product"), None);
        assert_eq!(answer.header("content-type"), Some("text/html"));
        assert!(
            answer
                .text()
                .contains(status.canonical_reason().expect("it is known"))
        );

        connection.send(head("HEAD /", &[]));
        assert_eq!(connection.answer_to_head().status, status);
        assert_eq!(connection.ask(get("/")).status, status);
    }
    assert_eq!(cluster.updates().count(), 4, "it is all on record");
    assert_eq!(cluster.exchanges()[0].status(), 429);
    let deployment = cluster
        .deployment(DOCUMENTED_DEPLOYMENT)
        .expect("it is there");
    assert_eq!(
        deployment.number_of_allocations(),
        1,
        "nothing has happened"
    );
    cluster.http_node(1).up();
    assert_eq!(statuses(&cluster), [Some(200); 3]);
}

#[test]
fn what_a_node_turns_back_is_no_silent_breach() {
    let cluster = start();
    cluster.http_node(0).answer(StatusCode::BAD_GATEWAY);
    let silently_wrong = update_request(r#"{"number_of_allocations": "4"}"#);
    assert_eq!(
        Connection::to(cluster.address()).ask(silently_wrong).status,
        502
    );
    assert!(cluster.verify().is_ok());
}

#[test]
fn journal_lines_name_the_node_only_if_there_are_several() {
    for (count, expected) in [(1, None), (3, Some(2))] {
        let cluster = FakeCluster::builder().http_nodes(count).start();
        assert_eq!(status(&cluster, count - 1), Some(200));
        let exchange = &cluster.exchanges()[0];
        let line: Value = serde_json::to_value(&**exchange).expect("it is JSON");
        assert_eq!(line.get("node").and_then(Value::as_u64), expected);
        assert_eq!(exchange.http_node() as u64, expected.unwrap_or(0));
    }
}

#[test]
fn there_is_always_a_node() {
    let cluster = FakeCluster::start();
    assert_eq!(cluster.uris(), [cluster.uri()]);
    assert_eq!(status(&cluster, 0), Some(200));
    let panicked =
        catch_unwind(AssertUnwindSafe(|| cluster.http_node(1))).expect_err("there is one");
    let message = panicked.downcast::<String>().expect("panics have messages");
    assert!(message.contains("`.http_nodes(2)`"), "{message}");
}

#[test]
fn a_node_answers_with_errors_only() {
    let cluster = start();
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        cluster.http_node(0).answer(StatusCode::OK)
    }));
    assert!(panicked.is_err());
    assert_eq!(statuses(&cluster), [Some(200); 3]);
}

#[test]
fn all_ports_refuse_connections_when_the_fake_is_gone() {
    let cluster = start();
    let addresses = [0, 1, 2].map(|node| cluster.http_node(node).address());
    let node = cluster.http_node(0);
    node.down();
    drop(cluster);
    node.up();
    for address in addresses {
        let error = Connection::try_to(address).expect_err("nothing listens");
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    }
}

// The official client, which asks one node after the other.

fn client(cluster: &FakeCluster, timeout: Duration) -> Elasticsearch {
    let uris = cluster.uris();
    let parsed = uris
        .iter()
        .map(|uri| uri.parse().expect("the URI is valid"));
    let pool = MultiNodeConnectionPool::round_robin(parsed.collect(), None);
    let transport = TransportBuilder::new(pool).timeout(timeout).build();
    Elasticsearch::new(transport.expect("the transport is complete"))
}

async fn update(client: &Elasticsearch, number: usize) -> Result<StatusCode, elasticsearch::Error> {
    let answer = client
        .ml()
        .update_trained_model_deployment(ModelId(DOCUMENTED_DEPLOYMENT))
        .body(json!({"number_of_allocations": number}))
        .send()
        .await?;
    Ok(answer.status_code())
}

#[tokio::test]
async fn the_official_client_asks_all_nodes_in_turn() {
    let cluster = start();
    let client = client(&cluster, PATIENCE);
    for number in 1..=6 {
        assert_eq!(update(&client, number).await.expect("it is up"), 200);
    }
    let mut asked = nodes(&cluster);
    let first_round = asked.clone();
    assert_eq!(first_round[..3], first_round[3..]);
    asked.sort_unstable();
    assert_eq!(asked, [0, 0, 1, 1, 2, 2]);
}

#[tokio::test]
async fn the_official_client_meets_the_trouble_of_each_node() {
    let cluster = start();
    cluster.http_node(0).down();
    cluster.http_node(1).answer(StatusCode::SERVICE_UNAVAILABLE);
    cluster.http_node(2).slow(PATIENCE);
    let client = client(&cluster, 10 * PAUSE);
    let mut met = Vec::new();
    for number in 1..=3 {
        met.push(match update(&client, number).await {
            Ok(status) => status.to_string(),
            Err(error) if error.is_timeout() => "timeout".to_owned(),
            Err(_) => "refused".to_owned(),
        });
    }
    met.sort();
    assert_eq!(met, ["503 Service Unavailable", "refused", "timeout"]);

    for index in 0..3 {
        cluster.http_node(index).up();
    }
    for number in 1..=3 {
        assert_eq!(update(&client, number).await.expect("it is up"), 200);
    }
}
