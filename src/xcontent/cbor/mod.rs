//! CBOR, with the `ciborium-ll` crate.

mod read;
mod write;

pub(super) use read::Reader;
pub(super) use write::write;
