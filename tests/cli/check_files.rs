//! `es-ml-fake check`: files and folders, exit codes, and how findings are shown.

use std::fmt::Write;

use serde_json::Value;

use crate::program::{FINE, assert_run, folder, run_in, shown};
use crate::recordings::SILENT;
use crate::snapshots;

/// A breach that a server refuses.
const REFUSED: &str = r#"{"number_of_allocations": 0}"#;

/// An archive in which nothing is to this API.
const IDLE: &str = r#"{"log": {"entries": [{"request": {"method": "GET", "url": "http://h/"}}]}}"#;

#[test]
fn folders_are_checked_in_the_order_of_their_names() {
    let folder = folder(&[("b.json", FINE), ("a.json", SILENT), ("notes.md", "four")]);
    for (name, text) in [
        ("c/d/deep.json", REFUSED),
        ("c/.hidden.json", SILENT),
        (".git/config.json", SILENT),
        ("c/e.json", FINE),
        ("none/of/these.txt", "four"),
    ] {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let arguments = ["check", "b.json", ".", "none"];
    assert_run("check_folders", &folder, &arguments);
}

/// They may lead in circles, and out of the folder.
#[cfg(unix)]
#[test]
fn links_to_folders_are_not_followed() {
    let folder = folder(&[("a.json", FINE)]);
    let inner = folder.path().join("inner");
    std::fs::create_dir(&inner).unwrap();
    std::os::unix::fs::symlink(folder.path(), inner.join("circle")).unwrap();
    std::os::unix::fs::symlink(folder.path().join("a.json"), inner.join("link.json")).unwrap();
    let output = run_in(folder.path(), &["check", "."]);
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert!(
        stdout.ends_with("checked 2 requests in 2 files: no breach\n"),
        "{stdout}"
    );
}

#[test]
fn a_file_that_is_not_there_is_not_called_free_of_breaches() {
    let folder = folder(&[("fine.json", FINE)]);
    assert_run("check_missing", &folder, &["check", "nowhere.json"]);
    assert_run(
        "check_missing_and_fine",
        &folder,
        &["check", "nowhere.json", "fine.json"],
    );
}

#[test]
fn a_file_in_which_nothing_is_judged_cannot_be_overlooked() {
    let folder = folder(&[("idle.har", IDLE), ("empty.jsonl", ""), ("fine.json", FINE)]);
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    let files = ["check", "idle.har", "empty.jsonl", "fine.json", "empty"];
    assert_run("check_idle", &folder, &files);
    let strict = [&files[..], &["--require-checked", "--format", "json"]].concat();
    assert_run("check_idle_required", &folder, &strict);
    let fine = run_in(folder.path(), &["check", "fine.json", "--require-checked"]);
    assert_eq!(fine.status.code(), Some(0));
}

#[test]
fn what_came_with_a_later_version_is_a_breach() {
    let adaptive = r#"{"adaptive_allocations": {"enabled": true}}"#;
    let folder = folder(&[("adaptive.json", adaptive), ("fine.json", FINE)]);
    for (edition, code) in [("documented", 0), ("8.16", 0), ("9.1.0", 0), ("8.15", 1)] {
        let output = run_in(
            folder.path(),
            &["check", "adaptive.json", "--edition", edition],
        );
        assert_eq!(output.status.code(), Some(code), "{edition}");
    }
    let older = ["check", "adaptive.json", "fine.json", "--edition", "8.14"];
    assert_run("check_edition", &folder, &older);
    assert_run(
        "check_edition_oldest",
        &folder,
        &["check", "fine.json", "--edition", "8.5"],
    );
    assert_run(
        "check_edition_unknown",
        &folder,
        &["check", "fine.json", "--edition", "7.17"],
    );
}

/// Whether a request is refused does not depend on what else the cluster of the check holds.
#[test]
fn silent_and_refused_breaches_are_told_apart() {
    let line = |id: &str, query: &str, body: &str| {
        let path = format!("/_ml/trained_models/{id}/deployment/_update");
        let headers = r#"{"content-type": "application/json"}"#;
        let parts = format!(r#""query": {query}, "headers": {headers}, "body": {body}"#);
        format!(r#"{{"request": {{"method": "POST", "path": "{path}", {parts}}}}}"#)
    };
    let journal = [
        line("my-model", "{}", SILENT),
        line("my-model", "{}", r#"{"number_of_allocations": "1000000"}"#),
        line("my-model", r#"{"timeout": "1s"}"#, FINE),
        line("my-model", r#"{"time_out": "1s"}"#, FINE),
        line("my-model", "{}", REFUSED),
        line("an%20id", "{}", SILENT),
        line("no%2Fid", "{}", SILENT),
        line("..", "{}", SILENT),
        line(
            "elastic__distilbert-base-uncased-finetuned-conll03-english",
            "{}",
            SILENT,
        ),
    ];
    let folder = folder(&[("requests.jsonl", &journal.join("\n"))]);
    assert_run("check_consequences", &folder, &["check", "requests.jsonl"]);
}

/// The report of a file of any length fits into memory.
#[test]
fn breaches_are_counted_where_they_are_not_listed() {
    let mut lines = String::new();
    for _ in 0..1002 {
        writeln!(lines, "{SILENT}").unwrap();
    }
    let folder = folder(&[("many.jsonl", &lines)]);
    let output = run_in(folder.path(), &["check", "many.jsonl"]);
    let stdout = String::from_utf8(output.stdout).unwrap();
    let last: Vec<_> = stdout.lines().rev().take(2).collect();
    assert_eq!(last[1], "  and 2 more requests in breach");
    assert_eq!(
        last[0],
        "checked 1002 requests in 1 file: 1002 breaches in 1002 requests (1002 silent)"
    );
    let output = run_in(folder.path(), &["check", "many.jsonl", "--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let file = &report["files"][0];
    assert_eq!(file["breaches"].as_array().unwrap().len(), 1000);
    assert_eq!(file["unlisted"], 2);
    let arguments = [
        "check",
        "many.jsonl",
        "--format",
        "json",
        "--max-listed",
        "2000",
    ];
    let report: Value = serde_json::from_slice(&run_in(folder.path(), &arguments).stdout).unwrap();
    let file = &report["files"][0];
    assert_eq!(file["breaches"].as_array().unwrap().len(), 1002);
    assert_eq!(file["unlisted"], Value::Null);
}

#[test]
fn findings_are_coloured_where_that_is_wanted() {
    let folder = folder(&[
        ("a.json", SILENT),
        ("b.json", REFUSED),
        ("c.json", FINE),
        ("d.har", IDLE),
    ]);
    let files = ["check", "a.json", "b.json", "c.json", "d.har"];
    let run = |rest: &[&str]| run_in(folder.path(), &[&files[..], rest].concat());
    let coloured = shown(&run(&["--color", "always"]));
    snapshots::assert("cli", "check_coloured", coloured.replace('\u{1b}', "ESC"));
    for plain in [&["--color", "never"][..], &["--color=auto"], &[]] {
        let plain = shown(&run(plain));
        assert!(!plain.contains('\u{1b}'), "{plain}");
        assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), plain);
    }
    let json = run(&["--color", "always", "--format", "json"]).stdout;
    assert!(!json.contains(&0x1b) && serde_json::from_slice::<Value>(&json).is_ok());
}

/// Control characters of a file could repaint the terminal.
#[test]
fn what_files_say_stays_on_its_line() {
    let folder = folder(&[("a.json", "{\"a\u{9b}\\u001b[31m\\n\": \"\u{7f}\"}")]);
    assert_run("check_control_characters", &folder, &["check", "a.json"]);
}
