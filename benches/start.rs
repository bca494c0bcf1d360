//! Time from nothing to the first answer, and what a million requests leave behind.
//!
//! `cargo bench --bench start`.

#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

#[path = "support/mod.rs"]
mod support;

use std::time::{Duration, Instant};

use es_ml_fake::FakeCluster;
use support::Connection;

const STARTS: usize = 500;

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let requests = [support::request(0), support::request(1)];
        println!("start until the first answer             median");
        for server in ["hyper", "es-ml-fake", "wiremock"] {
            println!(
                "{server:<32} {:>14.0?}",
                first_answer(server, &requests).await
            );
        }
        println!("\nafter requests     resident    requests/s");
        million(&requests).await;
    });
}

/// The median time until a server of its own has answered its first request.
async fn first_answer(server: &str, requests: &[String; 2]) -> Duration {
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let start = Instant::now();
        if server == "es-ml-fake" {
            let cluster = FakeCluster::start();
            Connection::open(cluster.address())
                .await
                .exchange(requests)
                .await;
            times.push(start.elapsed());
        } else {
            let address = support::start(server);
            Connection::open(address).await.exchange(requests).await;
            times.push(start.elapsed());
        }
    }
    times.sort_unstable();
    times[STARTS / 2]
}

/// Memory and speed along a million requests to one fake.
async fn million(requests: &[String; 2]) {
    let cluster = FakeCluster::start();
    let mut connection = Connection::open(cluster.address()).await;
    let mut sent = 0;
    for mark in [10_000, 20_000, 100_000, 500_000, 990_000, 1_000_000] {
        let (start, begin) = (Instant::now(), sent);
        while sent < mark {
            connection.exchange(requests).await;
            sent += 1;
        }
        let each = start.elapsed().as_secs_f64() / f64::from(mark - begin);
        println!("{mark:>14}   {:>7} kB   {:>11.0}", resident(), 1.0 / each);
    }
    assert_eq!(cluster.updates().count(), 1_000_000);
}

/// The memory of this process that is in use, in kB, where the system tells.
fn resident() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.unwrap_or("?")
        .trim()
        .trim_end_matches(" kB")
        .to_owned()
}
