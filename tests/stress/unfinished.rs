//! Requests that stop in the midst or never end, and clients that hang up or do not listen.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use es_ml_fake::server::Limits;
use es_ml_fake::{Endpoint, FakeCluster};

use super::{PAUSE, SHORT, assert_others_are_answered, number_of_allocations, start, statuses};
use crate::support::{
    Connection, PATIENCE, Stoppable, UPDATE, chunked, get, head, update_head, update_request,
};

#[test]
fn a_half_sent_head_is_closed_when_its_time_is_over() {
    for half in [
        "G",
        "GET / HTTP/1.1\r\n",
        "GET / HTTP/1.1\r\nhost: localhost\r\n",
    ] {
        let cluster = start(Limits::default().head_timeout(SHORT));
        let begin = Instant::now();
        let mut connection = Connection::to(cluster.address());
        connection.send(half);
        connection.assert_closes();
        assert!(begin.elapsed() >= SHORT, "{half:?} was closed too early");
        assert!(cluster.exchanges().is_empty());
        assert_others_are_answered(&cluster);
    }
}

#[test]
fn a_half_sent_head_is_closed_on_a_connection_that_was_used_before() {
    let cluster = start(Limits::default().head_timeout(SHORT));
    let mut connection = Connection::to(cluster.address());
    assert_eq!(connection.ask(update_request(UPDATE)).status, 200);
    connection.send("GET / HT");
    connection.assert_closes();
    assert_eq!(statuses(&cluster), [200]);
}

#[test]
fn a_half_sent_head_is_closed_also_if_it_came_along_with_a_whole_request() {
    for whole in [get("/"), update_request(UPDATE)] {
        let cluster = start(Limits::default().head_timeout(SHORT));
        let mut connection = Connection::to(cluster.address());
        assert_eq!(connection.ask(whole + "GET / HT").status, 200);
        connection.assert_closes();
    }
}

#[test]
fn the_time_of_a_head_is_not_renewed_by_each_of_its_bytes() {
    let cluster = start(Limits::default().head_timeout(SHORT));
    let mut connection = Connection::to(cluster.address());
    let slow = format!("x-slow: {}", "a".repeat(2000));
    connection.trickle(head("GET /", &[&slow]), PAUSE);
    connection.assert_closes();
    assert!(cluster.exchanges().is_empty());
}

#[test]
fn an_idle_connection_is_not_closed_by_the_time_limit_of_heads() {
    let limits = Limits::default().head_timeout(SHORT);
    let cluster = start(limits.body_bytes(UPDATE.len()));
    let chunks = update_head(&["transfer-encoding: chunked"]);
    let used_before = [
        get("/"),
        update_request(UPDATE),
        update_request("[]"),
        update_request(&" ".repeat(100)),
        chunks.clone() + &chunked(&[UPDATE]),
        chunks + "1c\r\n" + UPDATE + "\r\n0\r\ntrailer: value\r\n\r\n",
    ];
    let idle = used_before.map(|request| {
        let mut connection = Connection::to(cluster.address());
        connection.ask(request);
        connection
    });
    let never_used = Connection::to(cluster.address());
    // The limit of this one is over when that of the others would be.
    let mut clock = Connection::to(cluster.address());
    clock.send("G");
    clock.assert_closes();
    for mut connection in idle.into_iter().chain([never_used]) {
        assert_eq!(connection.ask(get("/")).status, 200);
    }
}

