//! `es-ml-fake check`: HTTP archives.

use data_encoding::BASE64;
use serde_json::{Value, json};

use crate::program::{assert_run, folder};
use crate::recordings::{SILENT, URL, gzip, har, text, update};

/// Each of them costs nothing but itself.
#[test]
fn odd_entries_of_archives_are_named_and_the_others_are_judged() {
    let mut no_size = update(URL, &Value::Null);
    no_size["bodySize"] = json!(0);
    let mut not_recorded = update(URL, &Value::Null);
    not_recorded["bodySize"] = json!(27);
    let mut without_headers = update(URL, &text(r#"{"number_of_allocations": 4}"#));
    without_headers["headers"] = json!([]);
    let mut header_without_value = without_headers.clone();
    header_without_value["headers"] = json!([{"name": "Accept"}]);
    let mut in_yaml = without_headers.clone();
    in_yaml["postData"]["mimeType"] = json!("application/yaml");
    let zipped = BASE64.encode(&gzip(SILENT.as_bytes()));
    let mut zipped = update(URL, &json!({"text": zipped, "encoding": "base64"}));
    zipped["headers"]
        .as_array_mut()
        .unwrap()
        .push(json!({"name": "content-encoding", "value": "gzip"}));
    let wrapped = "eyJudW1iZXJfb2Zf\nYWxsb2NhdGlvbnMiOjR9";
    let mut archive: Value = serde_json::from_str(&har(&[
        update(URL, &text(SILENT)),
        not_recorded,
        no_size,
        update(URL, &json!({"mimeType": "application/json", "text": null})),
        update(
            URL,
            &json!({"mimeType": "application/json", "_file": "nowhere.json"}),
        ),
        update(
            URL,
            &json!({"mimeType": "application/json", "text": wrapped, "encoding": "base64"}),
        ),
        update(
            URL,
            &json!({"mimeType": "application/json", "text": "!", "encoding": "base64"}),
        ),
        without_headers,
        header_without_value,
        in_yaml,
        zipped,
        update("http://localhost:9200/_search", &json!({"text": null})),
        update("data:text/plain,|", &Value::Null),
        json!({"method": "POST"}),
        json!({"method": 4, "url": URL}),
        update(URL, &json!({"text": 4})),
        json!({"method": "P T", "url": URL}),
    ]))
    .unwrap();
    let entries = archive["log"]["entries"].as_array_mut().unwrap();
    entries.push(Value::Null);
    entries.push(json!({}));
    entries.push(json!({"request": update(URL, &text(SILENT))}));
    let archive = serde_json::to_string_pretty(&archive).unwrap();
    let folder = folder(&[("odd.har", &archive)]);
    assert_run("check_odd_entries", &folder, &["check", "odd.har"]);
    assert_run(
        "check_odd_entries_json",
        &folder,
        &["check", "odd.har", "--format", "json"],
    );
}

#[test]
fn a_truncated_archive_is_read_as_far_as_it_goes() {
    let whole = har(&[update(URL, &text(SILENT)), update(URL, &text(SILENT))]);
    let folder = folder(&[("cut.har", &whole[..whole.len() - 100])]);
    assert_run("check_cut_archive", &folder, &["check", "cut.har"]);
}

#[test]
fn only_requests_to_the_server_are_taken_from_archives() {
    let proxied = "http://localhost:5601/api/console/proxy?path=";
    let path = "_ml%2Ftrained_models%2Fm%2Fdeployment%2F_update";
    let archive = har(&[
        update(
            "http://localhost:5601/internal/ml/trained_models/m/d/deployment/_update",
            &text(SILENT),
        ),
        update(&format!("{proxied}{path}&method=POST"), &text(SILENT)),
        update(&format!("{proxied}_search&method=POST"), &text(SILENT)),
        update(&URL.replace("/_ml", "/es/_ml"), &text(SILENT)),
        update("http://localhost:9200/", &Value::Null),
    ]);
    let folder = folder(&[("archive.har", &archive)]);
    assert_run("check_proxies", &folder, &["check", "archive.har"]);
    let with_prefix = ["check", "archive.har", "--prefix", "/es"];
    assert_run("check_proxies_prefix", &folder, &with_prefix);
    assert_run(
        "check_prefix_wrong",
        &folder,
        &["check", "archive.har", "--prefix", "/a b"],
    );
}

#[test]
fn bodies_beside_an_archive_are_read_and_no_others() {
    let attached =
        |file: &str| update(URL, &json!({"mimeType": "application/json", "_file": file}));
    let outside = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(outside.path(), SILENT).unwrap();
    let archive = har(&[
        attached("bodies/one.json"),
        attached("../one.json"),
        attached("bodies/../one.json"),
        attached(outside.path().to_str().unwrap()),
        attached("bodies"),
    ]);
    let folder = folder(&[("one.json", SILENT)]);
    std::fs::create_dir_all(folder.path().join("archives/bodies")).unwrap();
    let archives = folder.path().join("archives");
    std::fs::write(archives.join("bodies/one.json"), SILENT).unwrap();
    std::fs::write(archives.join("a.har"), archive).unwrap();
    assert_run("check_attachments", &folder, &["check", "archives/a.har"]);
}
