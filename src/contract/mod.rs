//! What the documentation promises, as data, and the judgement of requests by it.
//!
//! The promises themselves are the JSON Schema files of `schemas/`; this module compiles them once per process
//! ([`Schema`]) and turns what they find into a [`Verdict`] that a person understands.

mod at_least;
mod plain;
mod request;
mod rule;
mod schema;
mod verdict;
mod violation;

pub(crate) use plain::{Node as PlainNode, Plain};
pub(crate) use request::{
    JudgedBody, Surroundings, judge_bodiless, judge_incomplete, judge_unknown_path, judge_update,
    judge_wrong_method,
};
pub use schema::{Schema, UnknownSchema};
pub use verdict::Verdict;
pub use violation::Violation;
