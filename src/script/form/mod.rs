//! Scripts as they are written: in a configuration file, in a request to the control API, or by
//! `serde` in a test. `schemas/script.json` describes the same.

mod definition;
mod delay;
mod on;
mod reply;
mod wire_fault;

pub use definition::{ReplyOrSequence, ScriptDefinition};
pub(super) use delay::Form as DelayForm;
pub(super) use reply::Form as ReplyForm;
pub(super) use wire_fault::bytes;

use serde::{Deserialize, Deserializer};

/// For members whose null says something: that it is there.
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests;
