//! `es-ml-fake check`.

use std::io::Write;
use std::process::Stdio;

use crate::program::{FINE, THREE_BREACHES, assert_run, folder, program, shown};
use crate::snapshots;

#[test]
fn each_breach_of_a_body_is_shown_with_path_rule_and_value() {
    let folder = folder(&[("body.json", THREE_BREACHES), ("fine.json", FINE)]);
    assert_run("check_human", &folder, &["check", "body.json", "fine.json"]);
    assert_run(
        "check_json",
        &folder,
        &["check", "body.json", "fine.json", "--format", "json"],
    );
}

#[test]
fn a_body_that_keeps_the_contract_is_exit_code_0() {
    let folder = folder(&[("fine.json", FINE)]);
    assert_run("check_fine", &folder, &["check", "fine.json"]);
}

#[test]
fn what_cannot_be_read_is_exit_code_2_and_the_rest_is_checked_all_the_same() {
    let folder = folder(&[
        ("body.json", THREE_BREACHES),
        ("notes.txt", "four"),
        ("broken.jsonl", "\n{\"seq\":1}\n"),
        ("broken.har", "{}"),
    ]);
    std::fs::create_dir(folder.path().join("folder.json")).unwrap();
    std::fs::create_dir(folder.path().join("folder")).unwrap();
    let files = [
        "check",
        "nowhere.json",
        "folder.json",
        "folder",
        "notes.txt",
        "broken.jsonl",
        "broken.har",
        "body.json",
    ];
    assert_run("check_unreadable", &folder, &files);
}

#[test]
fn the_line_that_a_killed_process_left_unfinished_hides_no_other() {
    let update = r#""request":{"method":"POST","path":"/_ml/trained_models/m/deployment/_update","query":{},"headers":{"content-type":"application/json"},"body":"#;
    let journal =
        format!("{{{update}{{\"number_of_allocations\":0}}}}}}\n{{{update}{{\"number_of_al");
    let folder = folder(&[("killed.jsonl", &journal)]);
    assert_run("check_killed", &folder, &["check", "killed.jsonl"]);
}

#[test]
fn a_body_can_come_through_standard_input() {
    let mut child = program(&["check", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(THREE_BREACHES.as_bytes())
        .unwrap();
    snapshots::assert(
        "cli",
        "check_stdin",
        shown(&child.wait_with_output().unwrap()),
    );
}

#[test]
fn journals_and_archives_are_judged_request_by_request() {
    let har = r#"{"log": {"entries": [
        {"request": {"method": "GET", "url": "http://localhost:9200/", "headers": []}},
        {"request": {"method": "POST", "url": "https://example.org/proxy/_ml/trained_models/m/deployment/_update?timeout=1s",
          "headers": [{"name": ":path", "value": "/"}, {"name": "Content-Type", "value": "application/json"}, {"name": "content-encoding", "value": "gzip"}],
          "postData": {"mimeType": "application/json", "text": "{\"number_of_allocations\": 4}"}}},
        {"request": {"method": "POST", "url": "http://localhost/_ml/trained_models/m/deployment/_update",
          "headers": [{"name": "content-type", "value": "application/json"}],
          "postData": {"mimeType": "application/json", "encoding": "base64", "text": "eyJudW1iZXJfb2ZfYWxsb2NhdGlvbnMiOiAwfQ=="}}},
        {"request": {"method": "POST", "url": "http://localhost/_ml/trained_models/m/deployment/_update",
          "headers": [{"name": "content-type", "value": "application/json"}],
          "postData": {"mimeType": "application/json", "text": "{}"}}}
    ]}}"#;
    let update = r#""request":{"method":"POST","path":"/_ml/trained_models/m/deployment/_update","#;
    let journal = [
        format!(
            r#"{{{update}"query":{{}},"headers":{{"content-type":"application/json"}},"body":{{"number_of_allocations":4}}}}}}"#
        ),
        format!(
            r#"{{{update}"query":{{"a b":["1","2"]}},"headers":{{"content-type":"application/json"}},"body":{{"number_of_allocations":1,"number_of_allocations":2}}}}}}"#
        ),
        format!(
            r#"{{{update}"query":{{}},"headers":{{"content-type":"application/json"}},"body":{{"text":"four"}}}}}}"#
        ),
        format!(
            r#"{{{update}"query":{{}},"headers":{{"content-type":"application/json"}},"body":{{"base64":"/w=="}}}}}}"#
        ),
        format!(r#"{{{update}"query":{{}},"headers":{{}},"body":null}}}}"#),
    ];
    // Browsers and proxies on Windows write a byte order mark.
    let har = format!("\u{feff}{har}");
    let folder = folder(&[
        ("requests.jsonl", &journal.join("\n")),
        ("archive.har", &har),
    ]);
    assert_run(
        "check_journal_and_har",
        &folder,
        &["check", "requests.jsonl", "archive.har"],
    );
    assert_run(
        "check_journal_and_har_json",
        &folder,
        &["check", "requests.jsonl", "archive.har", "--format=json"],
    );
}
