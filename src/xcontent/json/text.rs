//! What a reader reads: the text itself, and how its complaints count and quote it.

use crate::xcontent::Excerpts;

/// A text to be read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text<'a> {
    /// UTF-8, or what is sent for it.
    pub(crate) bytes: &'a [u8],
    /// How many bytes at the beginning are no part of it, but count for places.
    pub(crate) begin: usize,
    /// What columns are counted in.
    pub(crate) unit: Unit,
    /// What complaints quote: the text as it was sent.
    pub(crate) sent: &'a [u8],
    pub(crate) excerpts: Excerpts,
}

/// What columns are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Byte,
    /// Java's characters, of which those beyond the basic plane are two.
    Character,
}

impl Unit {
    /// How many units there are in a text.
    pub(crate) fn count(self, bytes: &[u8]) -> usize {
        let is_first_of_character = |byte: &&u8| !(0x80..0xc0).contains(*byte);
        let is_first_of_four = |byte: &&u8| **byte >= 0xf0;
        match self {
            Self::Byte => bytes.len(),
            Self::Character => {
                bytes.iter().filter(is_first_of_character).count()
                    + bytes.iter().filter(is_first_of_four).count()
            }
        }
    }
}

/// UTF-8 that is complained of without a quote.
impl<'a> From<&'a [u8]> for Text<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            begin: 0,
            unit: Unit::Byte,
            sent: bytes,
            excerpts: Excerpts::Redacted,
        }
    }
}
