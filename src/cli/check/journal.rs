//! Journals: one exchange a line, as `serve --journal` writes them.

use std::collections::BTreeMap;

use data_encoding::BASE64;
use es_ml_fake::Verdict;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Judged, Place};

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

/// Judges every line again, by the contract of today.
pub(super) fn judge(journal: &[u8]) -> Judged {
    let text = std::str::from_utf8(journal).map_err(|error| error.to_string())?;
    let lines = text.lines().enumerate();
    lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(index, line)| {
            let number = index + 1;
            judge_line(number, line)
                .map_err(|problem| format!("line {number} is not of a journal: {problem}"))
        })
        .collect()
}

fn judge_line(number: usize, line: &str) -> Result<(Place, Verdict), String> {
    let Line { request } = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let target = request.target();
    let place = Place::Line {
        number,
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

impl Request<'_> {
    fn target(&self) -> String {
        let encode =
            |text| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC);
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
