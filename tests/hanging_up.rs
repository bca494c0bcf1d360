//! Clients that hang up while their request waits.

use std::time::{Duration, Instant};

use es_ml_fake::model::{AssignmentState, Settling};
use es_ml_fake::{Deployment, Endpoint, FakeCluster};

use crate::support::{Connection, PATIENCE, head};

const STOP: &str = "POST /_ml/trained_models/m/deployment/_stop";

/// A fake in which a stop waits until the test says so, and one that waits.
fn stopping() -> (FakeCluster, Connection) {
    let cluster = FakeCluster::builder()
        .deployment(Deployment::started("m"))
        .stop_takes(Settling::Held)
        .start();
    let mut connection = Connection::to(cluster.address());
    connection.send(head(STOP, &[]));
    let is_so = |it: &Deployment| it.assignment_state() == AssignmentState::Stopping;
    let reached = cluster.wait_for_deployment_blocking("m", PATIENCE, is_so);
    reached.unwrap();
    (cluster, connection)
}

fn assert_recorded(cluster: &FakeCluster) {
    let begin = Instant::now();
    while cluster.exchanges().is_empty() {
        assert!(begin.elapsed() < PATIENCE, "the stop is not on record");
        std::thread::sleep(Duration::from_millis(1));
    }
    let stops = cluster.exchanges();
    assert_eq!(stops.len(), 1);
    assert_eq!(stops[0].endpoint(), Endpoint::Stop);
}

#[test]
fn a_request_whose_connection_is_broken_is_on_record_and_waits_no_more() {
    let (cluster, connection) = stopping();
    let socket = socket2::SockRef::from(&connection.stream);
    socket.set_linger(Some(Duration::ZERO)).unwrap();
    drop(connection);
    assert_recorded(&cluster);
    cluster.settle();
    assert!(cluster.deployment("m").is_none());
}

/// It may have gone away, which looks the same as a client that only sends no more.
#[test]
fn a_client_that_sends_no_more_is_waited_for_a_while() {
    let (cluster, mut connection) = stopping();
    connection.finish_sending();
    connection.assert_closes();
    assert_recorded(&cluster);
}

#[test]
fn a_client_that_sends_no_more_is_answered_in_that_while() {
    let (cluster, mut connection) = stopping();
    connection.finish_sending();
    cluster.settle();
    assert_eq!(connection.answer().status, 200);
    connection.assert_closes();
    assert_recorded(&cluster);
}
