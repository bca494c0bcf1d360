//! Names and strings.

use std::borrow::Cow;

use super::scanner::Scanner;
use super::utf8::{self, Collected, Flaw};
use crate::xcontent::SyntaxError;

impl<'a> Scanner<'a> {
    /// The rest of a name, of which the opening quote was taken already.
    ///
    /// Bytes that are no characters are noticed only once all of it was read.
    pub(super) fn name(&mut self) -> Result<Cow<'a, str>, SyntaxError> {
        if self.peek().is_none() {
            return Err(self.ends(": was expecting closing '\"' for name"));
        }
        let plain = self.plain_bytes();
        if self.peek() == Some(b'"') {
            self.skip(1);
            return utf8::text(plain).map_err(|(flaw, end)| self.no_name(&flaw, &plain[..end]));
        }
        let mut bytes = plain.to_vec();
        loop {
            match self.take() {
                Some(b'"') => break,
                Some(b'\\') => utf8::push(&mut bytes, self.escape()?),
                Some(byte @ ..b' ') => return Err(self.not_escaped(byte, "name")),
                Some(byte) => bytes.push(byte),
                None => return Err(self.ends(" in field name")),
            }
        }
        let name = utf8::text(&bytes);
        let name = name.map_err(|(flaw, end)| self.no_name(&flaw, &bytes[..end]))?;
        Ok(name.into_owned().into())
    }

    /// What is wrong with a name of which these bytes could be read, the last of them not.
    fn no_name(&self, flaw: &Flaw, bytes: &[u8]) -> SyntaxError {
        match flaw {
            Flaw::Start(byte) => self.no_start_of_character(*byte),
            Flaw::Middle(byte, 3) => self.no_middle_of_character((*byte).into()),
            Flaw::Middle(..) => self.no_middle_of_character(of_four(bytes)),
            Flaw::End => self.ends(" in field name"),
        }
    }

    /// The rest of a string, of which the opening quote was taken already.
    pub(super) fn string(&mut self) -> Result<Cow<'a, str>, SyntaxError> {
        let mark = self.mark();
        let plain = self.plain_bytes();
        if self.peek() == Some(b'"')
            && let Ok(text) = std::str::from_utf8(plain)
        {
            self.skip(1);
            return Ok(text.into());
        }
        self.go_back_to(mark);
        let mut text = Collected::default();
        loop {
            match self.take().ok_or_else(|| self.ends_in_string())? {
                b'"' => return Ok(text.into_string().into()),
                b'\\' => text.push(self.escape()?.into()),
                byte @ ..b' ' => return Err(self.not_escaped(byte, "string value")),
                byte => text.push(self.character(byte)?),
            }
        }
    }

    /// Takes what stands for itself.
    fn plain_bytes(&mut self) -> &'a [u8] {
        let rest = self.rest();
        let special = |byte: &u8| matches!(byte, b'"' | b'\\' | ..b' ');
        let plain = &rest[..rest.iter().position(special).unwrap_or(rest.len())];
        self.skip(plain.len());
        plain
    }

    /// What an escape stands for, of which the backslash was taken already.
    fn escape(&mut self) -> Result<u16, SyntaxError> {
        let character = match self.require_in_escape()? {
            b'b' => 0x08,
            b't' => b'\t',
            b'n' => b'\n',
            b'f' => 0x0c,
            b'r' => b'\r',
            byte @ (b'"' | b'/' | b'\\') => byte,
            b'u' => return self.hexadecimal_escape(),
            byte => {
                let character = self.character(byte)?;
                return Err(self.no_escape(character));
            }
        };
        Ok(character.into())
    }

    fn hexadecimal_escape(&mut self) -> Result<u16, SyntaxError> {
        let mut unit = 0;
        for _ in 0..4 {
            let byte = self.require_in_escape()?;
            let digit = char::from(byte).to_digit(16);
            let Some(digit) = digit.and_then(|digit| u16::try_from(digit).ok()) else {
                let hope = "expected a hex-digit for character escape sequence";
                return Err(self.unexpected(byte, hope));
            };
            unit = unit << 4 | digit;
        }
        Ok(unit)
    }

    fn require_in_escape(&mut self) -> Result<u8, SyntaxError> {
        self.take()
            .ok_or_else(|| self.ends(" in character escape sequence"))
    }
}

/// The last byte of a name as Jackson names it: with those before it that it keeps in one number
/// with it, which are four from the beginning of the name on, and with their sign.
fn of_four(bytes: &[u8]) -> u32 {
    let begin = bytes.len().saturating_sub(1) / 4 * 4;
    let mut bytes = bytes[begin..].iter();
    let first = bytes.next().copied().unwrap_or_default();
    let number = i32::from(first.cast_signed());
    bytes
        .fold(number, |number, byte| number << 8 | i32::from(*byte))
        .cast_unsigned()
}
