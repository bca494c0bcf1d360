//! Clients that are broken, rude or gone: what they get, and that no other client notices them; and
//! what fakes take of their process.
//!
//! All fakes of a process share one thread. What keeps it busy, or counts what the process has
//! open, is apart from the other tests, which rely on answers in time and on ports that are closed
//! at once: a process that is being started has them open for a moment longer.

#![allow(clippy::unwrap_used, reason = "a test that panics fails, as it should")]

mod malformed;
mod oversized;
#[cfg(unix)]
mod process;
#[cfg(target_os = "linux")]
mod resources;
mod rude;
#[path = "../support/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the rest is for the other tests")]
mod support;
mod unfinished;

use std::time::Duration;

use es_ml_fake::server::Limits;
use es_ml_fake::{DOCUMENTED_DEPLOYMENT, FakeCluster};

use crate::support::{Connection, UPDATE, get, head, update_head, update_request};

/// A time limit that tests can wait for.
const SHORT: Duration = Duration::from_millis(100);

/// Much shorter than [`SHORT`].
const PAUSE: Duration = Duration::from_millis(5);

fn start(limits: Limits) -> FakeCluster {
    FakeCluster::builder().limits(limits).start()
}

#[track_caller]
fn assert_others_are_answered(cluster: &FakeCluster) {
    let answer = Connection::to(cluster.address()).ask(get("/"));
    assert_eq!(answer.status, 200);
}

fn statuses(cluster: &FakeCluster) -> Vec<u16> {
    let exchanges = cluster.exchanges();
    exchanges.iter().map(|e| e.status().as_u16()).collect()
}

/// The number of allocations that the documented deployment has now, which is 1 until an update was
/// accepted.
fn number_of_allocations(cluster: &FakeCluster) -> u32 {
    let deployment = cluster.deployment(DOCUMENTED_DEPLOYMENT);
    deployment
        .expect("nothing removes it")
        .number_of_allocations()
}

fn gzip_update(body: &[u8]) -> Vec<u8> {
    let length = format!("content-length: {}", body.len());
    let head = update_head(&["content-encoding: gzip", &length]);
    [head.as_bytes(), body].concat()
}

#[test]
fn an_answer_after_which_the_connection_is_closed_says_so() {
    for (status, request) in [
        (408, update_head(&["content-length: 28"])),
        (413, update_request(&format!("{UPDATE} "))),
        (
            417,
            update_head(&["content-length: 29", "expect: 100-continue"]),
        ),
        (
            431,
            head("GET /", &[&format!("x-long: {}", "x".repeat(2000))]),
        ),
        (400, "garbage\r\n\r\n".to_owned()),
    ] {
        let limits = Limits::default().body_timeout(SHORT).head_bytes(1000);
        let cluster = start(limits.body_bytes(UPDATE.len()));
        let mut connection = Connection::to(cluster.address());
        let answer = connection.ask(request);
        assert_eq!(answer.status, status);
        // To a client with a pool of connections, silence about it means that it can send the next
        // request.
        let will_close = answer.header("connection") == Some("close");
        let is_open = connection.still_answers();
        assert_eq!(will_close, !is_open, "after a {status}");
    }
}
