//! YAML, with the `saphyr-parser` crate for reading.
//!
//! No library writes it: those at hand forget how numbers were written, or leave characters as they
//! are that other parsers take for line breaks, or do not take at all.

mod read;
mod scalar;
mod write;

pub(super) use read::Reader;
pub(super) use write::write;
