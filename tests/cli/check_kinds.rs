//! `es-ml-fake check`: the kinds of file that it takes.

use std::path::Path;

use serde_json::{Value, json};

use crate::program::{assert_run, folder, run_in};
use crate::recordings::{SILENT, URL, gzip, har, text, update};

/// One file of each kind, with one silent breach in it, and the same without.
fn kinds(body: &str) -> Vec<(&'static str, String)> {
    let line = json!({"request": {
        "method": "POST",
        "path": "/_ml/trained_models/my-model/deployment/_update",
        "query": {},
        "headers": {"content-type": "application/json"},
        "body": serde_json::from_str::<Value>(body).unwrap(),
    }});
    let interaction = json!({"request": {
        "method": "post",
        "uri": URL,
        "headers": {"Content-Type": ["application/json"]},
        "body": {"encoding": "UTF-8", "string": body},
    }});
    let yaml = body
        .replace(['{', '}'], "")
        .replace("\"number_of_allocations\"", "number_of_allocations");
    vec![
        ("array", format!("[\n  {body}\n]\n")),
        ("body", body.to_owned()),
        (
            "console",
            format!("# é\nPOST _ml/trained_models/m/deployment/_update\n{body}\n\nGET _search\n"),
        ),
        ("har", har(&[update(URL, &text(body))])),
        ("journal", format!("{line}\n")),
        ("lines", format!("{body}\n\n{body}\n")),
        (
            "vcr-json",
            json!({"http_interactions": [interaction]}).to_string(),
        ),
        (
            "vcr-yaml",
            format!(
                "interactions:\n- request:\n    body: '{body}'\n    method: POST\n    uri: {URL}\n"
            ),
        ),
        ("yaml", format!("# é\n{yaml}\n")),
    ]
}

fn write_all(folder: &Path, files: &[(&str, String)]) {
    for (name, text) in files {
        std::fs::write(folder.join(name), text).unwrap();
    }
}

#[test]
fn a_file_is_taken_for_what_its_content_says() {
    let folder = folder(&[]);
    write_all(folder.path(), &kinds(SILENT));
    assert_run("check_kinds", &folder, &["check", "."]);
}

#[test]
fn advice_is_shown_with_its_place_in_each_kind_of_file() {
    let folder = folder(&[]);
    let body = r#"{"adaptive_allocations": {"max_number_of_allocations": 4}}"#;
    let mut files = kinds(body);
    files.retain(|(name, _)| *name != "yaml");
    files.push((
        "yaml",
        "adaptive_allocations:\n  max_number_of_allocations: 4\n".to_owned(),
    ));
    write_all(folder.path(), &files);
    assert_run("check_advice", &folder, &["check", "."]);
    let wrong =
        r#"{"number_of_allocations": 0, "adaptive_allocations": {"min_number_of_allocations": 1}}"#;
    write_all(folder.path(), &[("wrong", wrong.to_owned())]);
    for format in ["json", "sarif", "junit"] {
        let files = ["check", "body", "lines", "wrong", "--as", "lines"];
        let options = [&files[..], &["--format", format]].concat();
        assert_run(&format!("check_advice_{format}"), &folder, &options);
    }
}

