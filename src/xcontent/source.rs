//! One pull parser for all formats.

#[cfg(any(feature = "cbor", feature = "yaml"))]
use super::Format;
#[cfg(feature = "cbor")]
use super::cbor;
#[cfg(feature = "yaml")]
use super::yaml;
use super::{Content, Event, Excerpt, Location, SyntaxError, SyntaxErrorKind, json};

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
    /// What is no text in any encoding.
    Unreadable(SyntaxError),
}

impl<'a> Source<'a> {
    pub(crate) fn new(content: &'a Content<'_>) -> Self {
        match content.format() {
            #[cfg(feature = "yaml")]
            Format::Yaml => Self::Yaml(Box::new(yaml::Reader::new(content.sent()))),
            #[cfg(feature = "cbor")]
            Format::Cbor => Self::Cbor(cbor::Reader::new(content.sent())),
            _ => match content.text() {
                Ok(text) => Self::Json(json::Reader::new(text)),
                Err(error) => Self::Unreadable(error),
            },
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
            Self::Unreadable(error) => Err(error.clone()),
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
            Self::Unreadable(error) => error.location,
        }
    }

    /// A complaint of the number that was read last. In JSON its place is behind the number.
    pub(crate) fn complaint(&self, text: String) -> SyntaxError {
        if let Self::Json(reader) = self {
            return reader.complaint(text);
        }
        SyntaxError {
            location: self.location(),
            text,
            kind: SyntaxErrorKind::Malformed,
            excerpt: Excerpt::REDACTED,
        }
    }
}
