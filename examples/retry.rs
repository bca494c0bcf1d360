//! A small client that tries again, against a cluster that fails exactly so, exactly then.
//!
//! `cargo run --example retry`

#![allow(clippy::print_stdout)]

use std::error::Error;
use std::time::Duration;

use es_ml_fake::{DOCUMENTED_DEPLOYMENT, Delay, Failure, FakeCluster, On, Reply, WireFault};
use reqwest::StatusCode;
use serde_json::json;

/// The program under test: it asks for a number of allocations, and tries again what may pass by
/// itself, at most `tries` times.
async fn scale(elasticsearch: &str, number: i32, tries: usize) -> Result<(), Box<dyn Error>> {
    let url =
        format!("{elasticsearch}/_ml/trained_models/{DOCUMENTED_DEPLOYMENT}/deployment/_update");
    let client = reqwest::Client::builder()
        .timeout(Duration::from_millis(500))
        .build()?;
    let mut last: Box<dyn Error> = "no try was allowed".into();
    for _ in 0..tries {
        let request = client
            .post(&url)
            .json(&json!({"number_of_allocations": number}));
        let answer = match request.send().await {
            Ok(answer) => answer,
            Err(error) => {
                last = error.into();
                continue;
            }
        };
        match answer.status() {
            StatusCode::TOO_MANY_REQUESTS
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE => last = answer.status().to_string().into(),
            _ => return Ok(answer.error_for_status().map(drop)?),
        }
    }
    Err(last)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // Three failures in a row, each of another kind; the fourth try is answered as usual.
    let cluster = FakeCluster::start();
    cluster.script(
        On::updates(),
        [
            Reply::from(Failure::not_enough_capacity()),
            Reply::from(WireFault::Reset),
            Reply::status(503)
                .header("retry-after", "1")
                .text("try again"),
        ],
    );
    scale(&cluster.uri(), 4, 5).await?;
    assert_eq!(cluster.updates().count(), 4);
    println!("four tries:\n\n{}", cluster.transcript());

    // What cannot pass is not tried again.
    let cluster = FakeCluster::start();
    cluster.script(On::updates(), Failure::not_found());
    assert!(scale(&cluster.uri(), 4, 5).await.is_err());
    assert_eq!(cluster.updates().count(), 1);
    println!("one try, and no more");

    // An answer that comes too late is the same as none, but the update has taken place.
    let cluster = FakeCluster::start();
    cluster.script(
        On::updates().times(1),
        Delay::fixed(Duration::from_secs(30)),
    );
    scale(&cluster.uri(), 4, 2).await?;
    let updates = cluster.updates();
    assert_eq!(updates.count(), 2);
    println!("two tries, the first of which was answered too late");

    // The end of all patience.
    let cluster = FakeCluster::start();
    let script = cluster.script(On::updates(), Failure::no_master());
    let error = scale(&cluster.uri(), 4, 3)
        .await
        .expect_err("there is no master");
    assert_eq!(script.calls(), 3);
    println!("three tries, and then: {error}");
    Ok(())
}
