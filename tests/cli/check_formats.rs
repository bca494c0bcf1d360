//! `es-ml-fake check --format`: what editors, services and other programs are given.

use std::path::PathBuf;
use std::process::{Command, Output};

use es_ml_fake::contract::{Schema, Verdict};
use serde_json::Value;
use tempfile::TempDir;

use crate::program::{FINE, THREE_BREACHES, assert_run, folder, run_in};
use crate::recordings::{SILENT, URL, har, text, update};

const FORMATS: [&str; 5] = ["human", "json", "github", "sarif", "junit"];

/// An archive with a breach of the body and one of the query, and a request without its body.
fn archive() -> String {
    let mut unrecorded = update(URL, &text(SILENT));
    unrecorded["postData"] = Value::Null;
    unrecorded["bodySize"] = 30.into();
    let url = format!("{URL}?timeout=1s");
    har(&[update(&url, &text(SILENT)), unrecorded])
}

/// Files with something of everything that a report may hold.
fn all_kinds_of_findings() -> TempDir {
    let pretty = "{\n  \"number_of_allocations\": 0,\n  \"é\": {\n    \"a\": 1\n  }\n}\n";
    folder(&[
        (
            "advice.json",
            r#"{"adaptive_allocations": {"min_number_of_allocations": 1}}"#,
        ),
        ("archive.har", &archive()),
        ("body.json", THREE_BREACHES),
        (
            "broken.jsonl",
            &format!("{FINE}\n{SILENT}\n{{\"number_of_allocations\": 4"),
        ),
        ("empty.jsonl", ""),
        ("fine.json", FINE),
        ("half.har", "{\"log\": {\"entries\": [{\"request\""),
        ("percent%,: name.json", pretty),
    ])
}

const FILES: [&str; 8] = [
    "archive.har",
    "body.json",
    "broken.jsonl",
    "empty.jsonl",
    "fine.json",
    "half.har",
    "nowhere.json",
    "percent%,: name.json",
];

fn check(folder: &TempDir, files: &[&str], format: &str) -> Output {
    let arguments = [&["check", "--format", format], files].concat();
    run_in(folder.path(), &arguments)
}

fn stdout(output: &Output) -> &str {
    str::from_utf8(&output.stdout).unwrap()
}

#[test]
fn each_format_has_all_findings() {
    let folder = all_kinds_of_findings();
    for format in FORMATS {
        let arguments = [
            &["check", "--max-listed", "2", "--format", format],
            &FILES[..],
        ]
        .concat();
        assert_run(&format!("formats_{format}"), &folder, &arguments);
    }
}

#[test]
fn reports_in_json_conform_to_their_schema() {
    let folder = all_kinds_of_findings();
    let output = check(&folder, &FILES, "json");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(Schema::Check.judge(&report), Verdict::default());
    for file in report["files"].as_array().unwrap() {
        let names: Vec<_> = file.as_object().unwrap().keys().collect();
        let described = &Schema::Check.document()["$defs"]["file"]["properties"];
        assert!(
            names.iter().all(|name| described.get(name).is_some()),
            "{names:?}"
        );
    }
}

/// The schema that the crate has its types from.
fn schema_of_sarif() -> Value {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version=1",
            "--offline",
            "--all-features",
        ])
        .args([
            "--manifest-path",
            concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"),
        ])
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages
        .iter()
        .find(|package| package["name"] == "serde-sarif");
    let manifest = package.unwrap()["manifest_path"].as_str().unwrap();
    let schema = PathBuf::from(manifest).with_file_name("src/schema.json");
    let text = std::fs::read_to_string(schema).unwrap();
    // It has a pattern for languages, of which there are none here, with a bracket that no regular
    // expression of today may have.
    let pattern = "^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$";
    serde_json::from_str(&text.replace(pattern, "^.*$")).unwrap()
}

#[test]
fn logs_conform_to_the_schema_of_sarif() {
    let folder = all_kinds_of_findings();
    let validator = jsonschema::draft7::new(&schema_of_sarif()).unwrap();
    for files in [
        &FILES[..],
        &["fine.json"],
        &["nowhere.json"],
        &["advice.json"],
    ] {
        let log: Value = serde_json::from_str(stdout(&check(&folder, files, "sarif"))).unwrap();
        let errors: Vec<_> = validator
            .iter_errors(&log)
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{errors:?}");
        let run = &log["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        for result in run["results"].as_array().unwrap() {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[index]["id"], result["ruleId"]);
        }
    }
    // What it would say of a log that is wrong.
    assert!(!validator.is_valid(&serde_json::json!({"version": "2.1.0", "runs": [{}]})));
}

/// They are what services know an alert by.
#[test]
fn fingerprints_stay_when_lines_move_and_differ_within_a_file() {
    let fingerprints = |lines: &str| -> Vec<String> {
        let folder = folder(&[("bodies.jsonl", lines)]);
        let output = check(&folder, &["bodies.jsonl"], "sarif");
        let log: Value = serde_json::from_slice(&output.stdout).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap().iter();
        let fingerprint = |result: &Value| result["partialFingerprints"].to_string();
        results.map(fingerprint).collect()
    };
    let before = fingerprints(&format!("{SILENT}\n{SILENT}\n"));
    assert_eq!(before.len(), 2);
    assert_ne!(before[0], before[1]);
    assert_eq!(
        fingerprints(&format!("{FINE}\n\n{SILENT}\n{SILENT}\n")),
        before
    );
}

/// What a file says must not become a command of its own, or a property.
#[test]
fn annotations_are_one_line_each() {
    let body = "{\"a\\n::error::b\": 1, \"%0A::c,d:e\": \"\\r::warning::f\"}";
    let folder = folder(&[("a%,b: c.json", body)]);
    let output = check(&folder, &["a%,b: c.json"], "github");
    let lines: Vec<_> = stdout(&output).lines().collect();
    assert_eq!(lines.len(), 3, "{lines:#?}");
    for line in &lines[..2] {
        let start = "::error file=a%25%2Cb%3A c.json,line=1,endLine=1,col=";
        assert!(line.starts_with(start), "{line}");
        let (properties, message) = line[2..].split_once("::").unwrap();
        assert!(!properties.contains('\r') && message.contains("%0Arefused"));
    }
    assert!(lines[0].contains("%250A"), "{}", lines[0]);
    assert!(lines[2].starts_with("checked 1 request"), "{}", lines[2]);
}

#[test]
fn junit_reports_can_be_read_and_count_what_they_have() {
    let folder = all_kinds_of_findings();
    let output = check(&folder, &FILES, "junit");
    let report = quick_junit::Report::deserialize_from_str(stdout(&output)).unwrap();
    assert_eq!(report.test_suites.len(), FILES.len());
    let failures: usize = report.test_suites.iter().map(|suite| suite.failures).sum();
    let errors: usize = report.test_suites.iter().map(|suite| suite.errors).sum();
    assert_eq!((report.failures, report.errors), (failures, errors));
    // Requests in breach, and files that cannot be read in full.
    assert_eq!((failures, errors), (5, 2));
}

/// A progress bar is for terminals.
#[test]
fn long_input_shows_no_progress_in_a_pipe() {
    let long = format!("{FINE}\n").repeat(10) + &"\n".repeat(9 << 20);
    let folder = folder(&[("long.jsonl", &long)]);
    let output = run_in(folder.path(), &["check", "long.jsonl", "--as", "lines"]);
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    let expected = "all 10 requests keep the contract\nchecked 10 requests in 1 file: no breach\n";
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .ends_with(expected)
    );
}
