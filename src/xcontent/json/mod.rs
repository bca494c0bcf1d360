//! JSON as Elasticsearch reads and writes it.
//!
//! `serde_json` does the reading wherever strict JSON is enough. This module holds what it cannot
//! do: [`reader`] reports positions, duplicate names and Jackson's complaints, and [`pretty`]
//! writes the server's indented form.

mod document;
mod encoding;
pub(crate) mod pretty;
mod reader;
mod shown;
mod string;
mod text;

pub(crate) use document::{read, write};
pub(crate) use encoding::Encoding;
pub(crate) use reader::Reader;
pub(crate) use shown::without_credentials;
pub(crate) use string::write_string;
pub(crate) use text::{Text, Unit};
