//! Requests as text.

use std::fmt::Write as _;

use es_ml_fake::DOCUMENTED_DEPLOYMENT;

/// The body of a documented update: 28 bytes.
pub(crate) const UPDATE: &str = r#"{"number_of_allocations": 4}"#;

/// The same under gzip: `gzip.compress(UPDATE, mtime=0)` of Python.
pub(crate) const GZIPPED_UPDATE: &[u8] =
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\xab\x56\xca\x2b\xcd\x4d\x4a\x2d\x8a\xcf\x4f\x8b\
      \x4f\xcc\xc9\xc9\x4f\x4e\x2c\xc9\xcc\xcf\x2b\x56\xb2\x52\x30\xa9\x05\x00\xd6\x14\xe4\xa3\
      \x1c\x00\x00\x00";

/// The head of a request: its first line without the version, and header lines besides `host`.
pub(crate) fn head(first_line: &str, headers: &[&str]) -> String {
    let mut head = format!("{first_line} HTTP/1.1\r\nhost: localhost\r\n");
    for header in headers {
        head.push_str(header);
        head.push_str("\r\n");
    }
    head.push_str("\r\n");
    head
}

/// A request without a body.
pub(crate) fn get(target: &str) -> String {
    head(&format!("GET {target}"), &[])
}

/// The head of an update of the documented deployment, with these header lines besides the content
/// type.
pub(crate) fn update_head(headers: &[&str]) -> String {
    let headers = [&["content-type: application/json"], headers].concat();
    head(
        &format!("POST {}", update_path(DOCUMENTED_DEPLOYMENT)),
        &headers,
    )
}

/// An update of the documented deployment.
pub(crate) fn update_request(body: &str) -> String {
    update_head(&[&format!("content-length: {}", body.len())]) + body
}

/// An update of the documented deployment to another number each time, as one to the same number
/// would change nothing.
pub(crate) fn nth_update(n: usize) -> String {
    update_request(&format!(r#"{{"number_of_allocations": {}}}"#, 1 + n % 9))
}

/// The path of updates of a deployment, whose id is put in as it is.
pub(crate) fn update_path(id: &str) -> String {
    format!("/_ml/trained_models/{id}/deployment/_update")
}

/// The marks of a chunked body around these chunks.
pub(crate) fn chunked(chunks: &[&str]) -> String {
    let mut body = String::new();
    for chunk in chunks {
        let _ = write!(body, "{:x}\r\n{chunk}\r\n", chunk.len());
    }
    body + "0\r\n\r\n"
}
