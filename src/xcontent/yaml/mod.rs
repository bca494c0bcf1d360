//! YAML, with the `saphyr-parser` crate for reading.

mod quoting;
mod read;
mod scalar;
mod write;

pub(super) use read::Reader;
pub(super) use write::write;
