//! What is said when a text is not JSON, in Jackson's words, and of which place.
//!
//! Places are those of the parser when it notices: behind all that it has taken, or one before
//! (server-behaviour: Update: malformed JSON).

use super::scanner::{Mark, Scanner};
use super::utf8::unit;
use crate::xcontent::json::Unit;
use crate::xcontent::{Excerpt, Location, SyntaxError, SyntaxErrorKind};

pub(super) const HOPE_FOR_COLON: &str = "was expecting a colon to separate field name and value";
pub(super) const HOPE_FOR_COMMENT: &str = "was expecting either '*' or '/' for a comment";
pub(super) const HOPE_FOR_NAME: &str = "was expecting double-quote to start field name";
pub(super) const HOPE_FOR_TOKEN: &str =
    "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
pub(super) const HOPE_FOR_VALUE: &str = "expected a valid value (JSON String, Number, Array, \
     Object or token 'null', 'true' or 'false')";
pub(super) const NO_DIGIT_AFTER_MINUS: &str =
    "expected digit (0-9) to follow minus sign, for valid numeric value";
pub(super) const NO_LEADING_PLUS: &str = "JSON spec does not allow numbers to have plus signs: \
     enable `JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS` to allow";

impl Scanner<'_> {
    /// A character that should not be there, of which the first byte was taken already.
    pub(super) fn unexpected(&mut self, first: u8, hope: &str) -> SyntaxError {
        let code = self.code(first);
        self.unexpected_code(code, hope)
    }

    /// The same for one that was taken wholly.
    pub(super) fn unexpected_code(&self, code: i32, hope: &str) -> SyntaxError {
        self.malformed_one_before(format!("Unexpected character ({}): {hope}", describe(code)))
    }

    pub(super) fn unexpected_in_number(&self, code: i32, reason: &str) -> SyntaxError {
        let character = describe(code);
        self.malformed_one_before(format!(
            "Unexpected character ({character}) in numeric value: {reason}"
        ))
    }

    pub(super) fn leading_zero(&self) -> SyntaxError {
        self.malformed_here("Invalid numeric value: Leading zeroes not allowed".to_owned())
    }

    pub(super) fn not_enabled(&self, word: &str) -> SyntaxError {
        self.malformed_here(format!(
            "Non-standard token '{word}': enable \
             `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow"
        ))
    }

    pub(super) fn no_escape(&self, code: u32) -> SyntaxError {
        let character = describe(unit(code).into());
        self.malformed_one_before(format!("Unrecognized character escape {character}"))
    }

    /// A control character in a name or a string.
    pub(super) fn not_escaped(&self, byte: u8, place: &str) -> SyntaxError {
        let character = describe(byte.into());
        self.malformed_one_before(format!(
            "Illegal unquoted character ({character}): has to be escaped using backslash to be \
             included in {place}"
        ))
    }

    /// A control character between tokens.
    pub(super) fn no_white_space(&self, byte: u8) -> SyntaxError {
        let character = describe(byte.into());
        self.malformed_here(format!(
            "Illegal character ({character}): only regular white space (\\r, \\n, \\t) is allowed \
             between tokens"
        ))
    }

    pub(super) fn no_start_of_character(&self, byte: u8) -> SyntaxError {
        self.malformed_here(format!("Invalid UTF-8 start byte 0x{byte:x}"))
    }

    pub(super) fn no_middle_of_character(&self, byte: u32) -> SyntaxError {
        self.malformed_here(format!("Invalid UTF-8 middle byte 0x{byte:x}"))
    }

    /// A bracket or brace that closes nothing, or what began with another one.
    pub(super) fn unexpected_close(
        &self,
        (found, expected): (char, char),
        container: &str,
        start: Option<Mark>,
    ) -> SyntaxError {
        let start = self.start_marker(start);
        self.malformed_one_before(format!(
            "Unexpected close marker '{found}': expected '{expected}' (for {container} starting \
             at {start})"
        ))
    }

    pub(super) fn ends_unclosed(&self, container: &str, start: Mark) -> SyntaxError {
        let start = self.start_marker(Some(start));
        self.ends(&format!(
            ": expected close marker for {container} (start marker at {start})"
        ))
    }

    fn start_marker(&self, start: Option<Mark>) -> String {
        let location = start.map_or(Location::BEFORE_TEXT, |mark| self.location(mark));
        self.excerpt().at(location)
    }

    pub(super) fn ends_in_token(&self) -> SyntaxError {
        self.ends(&format!(" in {}", self.token))
    }

    /// Here Jackson's parsers of bytes and of characters have words of their own.
    pub(super) fn ends_in_string(&self) -> SyntaxError {
        match self.text.unit {
            Unit::Byte => self.ends_in_token(),
            Unit::Character => self.ends(": was expecting closing quote for a string value"),
        }
    }

    /// The text ends too early.
    pub(super) fn ends(&self, place: &str) -> SyntaxError {
        SyntaxError {
            kind: SyntaxErrorKind::EndOfInput,
            ..self.malformed_here(format!("Unexpected end-of-input{place}"))
        }
    }

    pub(super) fn malformed_here(&self, text: String) -> SyntaxError {
        self.malformed(self.location(self.mark()), text)
    }

    fn malformed_one_before(&self, text: String) -> SyntaxError {
        let mut location = self.location(self.mark());
        location.column = location.column.saturating_sub(1);
        self.malformed(location, text)
    }

    fn malformed(&self, location: Location, text: String) -> SyntaxError {
        SyntaxError {
            location,
            text,
            kind: SyntaxErrorKind::Malformed,
            excerpt: self.excerpt(),
        }
    }

    fn excerpt(&self) -> Excerpt {
        Excerpt::of(self.text.excerpts, self.text.sent)
    }
}

/// A character as Jackson names it in a complaint.
fn describe(code: i32) -> String {
    // Java's character has these bits of the number.
    let unit = unit(code.cast_unsigned());
    let character = char::from_u32(unit.into()).unwrap_or(char::REPLACEMENT_CHARACTER);
    if character.is_control() {
        format!("(CTRL-CHAR, code {code})")
    } else if code > 255 {
        format!("'{character}' (code {code} / 0x{code:x})")
    } else {
        format!("'{character}' (code {code})")
    }
}
