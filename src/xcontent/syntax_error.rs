//! What is wrong with a text that is not JSON, in Jackson's words, and where.

use std::fmt;

/// A place in a text: line and column, both counted from 1, columns in bytes as Jackson counts
/// them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Location {
    /// Not positive where a format has no lines.
    pub(crate) line: isize,
    pub(crate) column: usize,
}

impl Location {
    /// The place of the byte at `offset` of `text`.
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

/// The reason why a text is not JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    pub(crate) location: Location,
    /// Jackson's text, without its source location.
    pub(crate) text: String,
    /// The text ended too early, which the server reports as an exception of its own.
    pub(crate) is_end_of_input: bool,
    pub(crate) syntax: Syntax,
}

/// Whose rules were broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Syntax {
    /// Jackson's own: those of JSON, of CBOR, and what holds in every format.
    Json,
    /// Those of the parser of YAML behind Jackson.
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
            is_end_of_input: false,
            syntax: Syntax::Json,
        }
    }

    /// Jackson's exception. That of YAML is recalled.
    pub(crate) fn jackson_exception(&self) -> &'static str {
        match (self.syntax, self.is_end_of_input) {
            #[cfg(feature = "yaml")]
            (Syntax::Yaml, _) => "marked_y_a_m_l_exception",
            (Syntax::Json, true) => "json_e_o_f_exception",
            (Syntax::Json, false) => "json_parse_exception",
        }
    }

    /// The message with Jackson's source location behind it.
    ///
    /// Its form varies with Jackson's version (server-behaviour: Update: malformed JSON), so nobody
    /// should match beyond the first line.
    pub(crate) fn jackson_message(&self) -> String {
        let Location { line, column } = self.location;
        let place = match line {
            ..1 => format!("byte offset: #{column}"),
            line => format!("line: {line}, column: {column}"),
        };
        format!(
            "{}\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); {place}]",
            self.text
        )
    }
}
