//! What complaints of a body show of it, by edition.

use crate::model::{Dialect, features};
use crate::xcontent::Excerpts;

/// See server-behaviour: Update: source excerpts.
pub(super) fn excerpts(dialect: &Dialect) -> Excerpts {
    if dialect.has(features::BODY_QUOTED) {
        Excerpts::Quoted
    } else if dialect.has(features::BODY_REDACTED) {
        Excerpts::Redacted
    } else {
        Excerpts::None
    }
}
