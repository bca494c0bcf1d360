//! What the documentation promises, as data, and the judgement of documents and parameters by it.
//!
//! The promises themselves are the JSON Schema files of `schemas/`; this module compiles them once
//! per process ([`Schema`]) and turns what they find into a [`Verdict`] that a person understands.

mod advice;
mod at_least;
mod at_most_items;
mod bundle;
mod parameters;
mod reads;
mod schema;
mod verdict;
mod violation;

pub use advice::Advice;
pub(crate) use at_least::NAME as AT_LEAST;
pub(crate) use parameters::{Parameter, ParameterKind};
pub use schema::Schema;
pub use verdict::Verdict;
pub use violation::Violation;
