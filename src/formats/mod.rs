//! The formats that bodies and answers come in (reference, sections 1.3 and 4.7).
//!
//! Request bodies of every format are read through the same [`Event`]s, so that the object parser, its messages and its leniency are the
//! same for all. Answers are rendered as JSON, and written anew for those who ask for something else.

#[cfg(feature = "cbor")]
mod cbor;
mod document;
#[cfg(any(feature = "cbor", feature = "yaml"))]
mod nesting;
mod tree;
#[cfg(feature = "yaml")]
mod yaml;

pub(crate) use document::document;
pub(crate) use tree::Tree;

use crate::json::{self, Event, Location, SyntaxError};

/// A format that the server reads and writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Yaml,
    Cbor,
    /// Known, so that it can be refused: the fake neither reads nor writes it.
    Smile,
}

impl Format {
    /// By the name that the `format` parameter has for it.
    pub(crate) fn called(name: &str) -> Option<Self> {
        let formats = [Self::Json, Self::Yaml, Self::Cbor, Self::Smile];
        formats
            .into_iter()
            .find(|format| format.name().eq_ignore_ascii_case(name))
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Yaml => "yaml",
            Self::Cbor => "cbor",
            Self::Smile => "smile",
        }
    }

    /// Whether the fake reads and writes it.
    pub(crate) fn is_spoken(self) -> bool {
        match self {
            Self::Json => true,
            Self::Yaml => cfg!(feature = "yaml"),
            Self::Cbor => cfg!(feature = "cbor"),
            Self::Smile => false,
        }
    }

    /// This format, or JSON in the place of one that the fake does not speak.
    pub(crate) fn or_json(self) -> Self {
        match self.is_spoken() {
            true => self,
            false => Self::Json,
        }
    }

    /// Writes a document. In a format that the fake does not speak, nothing.
    pub(crate) fn write(self, tree: &Tree<'_>) -> Vec<u8> {
        match self {
            Self::Json => tree.to_json(),
            #[cfg(feature = "yaml")]
            Self::Yaml => yaml::write(tree),
            #[cfg(feature = "cbor")]
            Self::Cbor => cbor::write(tree),
            #[allow(unreachable_patterns, reason = "not without features")]
            _ => Vec::new(),
        }
    }
}

/// A document that is read one event at a time.
#[allow(
    clippy::large_enum_variant,
    reason = "there is one at a time, on the stack, and nearly always the largest"
)]
pub(crate) enum Source<'a> {
    Json(json::Reader<'a>),
    #[cfg(feature = "yaml")]
    Yaml(Box<yaml::Reader<'a>>),
    #[cfg(feature = "cbor")]
    Cbor(cbor::Reader<'a>),
}

impl<'a> Source<'a> {
    /// Reads bytes in that format, or as JSON if the fake does not speak it.
    pub(crate) fn new(format: Format, bytes: &'a [u8]) -> Self {
        match format {
            #[cfg(feature = "yaml")]
            Format::Yaml => Self::Yaml(Box::new(yaml::Reader::new(bytes))),
            #[cfg(feature = "cbor")]
            Format::Cbor => Self::Cbor(cbor::Reader::new(bytes)),
            _ => Self::Json(json::Reader::new(bytes)),
        }
    }

    /// The next event, or nothing after the end of the document.
    pub(crate) fn next(&mut self) -> Result<Option<Event<'a>>, SyntaxError> {
        match self {
            Self::Json(reader) => reader.next(),
            #[cfg(feature = "yaml")]
            Self::Yaml(reader) => reader.next(),
            #[cfg(feature = "cbor")]
            Self::Cbor(reader) => reader.next(),
        }
    }

    /// Where the event that was read last begins.
    pub(crate) fn location(&self) -> Location {
        match self {
            Self::Json(reader) => reader.location(),
            #[cfg(feature = "yaml")]
            Self::Yaml(reader) => reader.location(),
            #[cfg(feature = "cbor")]
            Self::Cbor(reader) => reader.location(),
        }
    }
}
