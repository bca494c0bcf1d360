//! Recordings of requests, for `es-ml-fake check`.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

pub(crate) const URL: &str = "http://localhost:9200/_ml/trained_models/my-model/deployment/_update";

/// A breach that a server accepts.
pub(crate) const SILENT: &str = r#"{"number_of_allocations": "4"}"#;

/// An archive of these requests.
pub(crate) fn har(requests: &[Value]) -> String {
    let entries: Vec<_> = requests
        .iter()
        .map(|request| json!({"request": request, "response": {"content": {"text": "{}"}}}))
        .collect();
    json!({"log": {"version": "1.2", "entries": entries}}).to_string()
}

pub(crate) fn update(url: &str, post_data: &Value) -> Value {
    json!({
        "method": "POST",
        "url": url,
        "headers": [{"name": "Content-Type", "value": "application/json"}],
        "postData": post_data,
    })
}

pub(crate) fn text(body: &str) -> Value {
    json!({"mimeType": "application/json", "text": body})
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