#[test]
fn a_half_sent_body_is_answered_with_408_and_recorded() {
    let announced = update_head(&["content-length: 28"]);
    let in_chunks = update_head(&["transfer-encoding: chunked"]);
    for (half, arrived) in [
        (announced.clone(), ""),
        (announced + r#"{"number_of_"#, r#"{"number_of_"#),
        (in_chunks.clone() + "c\r\n{\"number_of_", r#"{"number_of_"#),
        (in_chunks + "1c\r\n" + UPDATE + "\r\n", UPDATE),
    ] {
        let cluster = start(Limits::default().body_timeout(SHORT));
        let begin = Instant::now();
        let mut connection = Connection::to(cluster.address());
        let answer = connection.ask(&half);
        assert!(begin.elapsed() >= SHORT, "{half:?} was given up too early");
        assert_eq!(answer.status, 408, "{half:?}");
        assert_eq!(answer.json()["status"], 408);
        connection.assert_closes();
        let update = cluster.updates().only();
        assert_eq!(update.status(), 408);
        assert_eq!(update.endpoint(), Endpoint::Update);
        assert_eq!(update.body(), arrived.as_bytes());
        assert!(!update.verdict().conforms());
        assert_eq!(number_of_allocations(&cluster), 1);
        assert_others_are_answered(&cluster);
    }
}

#[test]
fn the_time_of_a_body_is_not_renewed_by_each_of_its_bytes() {
    let cluster = start(Limits::default().body_timeout(SHORT));
    let mut connection = Connection::to(cluster.address());
    connection.send(update_head(&["content-length: 2000"]));
    connection.trickle(" ".repeat(1999), PAUSE);
    assert_eq!(connection.answer().status, 408);
}

#[test]
fn a_body_that_is_too_long_already_gets_413_also_if_it_never_ends() {
    let limits = Limits::default().body_timeout(SHORT).body_bytes(10);
    let cluster = start(limits);
    let mut connection = Connection::to(cluster.address());
    let answer = connection.ask(update_head(&["content-length: 2000"]) + &" ".repeat(100));
    assert_eq!(answer.status, 413);
    assert_eq!(answer.header("connection"), Some("close"));
    connection.assert_closes();
}

#[test]
fn a_client_that_hangs_up_in_the_midst_of_a_request_leaves_nothing_behind() {
    for half in [
        String::new(),
        "POST /_ml/tr".to_owned(),
        update_head(&["content-length: 28"]),
        update_head(&["content-length: 28"]) + r#"{"number_of_"#,
        update_head(&["content-length: 28", "expect: 100-continue"]),
        update_head(&["transfer-encoding: chunked"]) + "1c\r\n" + UPDATE + "\r\n",
    ] {
        // With room for one connection, the next one is served when nothing is left of the first.
        let cluster = start(Limits::default().connections(1));
        let mut gone = Connection::to(cluster.address());
        gone.send(&half);
        drop(gone);
        assert_others_are_answered(&cluster);
        assert_eq!(statuses(&cluster), [200], "{half:?}");
        assert!(cluster.updates().is_empty());
        assert_eq!(number_of_allocations(&cluster), 1);
    }
}

#[test]
fn a_client_that_hangs_up_before_its_answer_has_been_heard_all_the_same() {
    let server = Stoppable::start();
    let mut gone = Connection::to(server.cluster.address());
    assert_eq!(gone.ask(get("/")).status, 200);
    server.while_stopped(|| {
        gone.send(update_request(UPDATE));
        drop(gone);
    });
    let updates = server.cluster.updates();
    let update = updates.wait_for_blocking(1, PATIENCE).unwrap().remove(0);
    assert_eq!(update.status(), 200);
    assert_eq!(number_of_allocations(&server.cluster), 4);
}

#[test]
fn a_thousand_clients_that_hang_up_at_once_leave_the_server_as_it_was() {
    let cluster = FakeCluster::start();
    for _ in 0..1000 {
        Connection::to(cluster.address());
    }
    assert_others_are_answered(&cluster);
    assert_eq!(statuses(&cluster), [200]);
}

#[test]
fn a_client_that_never_reads_its_answers_holds_up_no_other() {
    let cluster = FakeCluster::start();
    let mut deaf = Connection::to(cluster.address());
    let taken = deaf.send_until_blocked(get("/").repeat(1000).as_bytes(), 2 * SHORT);
    assert!(taken > 1000 * get("/").len(), "{taken} bytes were taken");
    let mut other = Connection::to(cluster.address());
    for _ in 0..100 {
        assert_eq!(other.ask(get("/")).status, 200);
    }
    // It was only deaf, not cut off.
    for _ in 0..1000 {
        assert_eq!(deaf.answer().status, 200);
    }
}

/// The length of a chunk may have any number of zeros in front.
#[test]
fn clients_that_send_the_length_of_a_chunk_for_ever_hold_up_no_other() {
    let cluster = FakeCluster::start();
    let zeros = vec![b'0'; 64 * 1024];
    let begin = Instant::now();
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut endless = Connection::to(cluster.address());
                endless.send(update_head(&["transfer-encoding: chunked"]));
                while !is_over.load(Ordering::Relaxed) && begin.elapsed() < PATIENCE {
                    endless.send_part(&zeros, PAUSE);
                }
            });
        }
        for _ in 0..5 {
            assert_others_are_answered(&cluster);
        }
        assert!(begin.elapsed() < PATIENCE, "{:?}", begin.elapsed());
        is_over.store(true, Ordering::Relaxed);
    });
}
