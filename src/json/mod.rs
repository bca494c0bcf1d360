//! JSON as Elasticsearch reads and writes it.
//!
//! `serde_json` does the reading wherever strict JSON is enough. This module holds what it cannot do: [`reader`] reports
//! positions, duplicate names and Jackson's complaints, and [`pretty`] writes the server's indented form.

mod names;
pub(crate) mod pretty;
pub(crate) mod reader;
mod string;
mod syntax_error;

pub(crate) use names::Names;
pub(crate) use reader::{Event, Reader};
pub(crate) use string::write_string;
pub(crate) use syntax_error::{Location, Syntax, SyntaxError};
