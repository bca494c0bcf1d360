//! Lines and columns of a file.

use std::ops::Range;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::excerpt::Excerpt;

/// A place in a file. Lines and columns are numbered from 1 on; a column is one character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) line: usize,
    pub(super) column: usize,
}

/// Something in a file: from where, to where, and what it looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: Position,
    /// Behind its last character.
    pub(super) end: Position,
    pub(super) excerpt: Option<Excerpt>,
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

impl Span {
    /// A place whose text cannot be shown.
    pub(super) fn at(position: Position) -> Self {
        Self {
            start: position,
            end: position,
            excerpt: None,
        }
    }

    /// A range of a text that begins at a place of the file, and is there as it is here. Nothing of
    /// the file that is outside of the text is shown.
    pub(super) fn of(text: &str, begins: Position, range: &Range<usize>) -> Option<Self> {
        let range = range.start..range.end.max(range.start);
        let start = begins.after(text.get(..range.start)?);
        Some(Self {
            start,
            end: start.after(text.get(range.clone())?),
            excerpt: Excerpt::of(text, &range, begins.column > 1),
        })
    }

    /// The same for bytes that may not be UTF-8.
    pub(super) fn of_bytes(bytes: &[u8], begins: Position, range: &Range<usize>) -> Option<Self> {
        if let Ok(text) = str::from_utf8(bytes) {
            return Self::of(text, begins, range);
        }
        let before = String::from_utf8_lossy(bytes.get(..range.start)?);
        let marked = String::from_utf8_lossy(bytes.get(range.clone())?);
        let behind = String::from_utf8_lossy(bytes.get(range.end..)?);
        let range = before.len()..before.len() + marked.len();
        Self::of(&format!("{before}{marked}{behind}"), begins, &range)
    }
}

/// Without the excerpt: it is in the file.
impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_struct("Span", 4)?;
        map.serialize_field("line", &self.start.line)?;
        map.serialize_field("column", &self.start.column)?;
        map.serialize_field("end_line", &self.end.line)?;
        map.serialize_field("end_column", &self.end.column)?;
        map.end()
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

    #[test]
    fn spans_end_behind_their_last_character() {
        let begins = Position { line: 3, column: 5 };
        let text = "{\"é\": [\n4]}";
        let start = text.find('[').unwrap();
        let span = Span::of(text, begins, &(start..start + 4)).unwrap();
        assert_eq!(
            span.start,
            Position {
                line: 3,
                column: 11
            }
        );
        assert_eq!(span.end, Position { line: 4, column: 3 });
        assert_eq!(span.excerpt.unwrap().line, "…{\"é\": [");
        let bytes = b"{\xff: 4}";
        let span = Span::of_bytes(bytes, Position::START, &(4..5)).unwrap();
        assert_eq!(span.excerpt.unwrap().line, "{\u{fffd}: 4}");
        assert_eq!(span.end, Position { line: 1, column: 6 });
    }
}
