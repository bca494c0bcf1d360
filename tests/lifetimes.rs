//! How long a fake and its port last, and on which threads it runs.

use std::collections::HashSet;
use std::error::Error;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::thread;
use std::time::Instant;

use es_ml_fake::server::{Limits, StartError};
use es_ml_fake::{DOCUMENTED_DEPLOYMENT, FakeCluster, FakeClusterBuilder};

use crate::support::{Connection, PATIENCE, assert_answers, get, update_head};

#[track_caller]
fn assert_refuses(address: SocketAddr) {
    let error = Connection::try_to(address).expect_err("nothing listens");
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
}

/// Fakes on an address of the loopback interface that only one test has, so that nothing else takes
/// a port there once it is free.
fn on_address_of_its_own(last_byte: u8) -> FakeClusterBuilder {
    let address = if cfg!(target_os = "linux") {
        Ipv4Addr::new(127, 0, 0, last_byte)
    } else {
        Ipv4Addr::LOCALHOST
    };
    FakeCluster::builder().listen((address, 0).into())
}

#[test]
fn the_port_refuses_connections_once_drop_has_returned() {
    for _ in 0..50 {
        let cluster = on_address_of_its_own(2).start();
        let address = cluster.address();
        assert_answers(&cluster);
        drop(cluster);
        assert_refuses(address);
    }
}

#[test]
fn drop_closes_connections_at_once_whatever_they_are_in_the_midst_of() {
    for sent in [
        String::new(),
        "GET / HT".to_owned(),
        update_head(&["content-length: 28"]),
        update_head(&["content-length: 28"]) + "{",
        update_head(&["transfer-encoding: chunked"]) + "1c\r\n",
    ] {
        let cluster = FakeCluster::start();
        let mut connection = Connection::to(cluster.address());
        assert_eq!(connection.ask(get("/")).status, 200);
        connection.send(&sent);
        let begin = Instant::now();
        drop(cluster);
        assert!(begin.elapsed() < PATIENCE, "with {sent:?}");
        connection.assert_closes();
    }
}

#[test]
fn drop_closes_connections_that_wait_for_their_turn() {
    let limits = Limits::default().connections(1);
    let cluster = FakeCluster::builder().limits(limits).start();
    let mut served = Connection::to(cluster.address());
    assert_eq!(served.ask(get("/")).status, 200);
    let mut waiting = Connection::to(cluster.address());
    waiting.send(get("/"));
    drop(cluster);
    served.assert_closes();
    waiting.assert_closes();
}

#[test]
fn a_cluster_outlives_its_listener() {
    let fake = FakeCluster::start();
    assert_answers(&fake);
    let cluster = fake.cluster().clone();
    drop(fake);
    assert_eq!(cluster.updates().count(), 1);
}

#[test]
fn no_port_is_handed_out_twice() {
    let any: SocketAddr = ([127, 0, 0, 1], 0).into();
    let start = |n| match n % 2 {
        0 => FakeCluster::start(),
        _ => FakeCluster::builder().listen(any).start(),
    };
    let ports = || (0..250).map(|n| start(n).address().port());
    let ports = thread::scope(|scope| {
        let threads = [(); 2].map(|()| scope.spawn(|| ports().collect::<Vec<_>>()));
        threads.map(|thread| thread.join().unwrap()).concat()
    });
    let distinct: HashSet<_> = ports.iter().collect();
    assert_eq!(distinct.len(), 500);
}

#[test]
fn a_chosen_address_can_be_listened_on_again_right_after_its_fake_is_gone() {
    let address = on_address_of_its_own(3).start().address();
    for _ in 0..10 {
        let cluster = FakeCluster::builder().listen(address).start();
        assert_eq!(cluster.address(), address);
        let mut left_open = Connection::to(address);
        assert_eq!(left_open.ask(get("/")).status, 200);
        drop(cluster);
        left_open.assert_closes();
    }
}

#[test]
fn listening_on_an_address_in_use_is_an_error() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let builder = FakeCluster::builder().listen(address);
    let error: StartError = builder.clone().try_start().unwrap_err();
    let message = error.to_string();
    assert!(
        message.starts_with(&format!("cannot listen on {address}: ")),
        "{message}"
    );
    let source = error.source().unwrap().downcast_ref::<std::io::Error>();
    assert_eq!(source.unwrap().kind(), ErrorKind::AddrInUse);

    let panic = thread::spawn(move || builder.start()).join().unwrap_err();
    assert_eq!(panic.downcast_ref::<String>(), Some(&message));

    let fake = FakeCluster::start();
    let second = FakeCluster::builder().listen(fake.address()).try_start();
    assert!(second.is_err());
    assert_answers(&fake);
}

#[test]
fn what_one_fake_is_asked_is_unknown_to_another() {
    let (asked, other) = (FakeCluster::start(), FakeCluster::start());
    assert_answers(&asked);
    assert!(other.exchanges().is_empty());
    let number = |fake: &FakeCluster| {
        fake.deployment(DOCUMENTED_DEPLOYMENT)
            .unwrap()
            .number_of_allocations()
    };
    assert_eq!((number(&asked), number(&other)), (4, 1));
}

// Under any executor, and none.

#[test]
fn a_fake_runs_in_a_plain_test() {
    assert_answers(&FakeCluster::start());
}

#[tokio::test]
async fn a_fake_runs_in_a_test_with_a_runtime_of_one_thread() {
    assert_answers(&FakeCluster::start());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fake_runs_in_a_test_with_a_runtime_of_several_threads() {
    let start = async { on_address_of_its_own(4).start() };
    let fake = tokio::spawn(start).await.unwrap();
    assert_answers(&fake);
    let address = fake.address();
    tokio::spawn(async move { drop(fake) }).await.unwrap();
    assert_refuses(address);
}

#[test]
fn a_fake_outlives_the_runtime_that_it_was_started_in() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let fake = runtime.block_on(async { FakeCluster::start() });
    drop(runtime);
    assert_answers(&fake);
}
