//! The control API over real sockets: what each resource takes and answers, who may ask, what waits
//! and for how long, and that scopes do not see each other.

mod access;
mod described;
mod errors;
mod large;
mod live_page;
mod ml_nodes;
mod nodes;
mod resources;
mod scopes;
mod waiting;

use std::fmt::Write as _;
use std::time::{Duration, UNIX_EPOCH};

use es_ml_fake::{Clock, FakeCluster, FakeClusterBuilder};
use serde_json::Value;

use described::assert_described;

use crate::support::{Answer, Connection, head, snapshots};

/// A fake with a control API, whose time stands still, so that answers are the same each time.
fn builder() -> FakeClusterBuilder {
    let start = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    let clock = Clock::manual_at(start);
    FakeCluster::builder().clock(clock).control_api(true)
}

/// Asks over a connection of its own.
fn ask(cluster: &FakeCluster, line: &str, body: &str) -> Answer {
    ask_with(cluster, line, &[], body)
}

fn ask_with(cluster: &FakeCluster, line: &str, headers: &[&str], body: &str) -> Answer {
    let answer = Connection::to(cluster.address()).ask(request(line, headers, body));
    if line.contains(" /_fake") && answer.header("x-elastic-product").is_none() {
        assert_described(line, &answer);
    }
    answer
}

fn request(line: &str, headers: &[&str], body: &str) -> String {
    let length = format!("content-length: {}", body.len());
    let length = (!body.is_empty()).then_some(length.as_str());
    let headers: Vec<_> = headers.iter().copied().chain(length).collect();
    head(line, &headers) + body
}

/// An answer with status 200, as JSON.
fn json(cluster: &FakeCluster, line: &str, body: &str) -> Value {
    let answer = ask(cluster, line, body);
    assert_eq!(answer.status, 200, "{line}: {}", answer.text());
    serde_json::from_str(answer.text()).unwrap()
}

/// Asks one after the other, and compares questions and answers with a snapshot.
fn assert_dialogue(name: &str, cluster: &FakeCluster, steps: &[(&str, &str)]) {
    let mut text = String::new();
    for (line, body) in steps {
        let answer = ask(cluster, line, body);
        let _ = writeln!(text, "{line}");
        if !body.is_empty() {
            let _ = writeln!(text, "{body}");
        }
        let _ = writeln!(text, "{}", answer.status);
        if line.contains("/_fake") {
            let document: Value = serde_json::from_str(answer.text()).unwrap();
            let _ = writeln!(text, "{}", serde_json::to_string_pretty(&document).unwrap());
        }
        text.push('\n');
    }
    for (index, uri) in cluster.uris().iter().enumerate() {
        text = text.replace(uri, &format!("http://127.0.0.1:PORT{index}"));
    }
    text = text.replace(env!("CARGO_PKG_VERSION"), "VERSION");
    snapshots::assert("control", name, text.trim_end());
}
