//! When a request is on record, and waiting for that.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use es_ml_fake::journal::Update;
use es_ml_fake::{DOCUMENTED_DEPLOYMENT, FakeCluster};

use crate::support::{
    Connection, PATIENCE, UPDATE, assert_answers, nth_update, update_path, update_request,
};

#[test]
fn a_request_is_on_record_before_its_answer_leaves() {
    let cluster = FakeCluster::start();
    let mut connection = Connection::to(cluster.address());
    for n in 0..500 {
        assert_eq!(connection.ask(nth_update(n)).status, 200);
        assert_eq!(cluster.updates().count(), n + 1);
    }
}

#[test]
fn requests_of_many_threads_that_share_a_fake_are_all_on_record_and_numbered() {
    let cluster = FakeCluster::start();
    let send_some = || {
        let mut connection = Connection::to(cluster.address());
        for n in 0..20 {
            assert_eq!(connection.ask(nth_update(n)).status, 200);
        }
        assert!(cluster.updates().count() >= 20);
    };
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(send_some);
        }
    });
    let exchanges = cluster.exchanges();
    let numbers = exchanges.iter().map(|exchange| exchange.seq());
    assert!(numbers.eq(1..=320));
}

#[test]
fn waiting_ends_when_another_thread_has_sent_enough() {
    for _ in 0..20 {
        let cluster = FakeCluster::start();
        let address = cluster.address();
        let begin = Instant::now();
        let updates = thread::scope(|scope| {
            scope.spawn(move || {
                let mut connection = Connection::to(address);
                (0..3).for_each(|n| assert_eq!(connection.ask(nth_update(n)).status, 200));
            });
            cluster.updates().wait_for_blocking(3, PATIENCE).unwrap()
        });
        assert!(begin.elapsed() < PATIENCE, "it went on to the end");
        let numbers = updates.iter().map(Update::number_of_allocations);
        assert!(numbers.eq([Some(1), Some(2), Some(3)]));
    }
}

#[tokio::test]
async fn waiting_ends_when_another_task_has_sent_enough() {
    let cluster = FakeCluster::start();
    let view = cluster.updates();
    let begin = Instant::now();
    // The first of the two waits already when the second one begins to send.
    let (updates, ()) = tokio::join!(view.wait_for(3, PATIENCE), async {
        for n in 0..3 {
            let answer = Connection::to(cluster.address()).ask(nth_update(n));
            assert_eq!(answer.status, 200);
            tokio::task::yield_now().await;
        }
    });
    assert!(begin.elapsed() < PATIENCE, "it went on to the end");
    assert_eq!(updates.unwrap().len(), 3);
}

#[test]
fn waiting_needs_no_runtime() {
    let cluster = FakeCluster::start();
    let address = cluster.address();
    thread::scope(|scope| {
        scope.spawn(move || Connection::to(address).ask(update_request(UPDATE)));
        let updates = block_on(cluster.updates().wait_for(1, PATIENCE)).unwrap();
        assert_eq!(updates[0].number_of_allocations(), Some(4));
    });
    let too_many = block_on(cluster.updates().wait_for(2, Duration::from_millis(20)));
    assert!(too_many.is_err());
}

#[tokio::test]
async fn waiting_for_too_many_says_what_did_arrive() {
    let cluster = FakeCluster::start();
    let short = Duration::from_millis(20);
    let nothing = cluster.updates().wait_for(1, short).await.unwrap_err();
    let expected = "expected 1 update within 20ms, but there are 0\nnothing arrived at all at http";
    assert!(nothing.to_string().starts_with(expected), "{nothing}");

    assert_answers(&cluster);
    let view = cluster.updates().of_deployment(DOCUMENTED_DEPLOYMENT);
    let blocking = view.wait_for_blocking(2, short).unwrap_err().to_string();
    for expected in [
        "expected 2 updates",
        &format!("of deployment `{DOCUMENTED_DEPLOYMENT}`"),
        "within 20ms, but there is 1\n",
        &format!(
            "#1 POST {} {UPDATE} -> 200",
            update_path(DOCUMENTED_DEPLOYMENT)
        ),
    ] {
        assert!(
            blocking.contains(expected),
            "{expected:?} is missing in {blocking:?}"
        );
    }
    assert_eq!(
        view.wait_for(2, short).await.unwrap_err().to_string(),
        blocking
    );

    let begin = Instant::now();
    let other = cluster.updates().of_deployment("another");
    assert!(other.wait_for(1, short).await.is_err());
    assert!(begin.elapsed() >= short);
}

/// The least that can execute a future.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}