#[test]
fn files_of_all_kinds_that_keep_the_contract_are_exit_code_0() {
    let folder = folder(&[]);
    write_all(folder.path(), &kinds(r#"{"number_of_allocations": 4}"#));
    let output = run_in(folder.path(), &["check", ".", "--require-checked"]);
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(
        shown.ends_with("checked 10 requests in 9 files: no breach\n"),
        "{shown}"
    );
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn what_the_content_does_not_tell_can_be_said() {
    let folder = folder(&[("notes", "four"), ("one", SILENT)]);
    assert_run(
        "check_as_body",
        &folder,
        &["check", "notes", "--as", "body"],
    );
    assert_run(
        "check_as_lines",
        &folder,
        &["check", "one", "--as", "lines"],
    );
    assert_run("check_as_har", &folder, &["check", "one", "--as", "har"]);
    assert_run(
        "check_as_unknown",
        &folder,
        &["check", "one", "--as", "curl"],
    );
}

fn utf_16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn utf_32(text: &str) -> Vec<u8> {
    text.chars()
        .flat_map(|c| u32::from(c).to_be_bytes())
        .collect()
}

/// How a text is written into a file.
type Written = fn(&str) -> Vec<u8>;

const WRITTEN: [Written; 6] = [
    |text| gzip(text.as_bytes()),
    |text| format!("\u{feff}{text}").into_bytes(),
    utf_16,
    |text| utf_16(&format!("\u{feff}{text}")),
    utf_32,
    |text| gzip(&utf_32(&format!("\u{feff}{text}"))),
];

/// For a file that is a body this is part of what is judged.
#[test]
fn files_may_be_compressed_and_in_any_encoding() {
    for (name, text) in kinds(SILENT).iter().filter(|(name, _)| *name != "body") {
        let folder = folder(&[(name, text)]);
        let plain = run_in(folder.path(), &["check", name]).stdout;
        for write in WRITTEN {
            std::fs::write(folder.path().join(name), write(text)).unwrap();
            let output = run_in(folder.path(), &["check", name]);
            assert_eq!(
                String::from_utf8(output.stdout).unwrap(),
                String::from_utf8(plain.clone()).unwrap(),
            );
        }
    }
}

/// Cut, with a byte taken out, and with one in the place of another, at places all over.
fn damaged(text: &str) -> impl Iterator<Item = Vec<u8>> {
    let bytes = text.as_bytes();
    (0..bytes.len())
        .step_by(bytes.len() / 12 + 1)
        .flat_map(|at| {
            let (before, behind) = bytes.split_at(at);
            let byte = b"\"{[\\:,#\n\xff0"[at % 10];
            [
                before.to_vec(),
                [before, &behind[1..]].concat(),
                [before, &[byte], &behind[1..]].concat(),
                [before, &[byte], behind].concat(),
            ]
        })
}

#[test]
fn damaged_files_of_any_kind_are_reported_and_no_more() {
    let kinds = kinds(SILENT);
    let folder = folder(&[]);
    for (name, text) in &kinds {
        for (index, bytes) in damaged(text).enumerate() {
            std::fs::write(folder.path().join(format!("{name}-{index}")), bytes).unwrap();
        }
    }
    let names = [
        "body", "array", "yaml", "journal", "lines", "har", "vcr", "console",
    ];
    for arguments in names.map(|name| vec!["check", ".", "--as", name]) {
        let output = run_in(folder.path(), &arguments);
        assert!(
            matches!(output.status.code(), Some(1 | 2)),
            "{arguments:?}: {output:?}"
        );
    }
    let output = run_in(folder.path(), &["check", "."]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn the_encoding_of_a_body_is_part_of_it() {
    let folder = folder(&[]);
    let fine = r#"{"$schema": "é", "number_of_allocations": 4}"#;
    for (name, bytes) in [
        ("gzip", gzip(fine.as_bytes())),
        ("utf-16", utf_16(&format!("\u{feff}{fine}"))),
        ("utf-16-breach", utf_16("{\n\"é\": 4}")),
        ("utf-8-mark", format!("\u{feff}{fine}").into_bytes()),
        ("not-utf-16.json", b"{\0\"\0\0\xd8}\0".to_vec()),
        (
            "not-utf-8.json",
            b"{\"number_of_allocations\": \xff}".to_vec(),
        ),
    ] {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    assert_run("check_encodings", &folder, &["check", "."]);
}

#[test]
fn the_schema_of_a_body_is_for_the_editor() {
    let folder = folder(&[
        (
            "body.json",
            r#"{"$schema": "./update_request.schema.json", "number_of_allocations": 4}"#,
        ),
        (
            "body.yaml",
            "$schema: ./update_request.schema.json\nnumber_of_allocations: 4\n",
        ),
        ("flow.yaml", "{ number_of_allocations: 4, $schema: x }"),
    ]);
    let output = run_in(folder.path(), &["check", "."]);
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(
        shown.ends_with("checked 3 requests in 3 files: no breach\n"),
        "{shown}"
    );
    // An object in it is a member as any other, and where the text is not read it is left alone.
    let elsewhere = r#"{"adaptive_allocations": {"$schema": "x"}}"#;
    std::fs::write(folder.path().join("body.json"), elsewhere).unwrap();
    assert_eq!(
        run_in(folder.path(), &["check", "body.json"]).status.code(),
        Some(1)
    );
}

const PYTHON: &str = "\
interactions:
- request:
    body: null
    headers: {}
    method: GET
    uri: http://localhost:9200/
- request:
    body: !!binary |
      eyJudW1iZXJfb2ZfYWxsb2NhdGlvbnMiOiAiNCJ9
    headers: &h
      Content-Type:
      - application/json
    method: POST
    uri: URL
- request:
    body: |
      {\"number_of_allocations\": 0}
    headers: *h
    method: POST
    uri: URL?timeout=1s
- response: {}
version: 1
";

const RUBY: &str = "\
---
http_interactions:
- request:
    method: post
    uri: URL
    body:
      encoding: UTF-8
      string: 'SILENT'
    headers:
      Content-Type:
      - application/x-ndjson
recorded_with: VCR 6.1.0
";

const GO: &str = "\
---
version: 2
interactions:
    - id: 0
      request:
        body: 'SILENT'
        headers: {}
        url: URL
        method: POST
";

const IN_JSON: &str = r#"{"interactions": [
  {"request": {"method": "POST", "uri": "URL", "body": "{\"number_of_allocations\": 0}",
               "headers": {"content-type": "application/json"}}},
  {"request": {"method": "POST", "uri": "URL", "body": {"base64_string": "e30="}, "headers": null}},
  {"request": {"method": "POST", "uri": "URL", "body": 4}},
  {"request": {"method": "GET", "uri": "http://localhost/"}}
]}"#;

#[test]
fn cassettes_of_several_languages_are_read() {
    let folder = folder(&[]);
    for (name, template) in [
        ("go.yaml", GO),
        ("python.json", IN_JSON),
        ("python.yaml", PYTHON),
        ("ruby.yml", RUBY),
    ] {
        let cassette = template.replace("URL", URL).replace("SILENT", SILENT);
        std::fs::write(folder.path().join(name), cassette).unwrap();
    }
    assert_run("check_cassettes", &folder, &["check", "."]);
}

#[test]
fn the_console_sends_neither_comments_nor_long_strings() {
    let console = "\
# Scale it.
POST _ml/trained_models/m/deployment/_update?timeout=1s // now
{
  /* one
     POST nothing */
  \"number_of_allocations\": 4, # four
  \"note\": \"\"\"
POST nothing
\"\"\",
  \"other\": \"// é\"
}

PUT /_ml/trained_models/m/deployment/_update
{ \"number_of_allocations\": 4 }

post http://localhost:9200/_ml/trained_models/m/deployment/_update
GET _ml/trained_models/m/_stats
";
    let folder = folder(&[("requests.txt", console)]);
    assert_run("check_console", &folder, &["check", "requests.txt"]);
}

#[test]
fn bodies_in_yaml_are_documents_or_in_a_sequence() {
    let documents = "\
number_of_allocations: 4
---
# é
adaptive_allocations:
  enabled: yes
  min_number_of_allocations: -1
---
{number_of_allocations: '4', é: 1}
";
    let sequence = "\
- number_of_allocations: 4
- adaptive_allocations:
    min_number_of_allocations: 3
    max_number_of_allocations: 2
- {number_of_allocations: 0}
-
  number_of_allocation: 1
";
    let folder = folder(&[
        ("broken.yaml", "a: [1"),
        ("documents.yaml", documents),
        ("empty.yaml", "# nothing\n"),
        ("sequence.yaml", sequence),
    ]);
    assert_run("check_yaml", &folder, &["check", "."]);
}
