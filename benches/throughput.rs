//! Requests per second at 16 and 64 connections, all servers in one run.
//!
//! `cargo bench --bench throughput`. The servers take turns, several rounds, and each one's best round counts: what disturbs a round only ever
//! makes it slower.

#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

#[path = "support/mod.rs"]
mod support;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use support::{Connection, SERVERS};

const ROUNDS: usize = 20;
const ROUND: Duration = Duration::from_millis(250);

fn main() {
    let servers: Vec<_> = SERVERS
        .iter()
        .map(|name| (name, support::start(name)))
        .collect();
    for connections in [16, 64] {
        let mut best = vec![0.0_f64; servers.len()];
        for _ in 0..ROUNDS {
            for (index, (_, address)) in servers.iter().enumerate() {
                best[index] = best[index].max(measure(*address, connections));
            }
        }
        println!("\n{connections} connections            requests/s   of raw hyper");
        for (index, (name, _)) in servers.iter().enumerate() {
            println!(
                "{name:<24} {:>12.0}   {:>6.2}",
                best[index],
                best[index] / best[0]
            );
        }
    }
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
