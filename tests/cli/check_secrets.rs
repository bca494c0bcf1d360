//! `es-ml-fake check`: credentials of recordings are in none of its outputs.

use serde_json::{Value, json};

use crate::program::{folder, run_in};

const SECRET: &str = "s3cr3t-v4lue";

const PATH: &str = "/_ml/trained_models/m/deployment/_update";

/// Where a URL may have credentials, also where it is malformed.
fn urls() -> Vec<String> {
    let templates = [
        "http://elastic:S@localhost:9200PATH?timeout=1s",
        "http://elastic:S|S@localhost:9200PATH",
        "http://S@localhost:9200PATH?timeout=1s",
        "http://elastic:S /?#@S@localhost:9200PATH",
        "http//elastic:S@localhost:9200PATH|",
        "http://h|PATH?api_key=S",
        "http://localhostPATH?api_key=S&timeout=1s",
        "http://localhostPATH?Authorization=ApiKey%20S",
        "http://localhostPATH?access_token=S%2",
        "http://localhostPATH?token=S;password=S",
        "http://k/api/console/proxy?path=PATH%3Fapi_key%3DS&method=POST",
        "http://k/api/console/proxy?path=PATH%3Fpassword%3DS%20|&method=P T",
        "http://localhost/proxy/S:S@xPATH",
    ];
    let planted = templates.iter().map(|url| url.replace("PATH", PATH));
    planted.map(|url| url.replace('S', SECRET)).collect()
}

fn bodies() -> Vec<String> {
    let templates = [
        r#"{"password": "S", "api_key": {"id": "S"}, "token": ["S"], "number_of_allocations": 0}"#,
        r#"{"number_of_allocations": {"password": "S"}, "note": "{\"secret\":\"S\"}"}"#,
        r#"{"url": "http://elastic:S@localhost/", "header": "Authorization: Basic S"}"#,
        r#"{"adaptive_allocations": {"passphrase": "S"}, "note": "Bearer S"}"#,
        r#"["password=S", {"cookie": "S"}]"#,
        r#"{"password": "S""#,
        r#"{"password": S}"#,
    ];
    templates
        .iter()
        .map(|body| body.replace('S', SECRET))
        .collect()
}

/// All headers that may carry one.
fn headers() -> Vec<(&'static str, String)> {
    let secret = |before: &str| format!("{before}{SECRET}");
    vec![
        ("Authorization", secret("Basic ")),
        ("Proxy-Authorization", secret("Bearer ")),
        ("ES-Secondary-Authorization", secret("ApiKey ")),
        ("ES-Client-Authentication", secret("SharedSecret ")),
        ("Cookie", secret("sid=")),
        ("X-Api-Key", secret("")),
        ("X-Found-Cluster-Token", secret("")),
    ]
}

/// Requests with a secret in each place that a recording has.
fn requests() -> Vec<(String, String)> {
    let fine = r#"{"number_of_allocations": "4"}"#;
    let of_urls = urls().into_iter().map(|url| (url, fine.to_owned()));
    let url = format!("http://localhost:9200{PATH}");
    let of_bodies = bodies().into_iter().map(|body| (url.clone(), body));
    of_urls.chain(of_bodies).collect()
}

