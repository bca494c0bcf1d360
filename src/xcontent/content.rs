//! A document as it was sent, made ready to be read.

use std::borrow::Cow;

use super::json::{Encoding, Text, Unit};
use super::{Excerpt, Excerpts, Format, Location, SyntaxError, SyntaxErrorKind};

/// A document in some format and encoding. The format is JSON if the fake does not speak it.
#[derive(Debug)]
pub(crate) struct Content<'b> {
    format: Format,
    sent: &'b [u8],
    encoding: Encoding,
    /// UTF-8, or what was sent for it; or why the bytes are no text.
    decoded: Result<Cow<'b, [u8]>, String>,
    excerpts: Excerpts,
}

impl<'b> Content<'b> {
    /// Finds out the encoding, which JSON alone has a choice of.
    pub(crate) fn new(format: Format, sent: &'b [u8], excerpts: Excerpts) -> Self {
        let format = format.or_json();
        let encoding = match format {
            Format::Json => Encoding::detect(sent),
            _ => Encoding::UTF_8,
        };
        Self {
            format,
            sent,
            encoding,
            decoded: encoding.decode(sent),
            excerpts,
        }
    }

    pub(crate) fn format(&self) -> Format {
        self.format
    }

    pub(crate) fn sent(&self) -> &'b [u8] {
        self.sent
    }

    pub(crate) fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The document as UTF-8, without a byte order mark; empty if it is no text.
    pub(crate) fn utf_8(&self) -> &[u8] {
        let text = self.decoded.as_deref().unwrap_or_default();
        match self.encoding.is_of_bytes() {
            true => &text[self.encoding.mark_length()..],
            false => text,
        }
    }

    /// The text for a reader of JSON.
    pub(super) fn text(&self) -> Result<Text<'_>, SyntaxError> {
        let decoded = self.decoded.as_ref();
        let bytes = decoded.map_err(|reason| self.no_text(reason))?;
        let (begin, unit) = match self.encoding.is_of_bytes() {
            true => (self.encoding.mark_length(), Unit::Byte),
            false => (0, Unit::Character),
        };
        Ok(Text {
            bytes,
            begin,
            unit,
            sent: self.sent,
            excerpts: self.excerpts,
        })
    }

    fn no_text(&self, reason: &str) -> SyntaxError {
        SyntaxError {
            location: Location::BEFORE_TEXT,
            text: reason.to_owned(),
            kind: SyntaxErrorKind::NoCharacters,
            excerpt: Excerpt::of(self.excerpts, self.sent),
        }
    }
}
