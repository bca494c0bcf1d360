//! What the entries of recordings in JSON have in common.

use es_ml_fake::contract::Violation;
use serde::Deserialize;

use crate::cli::check::json::{Entry, describe, locate, locate_violation, offset_in_literal};
use crate::cli::check::position::Position;
use crate::cli::check::request::Odd;

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
    /// Where a violation is in the file.
    pub(super) fn position(&self, violation: &Violation) -> Option<Position> {
        let offset = locate_violation(self.bytes, violation)?;
        let literal = locate(self.json, self.pointer)?.value;
        let within = match self.is_text {
            true => offset_in_literal(&self.json[literal.clone()], offset),
            false => 0,
        };
        let before = &self.json[..literal.start + within];
        Some(self.entry.position.after(before))
    }
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
