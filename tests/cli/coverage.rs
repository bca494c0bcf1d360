//! `es-ml-fake coverage`: which parts of the contract a run has exercised, from its journals.

use std::time::SystemTime;

use es_ml_fake::{Cluster, Deployment};
use serde_json::Value;
use tempfile::TempDir;

use crate::program::{assert_run, folder, run_in};
use crate::recordings::gzip;

/// The journal of a run that sent these bodies.
fn journal(bodies: &[&str]) -> String {
    let cluster = Cluster::new();
    cluster.put_deployment(Deployment::started("my-model"));
    for body in bodies {
        let request = http::Request::post("/_ml/trained_models/my-model/deployment/_update")
            .header("content-type", "application/json")
            .body((*body).to_owned().into())
            .unwrap();
        cluster.handle(&request, SystemTime::UNIX_EPOCH);
    }
    let exchanges = cluster.exchanges();
    let lines = exchanges
        .iter()
        .map(|it| serde_json::to_string(&**it).unwrap() + "\n");
    lines.collect()
}

const FIRST: [&str; 2] = [
    r#"{"number_of_allocations": 1}"#,
    r#"{"number_of_allocations": 0}"#,
];
const SECOND: [&str; 2] = [r#"{"number_of_allocations": "4"}"#, r#"{"a<b>&\"_*": 4}"#];

fn shards() -> TempDir {
    let whole = [FIRST, SECOND].concat();
    let folder = folder(&[
        ("first.jsonl", &journal(&FIRST)),
        ("whole.jsonl", &journal(&whole)),
    ]);
    let second = gzip(journal(&SECOND).as_bytes());
    std::fs::write(folder.path().join("second.jsonl.gz"), second).unwrap();
    folder
}

fn stdout(folder: &TempDir, arguments: &[&str]) -> String {
    let output = run_in(folder.path(), &[&["coverage"], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn what_is_missing_is_shown_first() {
    let folder = shards();
    assert_run("coverage_human", &folder, &["coverage", "first.jsonl"]);
    // The shortest part: the others grow with each endpoint.
    let arguments = ["coverage", "first.jsonl", "--part", "endpoints"];
    for format in ["json", "markdown", "html"] {
        let arguments = [&arguments[..], &["--format", format]].concat();
        assert_run(&format!("coverage_{format}"), &folder, &arguments);
    }
}

#[test]
fn shards_count_as_one_run() {
    let folder = shards();
    for format in ["human", "json", "markdown", "html"] {
        let whole = stdout(&folder, &["whole.jsonl", "--format", format]);
        for shards in [
            ["first.jsonl", "second.jsonl.gz"],
            ["second.jsonl.gz", "first.jsonl"],
        ] {
            let arguments = [&shards[..], &["first.jsonl", "--format", format]].concat();
            assert_eq!(stdout(&folder, &arguments), whole);
        }
    }
}

#[test]
fn too_little_is_exit_code_1_with_what_is_missing() {
    let folder = shards();
    let members = ["coverage", "whole.jsonl", "--part", "members"];
    let report = run_in(
        folder.path(),
        &[&members[..], &["--format", "json"]].concat(),
    );
    let report: Value = serde_json::from_slice(&report.stdout).unwrap();
    let percent = report["percent"].as_f64().unwrap();
    let gated = |min: &str| run_in(folder.path(), &[&members[..], &["--min", min]].concat());
    assert_eq!(gated(&percent.to_string()).status.code(), Some(0));
    let min = (percent + 0.01).to_string();
    let gated = gated(&format!("{min}%"));
    assert_eq!(gated.status.code(), Some(1));
    let complaint = String::from_utf8(gated.stderr).unwrap();
    let missing = report["all"].as_u64().unwrap() - report["covered"].as_u64().unwrap();
    let end = format!("less than {min} %: {missing} are missing\n");
    assert!(complaint.ends_with(&end), "{complaint}");
    let shown = String::from_utf8(gated.stdout).unwrap();
    assert!(
        shown.contains("  update: /adaptive_allocations: valid\n"),
        "{shown}"
    );
    let wrong = [&members[..], &["--min", "101"]].concat();
    assert_run("coverage_min_wrong", &folder, &wrong);
}

#[test]
fn a_report_can_go_to_a_file() {
    let folder = shards();
    let page = ["whole.jsonl", "--format", "html", "--out", "coverage.html"];
    let summary = stdout(&folder, &page);
    assert!(summary.starts_with("covered ") && summary.lines().count() == 1);
    let page = std::fs::read_to_string(folder.path().join("coverage.html")).unwrap();
    assert_eq!(page, stdout(&folder, &["whole.jsonl", "--format", "html"]));
    // It needs nothing else, and runs nothing.
    for word in ["<script", "http://", "https://", "url(", "src="] {
        assert!(!page.contains(word), "{word}");
    }
    assert!(page.contains("prefers-color-scheme: dark"));
    let nowhere = ["coverage", "whole.jsonl", "--out", "no/such/folder.html"];
    assert_eq!(run_in(folder.path(), &nowhere).status.code(), Some(2));
}

/// As after `kill -9`: what is whole counts all the same.
#[test]
fn lines_that_cannot_be_read_are_said_and_the_others_count() {
    let folder = shards();
    let text = journal(&FIRST);
    // In the midst of a line. How long the whole text is depends on how long the answers took.
    let killed = format!("{text}{}", &text[..616]);
    std::fs::write(folder.path().join("killed.jsonl"), killed).unwrap();
    let files = [
        "coverage",
        "killed.jsonl",
        "nowhere.jsonl",
        "--part",
        "endpoints",
    ];
    assert_run("coverage_unreadable", &folder, &files);
    let report = run_in(
        folder.path(),
        &["coverage", "killed.jsonl", "--format", "json"],
    );
    let report: Value = serde_json::from_slice(&report.stdout).unwrap();
    let whole = stdout(&folder, &["first.jsonl", "--format", "json"]);
    assert_eq!(report, serde_json::from_str::<Value>(&whole).unwrap());
}
