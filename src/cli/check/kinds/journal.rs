//! Journals: one exchange a line, as `serve --journal` writes them.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::recorded::span_in_literal;
use super::{Evidence, Kind};
use crate::cli::check::findings::{Place, Unit};
use crate::cli::check::input::{Head, Input, each_line};
use crate::cli::check::json::{describe, locate, locate_spot};
use crate::cli::check::judge::Judge;
use crate::cli::check::position::{Position, Span};
use crate::cli::check::request::{Asked, Headers, Multimap, Odd, from_base64, pairs, rebuild};
use crate::cli::check::spot::Spot;

/// The row of the table.
pub(super) const KIND: Kind = Kind {
    name: "journal",
    about: "a journal, as `serve --journal` writes it",
    endings: &[],
    recognise,
    read,
};

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

/// Where a line has the body, in the three forms that it may have.
const JSON: &str = "/request/body";
const TEXT: &str = "/request/body/text";
const BASE64: &str = "/request/body/base64";

#[derive(Deserialize)]
struct Line<'l> {
    #[serde(borrow)]
    request: Request<'l>,
}

#[derive(Deserialize)]
struct Request<'l> {
    #[serde(borrow)]
    method: Cow<'l, str>,
    #[serde(borrow)]
    path: Cow<'l, str>,
    #[serde(default)]
    query: Multimap,
    #[serde(default)]
    headers: Multimap,
    #[serde(borrow)]
    body: &'l RawValue,
}

/// A body that is not JSON.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
enum Encoded {
    Text(String),
    Base64(String),
}

/// A body, and where it is in the line.
struct Body {
    bytes: Vec<u8>,
    pointer: &'static str,
}

fn recognise(head: &Head<'_>) -> Evidence {
    const NAMES: [&str; 4] = ["seq", "request", "verdict", "answered_by"];
    match head.names().any(|name| NAMES.contains(&name.as_ref())) {
        true => Evidence::Strong,
        false => Evidence::None,
    }
}

/// Judges every line again, by the contract of today. A line that is broken, as the last one of a
/// process that was killed, does not keep the others from being judged.
fn read(mut input: Input, judge: &mut Judge<'_>) -> Result<(), String> {
    each_line(&mut input.reader, &mut |number, line| {
        if let Err(odd) = judge_line(number, line, judge) {
            judge.odd(Unit::Line, number, &odd);
        }
    })
}

fn judge_line(number: usize, line: &[u8], judge: &mut Judge<'_>) -> Result<(), Odd> {
    let Line { request } = serde_json::from_slice(line).map_err(|error| {
        let (problem, column) = (describe(&error), error.column());
        Odd::Unreadable(format!("is not of a journal: {problem} (column {column})"))
    })?;
    let asked = Asked::of(&request.method, &request.path, request.query().as_deref())?;
    let body = request.body()?;
    let headers = Headers::of(pairs(&request.headers));
    let position = Position {
        line: number,
        column: 1,
    };
    let place = Place {
        unit: Unit::Line,
        number,
        request: Some(asked.shown()),
        position,
    };
    let rebuilt = rebuild(&asked, &headers, body.bytes.clone())?;
    judge.request(place, &rebuilt, &|spot| {
        body.span(str::from_utf8(line).ok()?, position, spot)
    });
    Ok(())
}

impl Body {
    /// Where a spot is in the line, which begins at a place of the file.
    fn span(&self, line: &str, begins: Position, spot: Spot<'_>) -> Option<Span> {
        let found = locate_spot(&self.bytes, spot)?;
        let range = locate(line, self.pointer)?.value;
        let begins = begins.after(&line[..range.start]);
        match self.pointer {
            JSON => Span::of(&line[range], begins, &found),
            TEXT => span_in_literal(&line[range], begins, &found),
            _ => Some(Span::at(begins)),
        }
    }
}

impl Request<'_> {
    fn query(&self) -> Option<String> {
        let encode = |text| utf8_percent_encode(text, ENCODED);
        let parameters: Vec<_> = pairs(&self.query)
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        Some(parameters.join("&")).filter(|query| !query.is_empty())
    }

    fn body(&self) -> Result<Body, String> {
        let json = self.body.get();
        let (bytes, pointer) = match serde_json::from_str(json) {
            _ if json == "null" => (Vec::new(), JSON),
            Ok(Encoded::Text(text)) => (text.into_bytes(), TEXT),
            Ok(Encoded::Base64(text)) => (from_base64(&text)?, BASE64),
            Err(_) => (json.as_bytes().to_vec(), JSON),
        };
        Ok(Body { bytes, pointer })
    }
}
