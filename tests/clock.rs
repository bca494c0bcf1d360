//! Delays, and the clock that governs them.

use std::time::{Duration, Instant, SystemTime};

use es_ml_fake::journal::Update;
use es_ml_fake::{Clock, Delay, FakeCluster, On};

use crate::support::{Connection, PATIENCE, PAUSE, UPDATE, get, update_request};

const LONG: Duration = Duration::from_secs(5000);

/// A fake whose answers to updates are delayed.
fn start(clock: &Clock, delay: Duration) -> FakeCluster {
    let cluster = FakeCluster::builder().clock(clock.clone()).start();
    cluster.script(On::updates(), Delay::fixed(delay));
    cluster
}

/// Sends an update, and waits until it is on record.
fn send_update(cluster: &FakeCluster) -> (Connection, Update) {
    let mut connection = Connection::to(cluster.address());
    connection.send(update_request(UPDATE));
    let mut updates = cluster
        .updates()
        .wait_for_blocking(1, PATIENCE)
        .expect("it arrives");
    (connection, updates.remove(0))
}

#[test]
fn a_delay_is_over_when_the_clock_was_moved_by_as_much() {
    let clock = Clock::manual();
    let cluster = start(&clock, LONG);
    let (mut connection, _) = send_update(&cluster);
    clock.advance(LONG / 2);
    assert!(connection.is_silent_for(PAUSE));
    clock.advance(LONG / 2);
    assert_eq!(connection.answer().status, 200);
    assert_eq!(connection.ask(get("/")).status, 200);
}

#[test]
fn a_delay_counts_from_the_moment_when_the_request_is_on_record() {
    for _ in 0..100 {
        let clock = Clock::manual();
        let cluster = start(&clock, LONG);
        let (mut connection, _) = send_update(&cluster);
        clock.advance(LONG);
        assert_eq!(connection.answer().status, 200);
    }
}

#[test]
fn the_clock_of_the_system_can_be_moved_too() {
    let clock = Clock::system();
    let cluster = start(&clock, LONG);
    let (mut connection, _) = send_update(&cluster);
    assert!(connection.is_silent_for(PAUSE));
    clock.advance(LONG);
    assert_eq!(connection.answer().status, 200);
}

#[test]
fn a_delay_lasts_as_long_as_it_should_and_holds_up_no_other_request() {
    let delay = Duration::from_millis(50);
    let cluster = start(&Clock::system(), delay);
    let begin = Instant::now();
    let (mut connection, _) = send_update(&cluster);
    assert_eq!(Connection::to(cluster.address()).ask(get("/")).status, 200);
    assert_eq!(connection.answer().status, 200);
    assert!(begin.elapsed() >= delay);
}

#[test]
fn a_client_that_does_not_wait_for_a_delayed_answer_leaves_nothing_behind() {
    let clock = Clock::manual();
    let cluster = start(&clock, LONG);
    let (connection, _) = send_update(&cluster);
    drop(connection);
    clock.advance(LONG);
    assert_eq!(Connection::to(cluster.address()).ask(get("/")).status, 200);
    assert_eq!(cluster.exchanges().len(), 2);
}

#[test]
fn a_fake_with_an_answer_on_the_way_can_be_dropped() {
    let cluster = start(&Clock::manual(), LONG);
    let (mut connection, _) = send_update(&cluster);
    drop(cluster);
    connection.assert_closes();
}

#[test]
fn exchanges_and_changes_have_the_time_of_the_clock() {
    let clock = Clock::manual_at(SystemTime::UNIX_EPOCH);
    let cluster = FakeCluster::builder().clock(clock.clone()).start();
    for seconds in [0, 5000] {
        Connection::to(cluster.address()).ask(update_request(UPDATE));
        let at = cluster.updates().last().unwrap().at();
        assert_eq!(at, SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
        clock.advance(LONG);
    }
    assert_eq!(cluster.updates().last().unwrap().took(), Duration::ZERO);
}
