//! Lines and columns of a file.

use serde::Serialize;

/// A place in a file. Lines and columns are numbered from 1 on; a column is one character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Position {
    pub(super) line: usize,
    pub(super) column: usize,
}

impl Position {
    /// Where a file begins.
    pub(super) const START: Self = Self { line: 1, column: 1 };

    /// The place behind a text that begins here.
    pub(super) fn after(self, text: &str) -> Self {
        text.bytes().fold(self, Self::after_byte)
    }

    /// The place behind one byte of UTF-8.
    pub(super) fn after_byte(self, byte: u8) -> Self {
        let Self { line, column } = self;
        match byte {
            b'\n' => Self {
                line: line + 1,
                column: 1,
            },
            // The first byte of a character counts for all of them.
            0x80..0xc0 => self,
            _ => Self {
                line,
                column: column + 1,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_characters() {
        let after = |text| {
            let Position { line, column } = Position::START.after(text);
            (line, column)
        };
        assert_eq!(after(""), (1, 1));
        assert_eq!(after("aé😀"), (1, 4));
        assert_eq!(after("a\r\n\nb"), (3, 2));
    }
}
