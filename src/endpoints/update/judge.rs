//! The contract's word on the body of an update, and the server's reading of it.

use serde_json::Value;

use super::fast_path;
use super::{AdaptiveChange, Body, NUMBER_OF_ALLOCATIONS};
use crate::contract::{Schema, Verdict, Violation};
use crate::endpoints::{Call, Judged};
use crate::model::features;
use crate::xcontent::{Exception, Format, Source, read_value};

/// Longer bodies are not built up in memory to be judged; only the first thing that the server
/// minds in them is reported.
const LONGEST_BODY_JUDGED_WHOLE: usize = 1024 * 1024;

/// Judged by the contract, as far as the edition has what it promises, and read as the server of
/// that edition reads it.
pub(super) fn read(call: &Call<'_>) -> Judged<Body> {
    let (body, format) = (call.body(), call.body_format());
    let mut judged = match format {
        Format::Json => of_json(body),
        _ if body.is_empty() => of_json(body),
        format => of_format(format, body),
    };
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
        judged.reading = Body::read_number_alone(format, body);
    }
    if body.is_empty() && call.parameter(NUMBER_OF_ALLOCATIONS).is_some() {
        // That the number is not in the body is one breach, not two: the parameter's.
        judged.verdict = Verdict::conforming();
    }
    judged
}

/// Judges a body that is said to be JSON.
pub(in crate::endpoints) fn judge_body(body: &[u8]) -> Verdict {
    of_json(body).verdict
}

fn of_json(body: &[u8]) -> Judged<Body> {
    if body.is_empty() {
        let reading = Body::read(Format::Json, body);
        return breach("body", "the request has no body", reading);
    }
    if let Some(body) = fast_path::read(body) {
        return Judged {
            verdict: Verdict::conforming(),
            reading: Ok(body),
        };
    }
    let reading = Body::read(Format::Json, body);
    if body.len() > LONGEST_BODY_JUDGED_WHOLE && reading.is_err() {
        return unreadable(reading);
    }
    match serde_json::from_slice(body) {
        Ok(document) => of_document(&document, reading),
        Err(error) => breach("json", format!("the body is not JSON: {error}"), reading),
    }
}

/// In a format that is read like JSON. That the contract knows JSON only is the content type's
/// breach.
fn of_format(format: Format, body: &[u8]) -> Judged<Body> {
    let reading = Body::read(format, body);
    if body.len() > LONGEST_BODY_JUDGED_WHOLE && reading.is_err() {
        return unreadable(reading);
    }
    match read_value(&mut Source::new(format, body)) {
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
