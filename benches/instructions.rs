//! Instructions per request, by valgrind's callgrind, which counts the same on every run.
//!
//! `cargo bench --bench instructions`. Each server runs under valgrind in a process of its own and
//! is sent first a few requests, then many; the difference is what the requests cost, without what
//! starting costs.

#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

#[path = "support/mod.rs"]
mod support;

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use support::{Connection, SERVERS};

const FEW: usize = 200;
const MANY: usize = 1200;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(server) = arguments.iter().position(|argument| argument == "--serve") {
        return serve(&arguments[server + 1]);
    }
    if Command::new("valgrind").arg("--version").output().is_err() {
        return println!("valgrind is not installed, so nothing was measured");
    }
    println!("instructions per request                 of raw hyper");
    let mut hyper = 0.0;
    for server in SERVERS {
        let (few, many) = (count(server, FEW), count(server, MANY));
        #[allow(clippy::cast_precision_loss)] // Counts of this size are exact.
        let each = (many - few) as f64 / (MANY - FEW) as f64;
        if hyper == 0.0 {
            hyper = each;
        }
        println!("{server:<24} {each:>12.0}   {:>6.2}", each / hyper);
    }
}

/// What runs under valgrind: a server, until standard input ends.
fn serve(server: &str) {
    println!("{}", support::start(server));
    let _ = std::io::stdin().read_line(&mut String::new());
    // Without the destructors of a test's end, which are not of a request's cost.
    std::process::exit(0);
}

/// The instructions of a server's whole life with that many requests.
fn count(server: &str, requests: usize) -> u64 {
    let mut process = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe().unwrap())
        .args(["--serve", server])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut address = String::new();
    BufReader::new(process.stdout.take().unwrap())
        .read_line(&mut address)
        .unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut connection = Connection::open(address.trim().parse().unwrap()).await;
        let bodies = [support::request(0), support::request(1)];
        for _ in 0..requests {
            connection.exchange(&bodies).await;
        }
    });
    drop(process.stdin.take());
    let output = process.wait_with_output().unwrap();
    let report = String::from_utf8_lossy(&output.stderr);
    let collected = report
        .lines()
        .find_map(|line| line.split_once("Collected : "));
    collected
        .unwrap_or_else(|| panic!("{report}"))
        .1
        .trim()
        .parse()
        .unwrap()
}
