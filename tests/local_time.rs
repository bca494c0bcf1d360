//! Fakes on the runtime of the test, whose paused time governs them.

use std::io::ErrorKind;
use std::panic::catch_unwind;
use std::time::{Duration, Instant};

use es_ml_fake::server::Limits;
use es_ml_fake::{Clock, Delay, FakeCluster, On, WireFault};
use reqwest::Client;

use crate::support::Connection;

/// How often a test runs that would fail now and then if it could fail at all.
const RUNS: usize = 1000;

const TIMEOUT: Duration = Duration::from_secs(30);

fn local() -> FakeCluster {
    FakeCluster::builder().local().start()
}

/// A client that gives up after [`TIMEOUT`].
fn client() -> Client {
    let client = Client::builder().timeout(TIMEOUT).no_proxy();
    client.build().expect("a client")
}

/// Runs a test on a runtime whose time stands still while there is anything to do, and otherwise
/// jumps to the next timer.
fn paused(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .expect("a runtime");
    runtime.block_on(test);
}

/// What comes of a request, and after how many seconds of the runtime's time.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Answered(u64),
    TimedOut(u64),
}

async fn ask_with_delay(client: &Client, cluster: &FakeCluster, delay: Duration) -> Outcome {
    cluster.clear_scripts();
    cluster.script(On::any(), Delay::fixed(delay));
    ask(client, cluster).await
}

async fn ask(client: &Client, cluster: &FakeCluster) -> Outcome {
    let begin = tokio::time::Instant::now();
    let answer = client.get(cluster.uri()).send().await;
    let body = match answer {
        Ok(answer) => answer.bytes().await,
        Err(error) => Err(error),
    };
    let seconds = begin.elapsed().as_secs();
    match body {
        Ok(_) => Outcome::Answered(seconds),
        Err(error) if error.is_timeout() => Outcome::TimedOut(seconds),
        Err(error) => panic!("{error:?}"),
    }
}

#[test]
fn a_client_times_out_if_the_delay_is_longer_and_only_then() {
    for run in 0..RUNS {
        paused(async {
            let (client, cluster) = (client(), local());
            let short = ask_with_delay(&client, &cluster, Duration::from_secs(20)).await;
            assert_eq!(short, Outcome::Answered(20), "run {run}");
            let long = ask_with_delay(&client, &cluster, Duration::from_secs(40)).await;
            assert_eq!(long, Outcome::TimedOut(30), "run {run}");
        });
    }
}

#[test]
fn a_slow_answer_takes_the_time_of_the_runtime() {
    paused(async {
        let (client, cluster) = (client(), local());
        let drip = |over| WireFault::Drip { chunks: 7, over };
        cluster.script(
            On::any(),
            [
                drip(Duration::from_secs(12)),
                drip(2 * TIMEOUT),
                WireFault::Stall,
            ],
        );
        assert_eq!(ask(&client, &cluster).await, Outcome::Answered(12));
        assert_eq!(ask(&client, &cluster).await, Outcome::TimedOut(30));
        assert_eq!(ask(&client, &cluster).await, Outcome::TimedOut(30));
    });
}

#[test]
fn the_time_of_an_exchange_is_that_of_the_runtime() {
    paused(async {
        let cluster = local();
        for _ in 0..2 {
            ask(&client(), &cluster).await;
            tokio::time::sleep(Duration::from_secs(5000)).await;
        }
        let [first, second] = [0, 1].map(|nth| cluster.exchanges()[nth].at());
        let between = second.duration_since(first).expect("they are in order");
        assert_eq!(between.as_secs(), 5000);
    });
}

#[test]
fn an_outage_ends_with_the_time_of_the_runtime() {
    paused(async {
        let (client, cluster) = (client(), local());
        cluster.outage_for(Duration::from_secs(10));
        tokio::time::sleep(Duration::from_secs(9)).await;
        let error = client
            .get(cluster.uri())
            .send()
            .await
            .expect_err("nothing listens");
        assert!(error.is_connect(), "{error:?}");
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!(ask(&client, &cluster).await, Outcome::Answered(0));
    });
}

#[test]
fn another_clock_can_be_chosen() {
    paused(async {
        let clock = Clock::manual();
        let cluster = FakeCluster::builder().local().clock(clock.clone()).start();
        let delayed = ask_with_delay(&client(), &cluster, Duration::from_secs(20)).await;
        assert_eq!(delayed, Outcome::TimedOut(30));
        assert_eq!(cluster.exchanges()[0].at(), clock.now());
    });
}

#[test]
fn what_protects_the_machine_goes_by_real_time() {
    paused(async {
        let limits = Limits::default().head_timeout(Duration::from_secs(20));
        let cluster = FakeCluster::builder().local().limits(limits).start();
        let stream = tokio::net::TcpStream::connect(cluster.address()).await;
        let stream = stream.expect("the fake listens");
        stream
            .try_write(b"GET / HTTP/1.1\r\n")
            .expect("there is room");
        tokio::time::sleep(Duration::from_secs(5000)).await;
        let closed = stream.try_read(&mut [0]).expect_err("it is open");
        assert_eq!(closed.kind(), ErrorKind::WouldBlock);
        stream.try_write(b"\r\n").expect("it is open");
        stream.readable().await.expect("there is an answer");
        assert_eq!(stream.try_read(&mut [0]).expect("it is an answer"), 1);
    });
}

#[tokio::test]
async fn time_that_is_not_paused_goes_on_as_usual() {
    let (client, cluster) = (client(), local());
    let begin = Instant::now();
    let delay = Duration::from_millis(20);
    assert_eq!(
        ask_with_delay(&client, &cluster, delay).await,
        Outcome::Answered(0)
    );
    assert!(begin.elapsed() >= delay);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_runtime_of_several_threads_can_serve_a_fake() {
    let cluster = local();
    assert_eq!(ask(&client(), &cluster).await, Outcome::Answered(0));
    let address = cluster.address();
    drop(cluster);
    assert_refuses(address);
}

#[track_caller]
fn assert_refuses(address: std::net::SocketAddr) {
    let error = Connection::try_to(address).expect_err("nothing listens");
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
}

#[tokio::test]
async fn when_drop_returns_the_port_refuses_connections() {
    for _ in 0..100 {
        let cluster = local();
        let address = cluster.address();
        // Also with a connection that is not accepted yet.
        let _waiting = Connection::to(address);
        drop(cluster);
        assert_refuses(address);
    }
}

#[tokio::test]
async fn connections_close_as_soon_as_the_runtime_gets_to_it() {
    let (client, cluster) = (client(), local());
    let mut idle = Connection::to(cluster.address());
    assert_eq!(ask(&client, &cluster).await, Outcome::Answered(0));
    let outage = cluster.refuse_connections();
    assert_refuses(cluster.address());
    tokio::task::spawn_blocking(move || idle.assert_closes())
        .await
        .expect("it closes");
    outage.end();
    assert_eq!(ask(&client, &cluster).await, Outcome::Answered(0));
}

#[test]
fn a_fake_can_outlive_its_runtime() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let cluster = runtime.block_on(async { local() });
    drop(runtime);
    let address = cluster.address();
    let outage = cluster.refuse_connections();
    drop(cluster);
    outage.end();
    assert_refuses(address);
}

#[test]
fn outside_a_runtime_there_is_advice() {
    let panicked = catch_unwind(local).expect_err("there is no runtime");
    let message = panicked.downcast::<String>().expect("panics have messages");
    assert!(
        message.contains("start it inside `#[tokio::test]`"),
        "{message}"
    );
}
