//! HTTP archives, as browsers and proxies write them. Only their update requests are judged.

use data_encoding::BASE64;
use es_ml_fake::contract::Verdict;
use http::Uri;
use serde::Deserialize;

use super::{Judged, Place};

#[derive(Deserialize)]
struct Archive {
    log: Log,
}

#[derive(Deserialize)]
struct Log {
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    request: Request,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    method: String,
    url: String,
    #[serde(default)]
    headers: Vec<Header>,
    post_data: Option<PostData>,
}

#[derive(Deserialize)]
struct Header {
    name: String,
    value: String,
}

#[derive(Deserialize)]
struct PostData {
    #[serde(default)]
    text: String,
    /// Not of the standard, but written by several tools.
    encoding: Option<String>,
}

/// What some programs write in front of UTF-8; the format asks readers to ignore it.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Judges the update requests of an archive.
pub(super) fn judge(archive: &[u8]) -> Judged {
    let archive = archive.strip_prefix(BYTE_ORDER_MARK).unwrap_or(archive);
    match serde_json::from_slice(archive) {
        Ok(archive) => judge_entries(&archive),
        Err(error) => Judged::unreadable(format_args!("is not an HTTP archive: {error}")),
    }
}

fn judge_entries(archive: &Archive) -> Judged {
    let mut judged = Judged::default();
    let mut skipped = 0;
    for (index, entry) in archive.log.entries.iter().enumerate() {
        if !entry.request.is_update() {
            skipped += 1;
            continue;
        }
        let number = index + 1;
        match judge_entry(number, &entry.request) {
            Ok((place, verdict)) => judged.add(place, &verdict),
            Err(problem) => judged.add_unreadable(format_args!("entry {number}: {problem}")),
        }
    }
    judged.skipped = Some(skipped);
    judged
}

fn judge_entry(number: usize, request: &Request) -> Result<(Place, Verdict), String> {
    let target = request
        .target()
        .ok_or_else(|| format!("{} is no URL", request.url))?;
    let place = Place::Entry {
        entry: number,
        request: format!("{} {target}", request.method),
    };
    let mut rebuilt = http::Request::builder()
        .method(request.method.as_str())
        .uri(target);
    for header in request.headers.iter().filter(|header| header.is_kept()) {
        rebuilt = rebuilt.header(&header.name, &header.value);
    }
    let rebuilt = rebuilt
        .body(request.body()?.into())
        .map_err(|error| error.to_string())?;
    Ok((place, Verdict::of_request(&rebuilt)))
}

impl Request {
    fn is_update(&self) -> bool {
        let path = self.url.split(['?', '#']).next().unwrap_or_default();
        path.trim_end_matches('/').ends_with("/deployment/_update")
    }

    /// Path and query. What a proxy has put in front of the cluster's own path is left out.
    fn target(&self) -> Option<String> {
        let url: Uri = self.url.parse().ok()?;
        let start = url.path().find("/_ml/").unwrap_or(0);
        Some(url.path_and_query()?.as_str()[start..].to_owned())
    }

    fn body(&self) -> Result<Vec<u8>, String> {
        match &self.post_data {
            None => Ok(Vec::new()),
            Some(data) if data.encoding.as_deref() == Some("base64") => BASE64
                .decode(data.text.as_bytes())
                .map_err(|error| format!("the body is not base64: {error}")),
            Some(data) => Ok(data.text.clone().into_bytes()),
        }
    }
}

impl Header {
    /// Pseudo-headers of HTTP/2 are no headers, and archives hold bodies without their compression.
    fn is_kept(&self) -> bool {
        !self.name.starts_with(':') && !self.name.eq_ignore_ascii_case("content-encoding")
    }
}
