//! Journals: one exchange a line, as `serve --journal` writes them.

use std::borrow::Cow;

use es_ml_fake::contract::Violation;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Evidence, Kind};
use crate::cli::check::findings::{Place, Unit};
use crate::cli::check::input::{Head, Input, each_line};
use crate::cli::check::json::{describe, locate, locate_violation, offset_in_literal};
use crate::cli::check::judge::Judge;
use crate::cli::check::position::Position;
use crate::cli::check::request::{Asked, Headers, Multimap, Odd, from_base64, pairs, rebuild};

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
    /// The place of the string that it was written as, if it was.
    literal: Option<&'static str>,
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
    judge.request(place, &rebuilt, &|violation| {
        let line = str::from_utf8(line).ok()?;
        Some(position.after(line.get(..body.offset_in(line, violation)?)?))
    });
    Ok(())
}

impl Body {
    fn offset_in(&self, line: &str, violation: &Violation) -> Option<usize> {
        let offset = locate_violation(&self.bytes, violation)?;
        match self.literal {
            None => Some(locate(line, "/request/body")?.value.start + offset),
            Some(pointer) => {
                let literal = locate(line, pointer)?.value;
                Some(literal.start + offset_in_literal(&line[literal], offset))
            }
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
        let (bytes, literal) = match serde_json::from_str(json) {
            _ if json == "null" => (Vec::new(), None),
            Ok(Encoded::Text(text)) => (text.into_bytes(), Some("/request/body/text")),
            Ok(Encoded::Base64(text)) => (from_base64(&text)?, Some("/request/body/base64")),
            Err(_) => (json.as_bytes().to_vec(), None),
        };
        Ok(Body { bytes, literal })
    }
}
