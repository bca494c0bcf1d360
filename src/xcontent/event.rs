//! What a reader tells of a document, step by step.

use std::borrow::Cow;

use super::SyntaxError;

/// One step through a document.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Event<'a> {
    StartObject,
    EndObject,
    StartArray,
    EndArray,
    FieldName(Cow<'a, str>),
    String(Cow<'a, str>),
    Number(Cow<'a, str>),
    Boolean(bool),
    Null,
    /// A string that is known to be one, and why its text cannot be read. JSON alone has them.
    Unreadable(Box<SyntaxError>),
    /// Bytes, written in base64. JSON has none.
    #[cfg_attr(
        not(any(feature = "cbor", feature = "yaml")),
        allow(dead_code, reason = "formats that have bytes read some")
    )]
    Embedded(Cow<'a, str>),
}

impl Event<'_> {
    /// The event itself, unless it is a string whose text cannot be read.
    pub(crate) fn readable(self) -> Result<Self, SyntaxError> {
        match self {
            Self::Unreadable(defect) => Err(*defect),
            event => Ok(event),
        }
    }

    /// The text of a string.
    pub(crate) fn into_string(self) -> Option<String> {
        match self {
            Self::String(text) => Some(text.into_owned()),
            _ => None,
        }
    }

    /// The name of the token in the server's messages.
    pub(crate) fn token_name(&self) -> &'static str {
        match self {
            Self::StartObject => "START_OBJECT",
            Self::EndObject => "END_OBJECT",
            Self::StartArray => "START_ARRAY",
            Self::EndArray => "END_ARRAY",
            Self::FieldName(_) => "FIELD_NAME",
            Self::String(_) | Self::Unreadable(_) => "VALUE_STRING",
            Self::Number(_) => "VALUE_NUMBER",
            Self::Boolean(_) => "VALUE_BOOLEAN",
            Self::Null => "VALUE_NULL",
            Self::Embedded(_) => "VALUE_EMBEDDED_OBJECT",
        }
    }
}

/// All that a reader tells of, or where it stopped and why.
#[cfg(all(test, any(feature = "cbor", feature = "yaml")))]
pub(super) fn events<'a>(
    mut next: impl FnMut() -> Result<Option<Event<'a>>, super::SyntaxError>,
) -> Result<Vec<Event<'a>>, String> {
    let mut events = Vec::new();
    loop {
        match next() {
            Ok(Some(event)) => events.push(event),
            Ok(None) => return Ok(events),
            Err(error) => return Err(format!("{} {}", error.location, error.text)),
        }
    }
}
