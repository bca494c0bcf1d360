//! Words and sizes in starts, as query parameters and in the body
//! (server-behaviour: Start: request).

use crate::model::{AllocationState, Priority};
use crate::text::byte_size;
use crate::xcontent::{Exception, coerce};

pub(super) fn wait_for(word: &str) -> Result<AllocationState, Exception> {
    let state = AllocationState::named(word);
    state.ok_or_else(|| coerce::no_constant("assignment.AllocationStatus.State", word))
}

pub(super) fn priority(word: &str) -> Result<Priority, Exception> {
    match word.to_ascii_lowercase().as_str() {
        "normal" => Ok(Priority::Normal),
        "low" => Ok(Priority::Low),
        _ => Err(coerce::no_constant("assignment.Priority", word)),
    }
}

/// Refuses what is no size.
pub(super) fn refuse_unless_size(text: &str) -> Result<(), Exception> {
    if byte_size::parse(text).is_some() {
        return Ok(());
    }
    let begin = format!("failed to parse setting [cache_size] with value [{text}]");
    let has_unit = ["b", "k", "m", "g", "t", "p"]
        .iter()
        .any(|unit| text.trim().to_ascii_lowercase().ends_with(unit));
    Err(Exception::new(
        "parse_exception",
        match has_unit {
            true => begin,
            false => format!("{begin} as a size in bytes: unit is missing or unrecognized"),
        },
    ))
}
