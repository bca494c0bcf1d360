//! Times when a fake refuses connections.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use es_ml_fake::journal::Exchange;
use es_ml_fake::{Clock, Delay, FakeCluster, On};
use socket2::{Domain, Socket, Type};

use crate::support::{Connection, PATIENCE, UPDATE, get, update_request};

fn refuses(address: SocketAddr) -> bool {
    match Connection::try_to(address) {
        Ok(_) => false,
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::ConnectionRefused, "{error}");
            true
        }
    }
}

fn status(cluster: &FakeCluster) -> u16 {
    Connection::to(cluster.address()).ask(get("/")).status
}

/// Takes an address as an ordinary process does.
fn take(address: SocketAddr) -> std::io::Result<Socket> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    socket.bind(&address.into())?;
    Ok(socket)
}

#[test]
fn the_port_refuses_connections_for_a_while_and_is_the_same_afterwards() {
    let cluster = FakeCluster::start();
    let (address, uri) = (cluster.address(), cluster.uri());
    for _ in 0..20 {
        assert_eq!(status(&cluster), 200);
        let outage = cluster.refuse_connections();
        assert!(refuses(address));
        outage.end();
    }
    assert_eq!(status(&cluster), 200);
    assert_eq!((cluster.address(), cluster.uri()), (address, uri));
    assert_eq!(cluster.exchanges().len(), 21, "nothing is lost");
}

#[test]
fn an_outage_closes_open_connections() {
    let cluster = FakeCluster::start();
    let mut idle = Connection::to(cluster.address());
    assert_eq!(idle.ask(get("/")).status, 200);
    let mut waiting = Connection::to(cluster.address());
    cluster.script(On::any(), Delay::fixed(PATIENCE));
    waiting.send(update_request(UPDATE));
    cluster
        .updates()
        .wait_for_blocking(1, PATIENCE)
        .expect("it arrives");

    let _outage = cluster.refuse_connections();
    idle.assert_closes();
    waiting.assert_closes();
}

#[test]
fn an_outage_ends_when_its_guard_is_dropped() {
    let cluster = FakeCluster::start();
    {
        let _outage = cluster.refuse_connections();
        assert!(refuses(cluster.address()));
    }
    assert_eq!(status(&cluster), 200);
}

#[test]
fn of_several_outages_the_last_one_that_ends_counts() {
    let cluster = FakeCluster::start();
    let first = cluster.refuse_connections();
    let second = cluster.refuse_connections();
    first.end();
    assert!(refuses(cluster.address()));
    second.end();
    assert_eq!(status(&cluster), 200);
}

#[test]
fn an_outage_can_outlive_the_fake() {
    let cluster = FakeCluster::start();
    let address = cluster.address();
    let outage = cluster.refuse_connections();
    drop(cluster);
    assert!(refuses(address));
    outage.end();
    assert!(refuses(address));
}

#[test]
fn a_chosen_port_has_outages_too() {
    // No other test uses this address of the loopback interface, so that nothing else takes a port
    // there once it is free.
    let own = if cfg!(target_os = "linux") { 77 } else { 1 };
    let on = |port| FakeCluster::builder().listen(([127, 0, 0, own], port).into());
    let free = on(0).start().address();
    let cluster = on(free.port()).start();
    let outage = cluster.refuse_connections();
    assert!(refuses(free));
    outage.end();
    assert_eq!(status(&cluster), 200);
}

#[test]
#[cfg(target_os = "linux")]
fn no_other_socket_takes_the_port_meanwhile() {
    let cluster = FakeCluster::start();
    let address = cluster.address();
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        let takers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let mut attempts = 0;
                    while !is_over.load(Ordering::Relaxed) {
                        attempts += 1;
                        let taken = take(address).map(drop).map_err(|error| error.kind());
                        assert_eq!(taken, Err(ErrorKind::AddrInUse), "attempt {attempts}");
                    }
                    attempts
                })
            })
            .collect();
        for _ in 0..200 {
            let _outage = cluster.refuse_connections();
            assert!(refuses(address));
        }
        is_over.store(true, Ordering::Relaxed);
        let attempts: usize = takers
            .into_iter()
            .map(|taker| taker.join().expect("no port"))
            .sum();
        assert!(attempts > 0);
    });
    assert_eq!(status(&cluster), 200);
}

#[test]
fn an_outage_for_some_time_ends_by_the_clock() {
    let clock = Clock::manual();
    let cluster = FakeCluster::builder().clock(clock.clone()).start();
    let (outage, half) = (Duration::from_secs(90), Duration::from_secs(45));
    cluster.outage_for(outage);
    clock.advance(half);
    assert!(refuses(cluster.address()));
    clock.advance(half);
    let begin = Instant::now();
    while refuses(cluster.address()) {
        assert!(begin.elapsed() < PATIENCE, "the outage does not end");
    }
    assert_eq!(status(&cluster), 200);
}

#[test]
fn a_fake_that_is_dropped_in_an_outage_without_end_leaves_its_port_closed() {
    let clock = Clock::manual();
    let cluster = FakeCluster::builder().clock(clock.clone()).start();
    let address = cluster.address();
    cluster.outage_for(Duration::from_secs(90));
    drop(cluster);
    clock.advance(Duration::from_secs(90));
    assert!(refuses(address));
    take(address).expect("the port is free");
}

#[test]
fn an_observer_can_begin_an_outage() {
    // What the observer does must not wait for the thread that it runs on.
    let cluster = Arc::new(OnceLock::<FakeCluster>::new());
    let seen = Arc::downgrade(&cluster);
    let observer = move |_: &Arc<Exchange>| {
        if let Some(cluster) = seen.upgrade() {
            cluster
                .get()
                .expect("it was put there")
                .outage_for(Duration::from_secs(90));
        }
    };
    let fake = FakeCluster::builder().on_exchange(observer).start();
    let fake = cluster.get_or_init(|| fake);
    let mut connection = Connection::to(fake.address());
    connection.send(get("/"));
    connection.until_closed();
    assert!(refuses(fake.address()));
}
