//! One pull parser for all formats.

#[cfg(feature = "cbor")]
use super::cbor;
#[cfg(feature = "yaml")]
use super::yaml;
use super::{Event, Format, Location, SyntaxError, json};

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
