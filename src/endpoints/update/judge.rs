//! The contract's word on the body of an update, and the server's reading of it.

use serde::de::IgnoredAny;
use serde_json::Value;

use super::fast_path;
use super::{AdaptiveChange, Body, NUMBER_OF_ALLOCATIONS};
use crate::contract::{Schema, Verdict, Violation};
use crate::endpoints::{Call, Judged};
use crate::model::features;
use crate::xcontent::json::Encoding;
use crate::xcontent::{Content, Exception, Excerpts, Format, Source, read_value};

/// Longer bodies are not built up in memory to be judged; only the first thing that the server
/// minds in them is reported.
const LONGEST_BODY_JUDGED_WHOLE: usize = 1024 * 1024;

/// Judged by the contract, as far as the edition has what it promises, and read as the server of
/// that edition reads it.
pub(super) fn read(call: &Call<'_>) -> Judged<Body> {
    let (body, format) = (call.body(), call.body_format());
    let mut judged = judge(format, body, call.excerpts());
    if !call.dialect.has(features::ADAPTIVE_ALLOCATIONS) {
        let change = judged
            .reading
            .as_ref()
            .map(|body| &body.adaptive_allocations);
        if change.is_ok_and(|change| *change != AdaptiveChange::Keep) {
            judged.verdict.push(Violation::of_edition(
                "/adaptive_allocations",
                features::ADAPTIVE_ALLOCATIONS,
                call.dialect,
            ));
        }
        let content = Content::new(format, body, call.excerpts());
        judged.reading = Body::read_number_alone(&content);
    }
    if body.is_empty() && call.parameter(NUMBER_OF_ALLOCATIONS).is_some() {
        // That the number is not in the body is one breach, not two: the parameter's.
        judged.verdict = Verdict::conforming();
    }
    judged
}

/// Judges a body that is said to be JSON.
pub(in crate::endpoints) fn judge_body(body: &[u8]) -> Verdict {
    judge(Format::Json, body, Excerpts::None).verdict
}

fn judge(format: Format, body: &[u8], excerpts: Excerpts) -> Judged<Body> {
    if format == Format::Json
        && let Some(body) = fast_path::read(body)
    {
        return Judged {
            verdict: Verdict::conforming(),
            reading: Ok(body),
        };
    }
    let content = Content::new(format, body, excerpts);
    let reading = Body::read(&content);
    let mut judged = match content.format() {
        _ if body.is_empty() => breach("body", "the request has no body", reading),
        Format::Json => of_json(&content, reading),
        _ => of_format(&content, reading),
    };
    judge_encoding(content.encoding(), &mut judged.verdict);
    judged
}

/// The server's parser finds out other encodings than that of JSON, which is documented of none.
fn judge_encoding(encoding: Encoding, verdict: &mut Verdict) {
    if encoding != Encoding::UTF_8 {
        let message = format!("the body is in {encoding}, not in plain UTF-8");
        verdict.push(Violation::of_request("", "encoding", message));
    }
}

fn of_json(content: &Content<'_>, reading: Result<Body, Exception>) -> Judged<Body> {
    let json = content.utf_8();
    let not_json = |error| format!("the body is not JSON: {error}");
    if json.len() > LONGEST_BODY_JUDGED_WHOLE && reading.is_err() {
        return match serde_json::from_slice::<IgnoredAny>(json) {
            Ok(_) => unreadable(reading),
            Err(error) => breach("json", not_json(error), reading),
        };
    }
    match serde_json::from_slice(json) {
        Ok(document) => of_document(&document, reading),
        Err(error) => breach("json", not_json(error), reading),
    }
}

/// In a format that is read like JSON. That the contract knows JSON only is the content type's
/// breach.
fn of_format(content: &Content<'_>, reading: Result<Body, Exception>) -> Judged<Body> {
    if content.sent().len() > LONGEST_BODY_JUDGED_WHOLE && reading.is_err() {
        return unreadable(reading);
    }
    match read_value(&mut Source::new(content)) {
        Ok(document) => Judged {
            verdict: Schema::UpdateRequest.judge(&document.unwrap_or_default()),
            reading,
        },
        Err(_) => unreadable(reading),
    }
}

fn of_document(document: &Value, reading: Result<Body, Exception>) -> Judged<Body> {
    let verdict = Schema::UpdateRequest.judge(document);
    if verdict.conforms() && reading.is_err() {
        // All that the server can mind now is a name given twice, of which the document has kept
        // one value.
        return unreadable(reading);
    }
    Judged { verdict, reading }
}

fn unreadable(reading: Result<Body, Exception>) -> Judged<Body> {
    let problem = reading.as_ref().err().map(Exception::summary);
    let message = problem
        .unwrap_or("the body cannot be read to its end")
        .to_owned();
    breach("json", message, reading)
}

fn breach(
    keyword: &'static str,
    message: impl Into<String>,
    reading: Result<Body, Exception>,
) -> Judged<Body> {
    Judged {
        verdict: Verdict::breach(keyword, message),
        reading,
    }
}
