//! What is wrong with a text that cannot be read, in the words of the server's parser, and where.

use std::fmt;

use super::Excerpt;

/// A place in a text: line and column, both counted from 1, columns in bytes as Jackson counts
/// them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Location {
    /// Not positive where a format has no lines.
    pub(crate) line: isize,
    /// Zero before the first token of a text.
    pub(crate) column: usize,
}

impl Location {
    /// Where a parser is before it has read anything.
    pub(crate) const BEFORE_TEXT: Self = Self { line: 1, column: 0 };

    /// The place of the byte at `offset` of `text`.
    #[cfg(feature = "yaml")]
    pub(crate) fn of(text: &[u8], offset: usize) -> Self {
        let before = &text[..offset.min(text.len())];
        let lines = before.split(|&byte| byte == b'\n').enumerate();
        let (newlines, line) = lines.last().unwrap_or_default();
        Self {
            line: isize::try_from(newlines).unwrap_or(isize::MAX - 1) + 1,
            column: line.len() + 1,
        }
    }
}

/// As the prefix of every parser message of the server
/// (server-behaviour: Update: parsing of the body).
impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}:{}]", self.line, self.column)
    }
}

/// The reason why a text cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    pub(crate) location: Location,
    /// The parser's text, without the place behind it.
    pub(crate) text: String,
    pub(crate) kind: SyntaxErrorKind,
    /// What the place behind the text shows of the source.
    pub(crate) excerpt: Excerpt,
}

/// Which exception of the parser it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SyntaxErrorKind {
    /// Something is where it cannot be.
    Malformed,
    /// The text ended too early, which the server reports as an exception of its own.
    EndOfInput,
    /// Bytes that are no characters of their encoding.
    NoCharacters,
    #[cfg(feature = "yaml")]
    Yaml,
}

impl SyntaxError {
    /// One of Jackson's own.
    #[cfg(any(feature = "cbor", feature = "yaml"))]
    pub(crate) fn new(location: Location, text: impl Into<String>) -> Self {
        Self {
            location,
            text: text.into(),
            kind: SyntaxErrorKind::Malformed,
            excerpt: Excerpt::REDACTED,
        }
    }

    /// The parser's exception. That of YAML is recalled.
    pub(crate) fn parser_exception(&self) -> &'static str {
        match self.kind {
            SyntaxErrorKind::Malformed => "json_parse_exception",
            SyntaxErrorKind::EndOfInput => "json_e_o_f_exception",
            SyntaxErrorKind::NoCharacters => "char_conversion_exception",
            #[cfg(feature = "yaml")]
            SyntaxErrorKind::Yaml => "marked_y_a_m_l_exception",
        }
    }

    /// The message with the place behind it, which shows the source or does not
    /// (server-behaviour: Update: source excerpts).
    pub(crate) fn parser_message(&self) -> String {
        match self.kind {
            SyntaxErrorKind::NoCharacters => self.text.clone(),
            _ => format!("{}\n at {}", self.text, self.excerpt.at(self.location)),
        }
    }
}
