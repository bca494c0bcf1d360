//! Long bodies hold up no other request, and do not fill the memory together.

use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, Sender};

use es_ml_fake::journal::BreachPolicy;
use es_ml_fake::script::ScriptedRequest;
use es_ml_fake::server::Limits;
use es_ml_fake::{FakeCluster, On, Reply};

use crate::support::{Connection, PATIENCE, UPDATE, update_head, update_request};

fn long_update(length: usize) -> String {
    update_head(&[&format!("content-length: {length}")])
        + &" ".repeat(length - UPDATE.len())
        + UPDATE
}

/// Tells when the first update is worked on, and keeps that up until it is told to go on.
fn working_on_the_first_update(cluster: &FakeCluster) -> (Receiver<()>, Sender<()>) {
    let (working, is_working) = mpsc::channel();
    let (go_on, may_go_on) = mpsc::channel::<()>();
    let may_go_on = Mutex::new(may_go_on);
    cluster.script(On::updates().nth(1), move |_: &ScriptedRequest| {
        working.send(()).expect("the test waits for this");
        let may_go_on = may_go_on.lock().expect("there is one request");
        may_go_on.recv_timeout(PATIENCE).expect("the test goes on");
        Reply::as_usual()
    });
    (is_working, go_on)
}

#[test]
fn while_a_long_body_is_worked_on_others_are_answered() {
    let cluster = FakeCluster::start();
    let (is_working, go_on) = working_on_the_first_update(&cluster);
    let mut long = Connection::to(cluster.address());
    long.send(long_update(1 << 20));
    is_working.recv_timeout(PATIENCE).expect("it arrives");

    let mut other = Connection::to(cluster.address());
    assert_eq!(other.ask(update_request(UPDATE)).status, 200);
    go_on.send(()).expect("the script waits for this");
    assert_eq!(long.answer().status, 200);
    let lengths: Vec<_> = cluster
        .exchanges()
        .iter()
        .map(|each| each.body().len())
        .collect();
    assert_eq!(lengths, [1 << 20, UPDATE.len()], "in the order of arrival");
}

#[test]
fn a_long_body_is_on_record_when_drop_has_returned() {
    let (decided, is_decided) = mpsc::channel();
    let cluster = FakeCluster::builder().breaches(BreachPolicy::Allow).start();
    cluster.script(On::updates(), move |_: &ScriptedRequest| {
        decided.send(()).expect("the test waits for this");
        Reply::as_usual()
    });
    let mut long = Connection::to(cluster.address());
    long.send(long_update(10 << 20));
    is_decided.recv_timeout(PATIENCE).expect("it arrives");
    let journal = cluster.cluster().clone();
    drop(cluster);
    assert_eq!(journal.updates().count(), 1);
}

#[test]
fn bodies_of_all_connections_have_a_limit_together() {
    let limits = Limits::default().all_bodies_bytes(1 << 20);
    let cluster = FakeCluster::builder().limits(limits).start();
    let (is_working, go_on) = working_on_the_first_update(&cluster);
    let mut first = Connection::to(cluster.address());
    first.send(long_update(900_000));
    is_working.recv_timeout(PATIENCE).expect("it arrives");

    let refused = Connection::to(cluster.address()).ask(long_update(400_000));
    assert_eq!(refused.status, 429);
    let text = refused.text();
    assert!(text.contains("circuit_breaking_exception"), "{text}");
    assert!(
        text.contains("which is larger than the limit of [1048576/1mb]"),
        "{text}"
    );
    go_on.send(()).expect("the script waits for this");
    assert_eq!(first.answer().status, 200);
    let again = Connection::to(cluster.address()).ask(long_update(400_000));
    assert_eq!(again.status, 200, "the first has given its memory back");
}
