//! Reading and writing JSON, YAML and CBOR as Elasticsearch does
//! (server-behaviour: Update: parsing of the body; HTTP: formats, filtering and size).
//!
//! Request bodies of every format are read through the same [`Event`]s, so that the
//! [`ObjectParser`], its messages and its leniency are the same for all. Answers are rendered as
//! JSON, and written anew for requests that ask for something else.

#[cfg(feature = "cbor")]
mod cbor;
pub(crate) mod coerce;
mod content;
mod event;
mod exception;
mod excerpt;
mod format;
pub(crate) mod json;
#[cfg(any(feature = "cbor", feature = "yaml"))]
mod nesting;
mod object_parser;
mod ordered_value;
mod read_value;
mod seen_names;
mod source;
mod syntax_error;
#[cfg(feature = "yaml")]
mod yaml;

pub(crate) use content::Content;
pub(crate) use event::Event;
pub(crate) use exception::{Exception, Trace};
pub(crate) use excerpt::{Excerpt, Excerpts};
pub(crate) use format::Format;
pub(crate) use object_parser::{Accepts, Field, ObjectParser};
pub(crate) use ordered_value::OrderedValue;
pub(crate) use read_value::{read_ordered, read_value};
pub(crate) use seen_names::SeenNames;
pub(crate) use source::Source;
pub(crate) use syntax_error::{Location, SyntaxError, SyntaxErrorKind};
