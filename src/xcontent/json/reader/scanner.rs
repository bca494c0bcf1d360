//! Where the reader stands in its text, and the bytes that it takes from there.
//!
//! Everything here goes forward byte by byte as Jackson does, since complaints name the place that
//! the parser has come to when it notices.

use super::Text;
use super::complaints::HOPE_FOR_COMMENT;
use super::utf8::{self, Flaw, unit};
use crate::xcontent::json::Unit;
use crate::xcontent::{Location, SyntaxError};

/// A text and a place in it.
pub(super) struct Scanner<'a> {
    pub(super) text: Text<'a>,
    mark: Mark,
    /// Jackson's name for the token that was told last, which some complaints mention.
    pub(super) token: &'static str,
}

/// A place, from which a [`Location`] can be made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    at: usize,
    line: isize,
    line_begin: usize,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: Text<'a>) -> Self {
        let mark = Mark {
            at: text.begin,
            line: 1,
            line_begin: 0,
        };
        Self {
            text,
            mark,
            token: "null",
        }
    }

    /// What is still to come.
    pub(super) fn rest(&self) -> &'a [u8] {
        &self.text.bytes[self.mark.at..]
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.bytes.get(self.mark.at).copied()
    }

    pub(super) fn take(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.mark.at += 1;
        Some(byte)
    }

    /// Takes bytes of which it is known that they are there, and that they end no line.
    pub(super) fn skip(&mut self, count: usize) {
        self.mark.at += count;
    }

    /// Takes a byte that has to be there.
    pub(super) fn require(&mut self) -> Result<u8, SyntaxError> {
        self.take().ok_or_else(|| self.ends_in_token())
    }

    /// Takes what follows white space and comments; nothing at the end of the text.
    pub(super) fn significant(&mut self) -> Result<Option<u8>, SyntaxError> {
        while let Some(byte) = self.take() {
            match byte {
                b' ' | b'\t' => {}
                b'\n' | b'\r' => self.end_line(byte),
                b'/' => self.comment()?,
                ..b' ' => return Err(self.no_white_space(byte)),
                _ => return Ok(Some(byte)),
            }
        }
        Ok(None)
    }

    /// Goes on behind the end of a line, of which the first byte was taken already.
    fn end_line(&mut self, byte: u8) {
        if byte == b'\r' && self.peek() == Some(b'\n') {
            self.mark.at += 1;
        }
        self.mark.line += 1;
        self.mark.line_begin = self.mark.at;
    }

    /// Goes on behind a comment, of which the first slash was taken already.
    fn comment(&mut self) -> Result<(), SyntaxError> {
        match self.take() {
            Some(b'/') => self.comment_of_a_line(),
            Some(b'*') => self.comment_of_a_block(),
            Some(byte) => Err(self.unexpected(byte, HOPE_FOR_COMMENT)),
            None => Err(self.ends(" in a comment")),
        }
    }

    fn comment_of_a_line(&mut self) -> Result<(), SyntaxError> {
        while let Some(byte) = self.take() {
            self.skip_in_comment(byte)?;
            if matches!(byte, b'\n' | b'\r') {
                break;
            }
        }
        Ok(())
    }

    fn comment_of_a_block(&mut self) -> Result<(), SyntaxError> {
        while let Some(byte) = self.take() {
            if byte == b'*' && self.peek() == Some(b'/') {
                self.skip(1);
                return Ok(());
            }
            self.skip_in_comment(byte)?;
        }
        Err(self.ends(" in a comment"))
    }

    fn skip_in_comment(&mut self, byte: u8) -> Result<(), SyntaxError> {
        match byte {
            b'\n' | b'\r' => self.end_line(byte),
            b'\t' => {}
            ..b' ' => return Err(self.no_white_space(byte)),
            _ => _ = self.character(byte)?,
        }
        Ok(())
    }

    /// The character that begins with a byte, which was taken already.
    pub(super) fn character(&mut self, first: u8) -> Result<u32, SyntaxError> {
        utf8::character(first, || self.take()).map_err(|flaw| match flaw {
            Flaw::Start(byte) => self.no_start_of_character(byte),
            Flaw::Middle(byte, _) => self.no_middle_of_character(byte.into()),
            Flaw::End => self.ends_in_token(),
        })
    }

    /// The number that stands in complaints for a character of which the first byte was taken
    /// already: of bytes that is the byte itself.
    pub(super) fn code(&mut self, first: u8) -> i32 {
        match self.text.unit {
            Unit::Byte => first.into(),
            Unit::Character => self.character(first).map_or(0, |code| unit(code).into()),
        }
    }

    /// Where the next byte is.
    pub(super) fn mark(&self) -> Mark {
        self.mark
    }

    /// Where the byte is that was taken last.
    pub(super) fn mark_of_last(&self) -> Mark {
        Mark {
            at: self.mark.at.saturating_sub(1),
            ..self.mark
        }
    }

    pub(super) fn go_back_to(&mut self, mark: Mark) {
        self.mark = mark;
    }

    /// What was taken since a place, if it is of ASCII.
    pub(super) fn ascii_since(&self, mark: Mark) -> &'a str {
        let bytes = &self.text.bytes[mark.at..self.mark.at];
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    pub(super) fn location(&self, mark: Mark) -> Location {
        let Mark {
            at,
            line,
            line_begin,
        } = mark;
        let before = self.text.bytes.get(line_begin..at).unwrap_or_default();
        Location {
            line,
            column: self.text.unit.count(before) + 1,
        }
    }
}
