//! Cassettes in JSON.

use serde::Deserialize;

use super::{LISTS, decode, place};
use crate::cli::check::findings::Unit;
use crate::cli::check::input::Input;
use crate::cli::check::json::{Entry, List, each_entry};
use crate::cli::check::judge::Judge;
use crate::cli::check::kinds::recorded::{RecordedBody, no_request, parse};
use crate::cli::check::request::{Headers, Multimap, Odd, pairs, rebuild};

const INTERACTIONS: List = List {
    path: &[&LISTS],
    member: Some("request"),
};

#[derive(Deserialize)]
struct Line {
    method: String,
    uri: Option<String>,
    /// What it is called from Go.
    url: Option<String>,
}

#[derive(Deserialize)]
struct Request {
    headers: Option<Multimap>,
    body: Option<Body>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Body {
    Text(String),
    Parts {
        string: Option<String>,
        base64_string: Option<String>,
    },
}

pub(super) fn read(mut input: Input, judge: &mut Judge<'_>) -> Result<(), String> {
    each_entry(&mut input.reader, INTERACTIONS, &mut |entry| {
        if let Err(odd) = judge_entry(&entry, judge) {
            judge.odd(Unit::Interaction, entry.number, &odd);
        }
    })
}

fn judge_entry(entry: &Entry, judge: &mut Judge<'_>) -> Result<(), Odd> {
    let json = entry.json().ok_or_else(no_request)?;
    let line: Line = parse(json)?;
    let url = line.uri.or(line.url).unwrap_or_default();
    let Some(asked) = judge.asked(&line.method, &url)? else {
        return Ok(());
    };
    let Request { headers, body } = parse(json)?;
    let headers = headers.unwrap_or_default();
    let headers = Headers::of(pairs(&headers)).or_content_type(None);
    let (bytes, pointer) = match body {
        None => (Vec::new(), "/body"),
        Some(Body::Text(text)) => (text.into_bytes(), "/body"),
        Some(Body::Parts {
            base64_string: Some(text),
            ..
        }) => (decode(&text, &headers)?, "/body/base64_string"),
        Some(Body::Parts { string, .. }) => {
            (string.unwrap_or_default().into_bytes(), "/body/string")
        }
    };
    let place = place(entry.number, entry.position, &asked);
    let request = rebuild(&asked, &headers, bytes.clone())?;
    let recorded = RecordedBody {
        entry,
        json,
        pointer,
        is_text: !pointer.ends_with("base64_string"),
        bytes: &bytes,
    };
    judge.request(place, &request, &|spot| recorded.span(spot));
    Ok(())
}