fn har() -> String {
    let headers: Vec<_> = headers()
        .into_iter()
        .map(|(name, value)| json!({"name": name, "value": value}))
        .chain([json!({"name": "Content-Type", "value": "application/json"})])
        .collect();
    let mut entries: Vec<_> = requests()
        .into_iter()
        .map(|(url, body)| {
            json!({"request": {
                "method": "POST", "url": url, "headers": headers, "postData": {"text": body}
            }})
        })
        .collect();
    // What is of the wrong type is shown by many a parser.
    let url = format!("http://localhost:9200{PATH}");
    let not_a_header = json!({"name": "Content-Type", "value": format!("\n{SECRET}")});
    for odd in [
        json!({"method": "POST", "url": url, "headers": format!("Authorization: {SECRET}")}),
        json!({"method": "POST", "url": url, "headers": [SECRET]}),
        json!({"method": "POST", "url": url, "headers": [not_a_header]}),
        json!({"method": "POST", "url": url, "postData": SECRET}),
        json!({"method": "POST", "url": url, "postData": {"text": SECRET, "encoding": "base64"}}),
        json!({"method": "POST", "url": url, "postData": {"_file": format!("{SECRET}/../x")}}),
        json!({"method": SECRET, "url": url}),
        json!({"method": format!("{SECRET} "), "url": url}),
        json!({"method": "POST", "url": [SECRET]}),
        json!(SECRET),
    ] {
        entries.push(json!({"request": odd}));
    }
    entries.push(json!(SECRET));
    json!({"log": {"entries": entries}}).to_string()
}

fn cassette() -> Value {
    let headers: Value = headers()
        .into_iter()
        .map(|(name, value)| (name, json!([value])))
        .collect();
    let interactions: Vec<_> = requests()
        .into_iter()
        .map(|(uri, body)| {
            json!({"request": {"method": "POST", "uri": uri, "body": body, "headers": headers}})
        })
        .chain([json!({"request": {"method": "POST", "uri": SECRET, "headers": SECRET}})])
        .chain([json!({"request": SECRET})])
        .collect();
    json!({"interactions": interactions})
}

fn console() -> String {
    let paths = requests();
    let requests = paths
        .iter()
        .map(|(url, body)| format!("POST {url}\n{body}\n\n"));
    format!("# {SECRET}\n{}", requests.collect::<String>())
}

fn journal() -> String {
    let lines = requests().into_iter().map(|(url, body)| {
        let headers: Value = headers().into_iter().collect();
        let query = url.split_once('?').map_or("", |(_, query)| query);
        let query = query.split_once('=').unwrap_or_default();
        let body = serde_json::from_str(&body).unwrap_or_else(|_| json!({"text": body}));
        let query = json!({query.0: query.1});
        let request = json!({
            "method": "POST", "path": PATH, "query": query, "headers": headers, "body": body
        });
        json!({ "request": request }).to_string() + "\n"
    });
    let odd = format!("{{\"request\": \"{SECRET}\"}}\n{{\"seq\": \"{SECRET}\n");
    lines.collect::<String>() + &odd
}

#[test]
fn a_secret_that_is_planted_everywhere_is_in_no_output() {
    let yaml = format!("number_of_allocations: 4\npassword: {SECRET}\nurl: http://u:{SECRET}@h/\n");
    let cassette = cassette();
    let files = [
        ("archive.har", har()),
        ("requests.jsonl", journal()),
        ("requests.console", console()),
        ("cassette.json", cassette.to_string()),
        (
            "cassette.yaml",
            serde_yaml_ng::to_string(&cassette).unwrap(),
        ),
        ("bodies.jsonl", bodies().join("\n")),
        ("body.yaml", yaml),
        (
            "broken.yaml",
            format!("number_of_allocations: *{SECRET}\n\"{SECRET}"),
        ),
        (
            "broken.har",
            format!("{{\"log\": {{\"entries\": \"{SECRET}\"}}}}"),
        ),
    ];
    let files: Vec<_> = files
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let folder = folder(&files);
    for (index, body) in bodies().iter().enumerate() {
        std::fs::write(folder.path().join(format!("body-{index}.json")), body).unwrap();
    }
    for format in ["human", "json", "github", "sarif", "junit"] {
        let output = run_in(folder.path(), &["check", ".", "--format", format]);
        assert_eq!(output.status.code(), Some(2));
        for (stream, bytes) in [("stdout", output.stdout), ("stderr", output.stderr)] {
            let shown = String::from_utf8(bytes).unwrap();
            let leak = shown.lines().find(|line| line.contains(SECRET));
            assert_eq!(leak, None, "{format}, {stream}");
            assert!(shown.contains("***"), "there is something to hide");
        }
    }
}
