//! What is wrong with a text that is not JSON, in Jackson's words, and where.

use std::fmt;

/// A place in a text: line and column, both counted from 1, columns in bytes as Jackson counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Location {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl Location {
    /// The place of the byte at `offset` of `text`.
    pub(crate) fn of(text: &[u8], offset: usize) -> Self {
        let before = &text[..offset.min(text.len())];
        let lines = before.split(|&byte| byte == b'\n').enumerate();
        let (newlines, line) = lines.last().unwrap_or_default();
        Self {
            line: newlines + 1,
            column: line.len() + 1,
        }
    }
}

/// As the prefix of every parser message of the server (reference, section 1.3).
impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}:{}]", self.line, self.column)
    }
}

/// The reason why a text is not JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    pub(crate) location: Location,
    /// Jackson's text, without its source location.
    pub(crate) text: String,
    /// The text ended too early, which the server reports as an exception of its own.
    pub(crate) is_end_of_input: bool,
}

impl SyntaxError {
    /// The message with Jackson's source location behind it.
    ///
    /// Its form varies with Jackson's version (reference, section 1.3), so nobody should match beyond the first line.
    pub(crate) fn jackson_message(&self) -> String {
        let Location { line, column } = self.location;
        format!(
            "{}\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: {line}, column: {column}]",
            self.text
        )
    }
}
