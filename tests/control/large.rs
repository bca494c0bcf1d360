//! Answers that may be large hold up no other request while they are made.

use std::sync::mpsc;
use std::time::Duration;

use tokio::runtime::Builder;

use super::{ask, builder, request};
use crate::support::Connection;

/// With one thread for what takes long, which is busy.
#[test]
fn while_a_large_answer_is_to_be_made_others_are_answered() {
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .max_blocking_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let cluster = runtime.block_on(async { builder().local().start() });
    let (go_on, may_go_on) = mpsc::channel::<()>();
    runtime.spawn_blocking(move || may_go_on.recv());
    let mut asked = [
        "GET /_fake/journal",
        "GET /_fake/journal?wait=0",
        "GET /_fake/breaches",
        "GET /_fake/coverage",
        "GET /_fake/deployments",
        "GET /_fake/scripts",
    ]
    .map(|line| {
        let mut connection = Connection::to(cluster.address());
        connection.send(request(line, &[], ""));
        (line, connection)
    });
    for _ in 0..10 {
        assert_eq!(ask(&cluster, "GET /", "").status, 200);
        assert_eq!(ask(&cluster, "GET /_fake/clock", "").status, 200);
    }
    for (line, connection) in &mut asked {
        assert!(connection.is_silent_for(Duration::from_millis(1)), "{line}");
    }
    drop(go_on);
    for (line, mut connection) in asked {
        assert_eq!(connection.answer().status, 200, "{line}");
    }
    drop(cluster);
}
