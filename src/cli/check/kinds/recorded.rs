//! What the entries of recordings in JSON have in common.

use std::ops::Range;

use serde::Deserialize;

use crate::cli::check::json::{Entry, describe, locate, locate_spot, offset_in_literal};
use crate::cli::check::position::{Position, Span};
use crate::cli::check::request::Odd;
use crate::cli::check::spot::Spot;

/// The body of an entry.
pub(super) struct RecordedBody<'e> {
    pub(super) entry: &'e Entry,
    /// The request of the entry.
    pub(super) json: &'e str,
    /// Where it has the body.
    pub(super) pointer: &'e str,
    /// Whether the body is the text there, and not what that encodes.
    pub(super) is_text: bool,
    pub(super) bytes: &'e [u8],
}

impl RecordedBody<'_> {
    /// Where a spot is in the file.
    pub(super) fn span(&self, spot: Spot<'_>) -> Option<Span> {
        let found = locate_spot(self.bytes, spot)?;
        let range = locate(self.json, self.pointer)?.value;
        let begins = self.entry.position.after(&self.json[..range.start]);
        match self.is_text {
            true => span_in_literal(&self.json[range], begins, &found),
            false => Some(Span::at(begins)),
        }
    }
}

/// Where a part of a text stands in the JSON literal that it is written as.
pub(super) fn span_in_literal(
    literal: &str,
    begins: Position,
    range: &Range<usize>,
) -> Option<Span> {
    let place = |offset| offset_in_literal(literal, offset);
    Span::of(literal, begins, &(place(range.start)..place(range.end)))
}

pub(super) fn no_request() -> String {
    "it has no request".to_owned()
}

/// Reads what matters of a request.
pub(super) fn parse<'j, T: Deserialize<'j>>(json: &'j str) -> Result<T, Odd> {
    let parsed = serde_json::from_str(json);
    parsed.map_err(|error| {
        let problem = describe(&error);
        Odd::Unreadable(format!("its request cannot be read: {problem}"))
    })
}
