//! The contract's word on the body of an update, and the server's reading of it.

use super::fast_path;
use super::{AdaptiveChange, Body};
use crate::contract::{Advice, Schema, Verdict, Violation};
use crate::endpoints::{Call, Judged, body};
use crate::model::features;
use crate::xcontent::{Content, Excerpts, Format};

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
    judged
}

/// Judges a body that is said to be JSON.
pub(in crate::endpoints) fn judge_body(body: &[u8]) -> Verdict {
    judge(Format::Json, body, Excerpts::None).verdict
}

/// Documented as optional and false by default, and required by later documentation
/// (server-behaviour: Update: body fields).
const BOUNDS_ALONE: Advice = Advice::new(
    "/adaptive_allocations",
    "has bounds without `enabled`: they have no effect unless adaptive allocations are enabled \
     already",
);

fn judge(format: Format, bytes: &[u8], excerpts: Excerpts) -> Judged<Body> {
    let mut judged = judge_by_rules(format, bytes, excerpts);
    if let Ok(Body {
        adaptive_allocations: AdaptiveChange::Merge(settings),
        ..
    }) = &judged.reading
        && settings.has_bounds_alone()
    {
        judged.verdict.advise(BOUNDS_ALONE);
    }
    judged
}

fn judge_by_rules(format: Format, bytes: &[u8], excerpts: Excerpts) -> Judged<Body> {
    if format == Format::Json
        && let Some(body) = fast_path::read(bytes)
    {
        return Judged {
            verdict: Verdict::conforming(),
            reading: Ok(body),
        };
    }
    let content = Content::new(format, bytes, excerpts);
    let reading = Body::read(&content);
    body::judge(Schema::UpdateRequest, &content, reading)
}
