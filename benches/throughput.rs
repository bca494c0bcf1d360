//! Requests per second at 16 and 64 connections, all servers in one run.
//!
//! `cargo bench --bench throughput`. The servers take turns in many short rounds. What disturbs a
//! machine lasts longer than a round, so a server is compared with raw hyper in the same round, and
//! the middle of all rounds is what counts.

#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

#[path = "support/mod.rs"]
mod support;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use support::{Connection, SERVERS};

const ROUNDS: usize = 41;
const ROUND: Duration = Duration::from_millis(120);

fn main() {
    let servers = SERVERS.map(support::start);
    for connections in [16, 64] {
        let rounds: Vec<_> = (0..ROUNDS)
            .map(|_| servers.map(|address| measure(address, connections)))
            .collect();
        println!("\n{connections} connections            requests/s   of raw hyper");
        for (server, name) in SERVERS.iter().enumerate() {
            let rate = median(rounds.iter().map(|rates| rates[server]));
            let ratio = median(rounds.iter().map(|rates| rates[server] / rates[0]));
            println!("{name:<24} {rate:>12.0}   {ratio:>6.2}");
        }
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Requests per second over one round.
fn measure(address: SocketAddr, connections: usize) -> f64 {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async move {
        let mut open = Vec::new();
        for _ in 0..connections {
            open.push(Connection::open(address).await);
        }
        let start = Instant::now();
        let mut tasks = tokio::task::JoinSet::new();
        for mut connection in open {
            tasks.spawn(async move {
                let requests = [support::request(0), support::request(1)];
                let mut done = 0_u32;
                while start.elapsed() < ROUND {
                    connection.exchange(&requests).await;
                    done += 1;
                }
                done
            });
        }
        let done: u32 = tasks.join_all().await.into_iter().sum();
        f64::from(done) / start.elapsed().as_secs_f64()
    })
}
