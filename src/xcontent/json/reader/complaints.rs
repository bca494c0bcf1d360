//! What the reader says when a text is not JSON, in Jackson's words.

use jsonc_parser::ParseStringErrorKind;
use jsonc_parser::errors::{ParseError, ParseErrorKind};

use super::{Container, Expect, Reader};
use crate::xcontent::{Location, Syntax, SyntaxError};

pub(super) const HOPE_FOR_COLON: &str = "was expecting a colon to separate field name and value";

impl Expect {
    /// The half of Jackson's complaint that says what it had hoped for.
    fn hope(self, in_object: bool) -> &'static str {
        match self {
            Self::Name | Self::NameOrEnd => "was expecting double-quote to start field name",
            Self::CommaOrEnd if in_object => "was expecting comma to separate Object entries",
            Self::CommaOrEnd => "was expecting comma to separate Array entries",
            Self::Value | Self::ValueOrEnd | Self::Nothing => {
                "expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
            }
        }
    }
}

impl<'a> Reader<'a> {
    pub(super) fn translate(&self, error: &ParseError) -> SyntaxError {
        let at = error.range().start;
        match error.kind() {
            ParseErrorKind::String(ParseStringErrorKind::UnterminatedStringLiteral)
            | ParseErrorKind::UnterminatedCommentBlock => self.end_of_input(),
            ParseErrorKind::String(_) => self.error(at, "Unrecognized character escape".to_owned()),
            ParseErrorKind::ExpectedDigit
            | ParseErrorKind::ExpectedDigitFollowingNegativeSign
            | ParseErrorKind::ExpectedPlusMinusOrDigitInNumberLiteral
            | ParseErrorKind::BareDecimalPointNumbersNotAllowed => self.bad_number(),
            _ => match self.word() {
                "" => self.unexpected(at),
                word => self.unrecognized(word),
            },
        }
    }

    /// The bare word that stands where a value should, empty if there is none.
    pub(super) fn word(&self) -> &'a str {
        if !matches!(self.expect, Expect::Value | Expect::ValueOrEnd) {
            return "";
        }
        let rest = &self.text[self.token_start..];
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        &rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())]
    }

    pub(super) fn bad_number(&self) -> SyntaxError {
        let number_length = self.bytes[self.token_start..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit() || b"+-.eE".contains(byte))
            .count();
        match self.bytes.get(self.token_start + number_length) {
            None => self.end_of_input(),
            Some(&byte) => self.error(
                self.token_start + number_length,
                format!(
                    "Unexpected character ({}) in numeric value: expected digit (0-9) for valid numeric value",
                    describe(byte)
                ),
            ),
        }
    }

    pub(super) fn unrecognized(&self, word: &str) -> SyntaxError {
        // A name as long as the body would make the answer as long as the body.
        let shown: String = word.chars().take(256).collect();
        self.error(
            self.token_start,
            format!(
                "Unrecognized token '{shown}': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
            ),
        )
    }

    pub(super) fn unexpected(&self, at: usize) -> SyntaxError {
        self.unexpected_with(at, self.expect.hope(self.in_object()))
    }

    pub(super) fn unexpected_with(&self, at: usize, hope: &str) -> SyntaxError {
        match self.text.as_bytes().get(at) {
            Some(&byte) => self.error(
                at,
                format!("Unexpected character ({}): {hope}", describe(byte)),
            ),
            None => self.end_of_input(),
        }
    }

    /// The first byte that is not UTF-8, if there is one.
    pub(super) fn invalid_byte(&self) -> Option<u8> {
        self.bytes.get(self.text.len()).copied()
    }

    pub(super) fn end_of_input(&self) -> SyntaxError {
        let end = self.text.len();
        if let Some(byte) = self.invalid_byte() {
            return self.error(end, format!("Invalid UTF-8 start byte 0x{byte:02x}"));
        }
        let text = match self.open.last() {
            Some(Container::Object { start, .. }) => self.expected_close_marker("Object", *start),
            Some(Container::Array { start }) => self.expected_close_marker("Array", *start),
            None => "Unexpected end-of-input".to_owned(),
        };
        SyntaxError {
            is_end_of_input: true,
            syntax: Syntax::Json,
            ..self.error(end, text)
        }
    }

    pub(super) fn expected_close_marker(&self, container: &str, start: usize) -> String {
        let Location { line, column } = Location::of(self.bytes, start);
        format!(
            "Unexpected end-of-input: expected close marker for {container} (start marker at line: {line}, column: {column})"
        )
    }

    pub(super) fn error(&self, offset: usize, text: String) -> SyntaxError {
        SyntaxError {
            location: Location::of(self.bytes, offset),
            text,
            is_end_of_input: false,
            syntax: Syntax::Json,
        }
    }
}

/// A character as Jackson names it in a complaint.
fn describe(byte: u8) -> String {
    if byte.is_ascii_control() {
        format!("(CTRL-CHAR, code {byte})")
    } else {
        format!("'{}' (code {byte})", char::from(byte))
    }
}
