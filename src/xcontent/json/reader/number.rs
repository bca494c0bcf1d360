//! Numbers.

use super::complaints::{NO_DIGIT_AFTER_MINUS, NO_LEADING_PLUS};
use super::scanner::Scanner;
use crate::xcontent::SyntaxError;

impl<'a> Scanner<'a> {
    /// A number, of which the first byte was taken already.
    pub(super) fn number(&mut self, first: u8) -> Result<&'a str, SyntaxError> {
        let begin = self.mark_of_last();
        self.whole_part(first)?;
        if self.peek() == Some(b'.') {
            self.skip(1);
            self.fraction()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.skip(1);
            self.exponent()?;
        }
        Ok(self.ascii_since(begin))
    }

    fn whole_part(&mut self, first: u8) -> Result<(), SyntaxError> {
        let digit = match first {
            b'-' => self.require()?,
            digit => digit,
        };
        match digit {
            b'0' if self.peek().is_some_and(|byte| byte.is_ascii_digit()) => {
                Err(self.leading_zero())
            }
            b'0'..=b'9' => {
                self.digits();
                Ok(())
            }
            b'.' => Err(self.no_value(b'.', false)),
            other => Err(self.no_digit(other, '-')),
        }
    }

    fn fraction(&mut self) -> Result<(), SyntaxError> {
        if self.digits() == 0 {
            // At the end of the text it is the point itself that is complained of.
            let found = self.take().unwrap_or(b'.');
            let reason = "Decimal point not followed by a digit";
            let code = self.code(found);
            return Err(self.unexpected_in_number(code, reason));
        }
        Ok(())
    }

    fn exponent(&mut self) -> Result<(), SyntaxError> {
        let mut byte = self.require()?;
        if matches!(byte, b'+' | b'-') {
            byte = self.require()?;
        }
        if !byte.is_ascii_digit() {
            let reason = "Exponent indicator not followed by a digit";
            let code = self.code(byte);
            return Err(self.unexpected_in_number(code, reason));
        }
        self.digits();
        Ok(())
    }

    /// Takes digits, and says how many.
    fn digits(&mut self) -> usize {
        let rest = self.rest();
        let no_digit = |byte: &u8| !byte.is_ascii_digit();
        let count = rest.iter().position(no_digit).unwrap_or(rest.len());
        self.skip(count);
        count
    }

    /// Complains of what stands behind a number that is the whole document, unless it is space.
    pub(super) fn space_behind_number(&mut self) -> Result<(), SyntaxError> {
        match self.peek() {
            None | Some(b' ' | b'\t' | b'\r' | b'\n') => Ok(()),
            Some(byte) => {
                self.skip(1);
                let hope = "Expected space separating root-level values";
                Err(self.unexpected(byte, hope))
            }
        }
    }

    /// What stands behind a sign and is no digit, and was taken already.
    pub(super) fn no_digit(&mut self, first: u8, sign: char) -> SyntaxError {
        if first != b'I' {
            let code = self.code(first);
            return self.no_number(code, sign);
        }
        match self.take() {
            None => self.ends(" in a Number value"),
            Some(b'N') => self.non_finite(&format!("{sign}INF"), 3),
            Some(b'n') => self.non_finite(&format!("{sign}Infinity"), 3),
            // This byte Jackson takes for a signed one.
            Some(byte) => self.no_number(byte.cast_signed().into(), sign),
        }
    }

    fn no_number(&self, code: i32, sign: char) -> SyntaxError {
        match sign {
            '+' => self.unexpected_in_number(i32::from(b'+'), NO_LEADING_PLUS),
            _ => self.unexpected_in_number(code, NO_DIGIT_AFTER_MINUS),
        }
    }
}
