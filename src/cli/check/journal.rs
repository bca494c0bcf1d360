//! Journals: one exchange a line, as `serve --journal` writes them.

use std::collections::BTreeMap;

use data_encoding::BASE64;
use es_ml_fake::contract::Verdict;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Judged, Place};

/// What is encoded in a query. The rest is left as a person would write it.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'*')
    .remove(b',')
    .remove(b':')
    .remove(b'/');

#[derive(Deserialize)]
struct Line<'l> {
    #[serde(borrow)]
    request: Request<'l>,
}

#[derive(Deserialize)]
struct Request<'l> {
    method: String,
    path: String,
    #[serde(default)]
    query: BTreeMap<String, OneOrMany>,
    #[serde(default)]
    headers: BTreeMap<String, OneOrMany>,
    #[serde(borrow)]
    body: &'l RawValue,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

/// A body that is not JSON.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
enum Encoded {
    Text(String),
    Base64(String),
}

/// Judges every line again, by the contract of today. A line that is broken, as the last one of a
/// process that was killed, does not keep the others from being judged.
pub(super) fn judge(journal: &[u8]) -> Judged {
    let mut judged = Judged::default();
    for (index, line) in journal.split(|&byte| byte == b'\n').enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let number = index + 1;
        match judge_line(number, line) {
            Ok((place, verdict)) => judged.add(place, &verdict),
            Err(problem) => {
                judged.add_unreadable(format_args!("line {number} is not of a journal: {problem}"));
            }
        }
    }
    judged
}

fn judge_line(number: usize, line: &[u8]) -> Result<(Place, Verdict), String> {
    let Line { request } = serde_json::from_slice(line).map_err(|error| without_line(&error))?;
    let target = request.target();
    let place = Place::Line {
        line: number,
        request: format!("{} {target}", request.method),
    };
    let mut rebuilt = http::Request::builder()
        .method(request.method.as_str())
        .uri(target);
    for (name, value) in each(&request.headers) {
        // The body is on record as it was without its compression.
        if !name.eq_ignore_ascii_case("content-encoding") {
            rebuilt = rebuilt.header(name, value);
        }
    }
    let rebuilt = rebuilt
        .body(request.body()?.into())
        .map_err(|error| error.to_string())?;
    Ok((place, Verdict::of_request(&rebuilt)))
}

/// An error in a line, which is line 1 for the parser and another one for whoever reads this.
fn without_line(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    match message.strip_suffix(&place) {
        Some(message) => format!("{message} (column {})", error.column()),
        None => message,
    }
}

impl Request<'_> {
    fn target(&self) -> String {
        let encode = |text| utf8_percent_encode(text, ENCODED);
        let parameters: Vec<_> = each(&self.query)
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        if parameters.is_empty() {
            self.path.clone()
        } else {
            format!("{}?{}", self.path, parameters.join("&"))
        }
    }

    fn body(&self) -> Result<Vec<u8>, String> {
        let json = self.body.get();
        match serde_json::from_str(json) {
            _ if json == "null" => Ok(Vec::new()),
            Ok(Encoded::Text(text)) => Ok(text.into_bytes()),
            Ok(Encoded::Base64(text)) => BASE64
                .decode(text.as_bytes())
                .map_err(|error| format!("the body is not base64: {error}")),
            Err(_) => Ok(json.as_bytes().to_vec()),
        }
    }
}

/// Names and values, a name with several values several times.
fn each(map: &BTreeMap<String, OneOrMany>) -> impl Iterator<Item = (&str, &str)> {
    map.iter().flat_map(|(name, values)| {
        let values = match values {
            OneOrMany::One(value) => std::slice::from_ref(value),
            OneOrMany::Many(values) => values,
        };
        values
            .iter()
            .map(move |value| (name.as_str(), value.as_str()))
    })
}
