//! Words: the three that JSON has, and what else may stand where a value should.

use super::complaints::{HOPE_FOR_TOKEN, HOPE_FOR_VALUE};
use super::identifier::{is_part, is_start};
use super::scanner::Scanner;
use super::utf8::unit;
use crate::xcontent::SyntaxError;
use crate::xcontent::json::Unit;

/// Longer words are cut short, in Java's units.
const LONGEST: usize = 256;

impl Scanner<'_> {
    /// Goes on behind a word of which the first `taken` bytes were taken already.
    pub(super) fn literal(&mut self, word: &str, taken: usize) -> Result<(), SyntaxError> {
        let expected = &word.as_bytes()[taken..];
        let found = self.rest().iter().zip(expected);
        let count = found
            .take_while(|(found, expected)| found == expected)
            .count();
        self.skip(count);
        if count < expected.len() {
            return Err(self.unrecognized(&word[..taken + count]));
        }
        match self.peek() {
            Some(byte) if byte >= b'0' && !matches!(byte, b']' | b'}') => {
                self.end_of_word(byte, word)
            }
            _ => Ok(()),
        }
    }

    /// Complains if a word goes on with a byte, which was looked at and not taken.
    fn end_of_word(&mut self, byte: u8, word: &str) -> Result<(), SyntaxError> {
        let mark = self.mark();
        // In a text of bytes Jackson reads the first one twice, so that a longer character is not
        // read rightly.
        if self.text.unit == Unit::Character {
            self.skip(1);
        }
        let goes_on = is_part(self.character(byte)?);
        self.go_back_to(mark);
        match goes_on {
            true => Err(self.unrecognized(word)),
            false => Ok(()),
        }
    }

    /// A word that stands for a number which JSON does not have.
    pub(super) fn non_finite(&mut self, word: &str, taken: usize) -> SyntaxError {
        match self.literal(word, taken) {
            Ok(()) => self.not_enabled(word),
            Err(unrecognized) => unrecognized,
        }
    }

    /// What stands where a value should and is none, and of which the first byte was taken already.
    pub(super) fn no_value(&mut self, first: u8, is_in_array: bool) -> SyntaxError {
        match first {
            b',' | b'}' => return self.unexpected(first, "expected a value"),
            b']' if is_in_array => return self.unexpected(first, "expected a value"),
            b'N' => return self.non_finite("NaN", 1),
            b'I' => return self.non_finite("Infinity", 1),
            b'+' => {
                return match self.take() {
                    Some(byte) => self.no_digit(byte, '+'),
                    None => self.ends(" in a Number value"),
                };
            }
            _ => {}
        }
        // Of bytes the first alone decides, whatever character it may be a part of.
        let code = self.code(first);
        let character = u32::try_from(code).ok().and_then(char::from_u32);
        match character.filter(|character| is_start(*character)) {
            Some(start) => self.unrecognized(start.encode_utf8(&mut [0; 4])),
            None => self.unexpected_code(code, HOPE_FOR_VALUE),
        }
    }

    /// A word that begins like this and that JSON does not have. All of it is taken, and in a text
    /// of bytes whatever stands behind it.
    fn unrecognized(&mut self, begin: &str) -> SyntaxError {
        let mut word: Vec<char> = begin.chars().collect();
        loop {
            let behind_word = self.mark();
            let Some(byte) = self.take() else { break };
            match self.character(byte) {
                Ok(code) if is_part(code) => word.extend(char::from_u32(unit(code).into())),
                Ok(_) if self.text.unit == Unit::Byte => break,
                Ok(_) => {
                    self.go_back_to(behind_word);
                    break;
                }
                Err(error) => return error,
            }
            if word.len() >= LONGEST {
                word.extend("...".chars());
                break;
            }
        }
        let word: String = word.into_iter().collect();
        self.malformed_here(format!(
            "Unrecognized token '{word}': was expecting {HOPE_FOR_TOKEN}"
        ))
    }
}
