//! Files in any encoding of Unicode.

use std::io::{self, BufRead, Read};
use std::ops::Range;

/// How a file is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Encoding {
    units: Units,
    has_mark: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Units {
    Utf8,
    Utf16(Order),
    Utf32(Order),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Little,
    Big,
}

use Order::{Big, Little};
use Units::{Utf8, Utf16, Utf32};

/// Byte order marks, the longer ones first.
const MARKS: [(&[u8], Units); 5] = [
    (b"\xff\xfe\0\0", Utf32(Little)),
    (b"\0\0\xfe\xff", Utf32(Big)),
    (b"\xff\xfe", Utf16(Little)),
    (b"\xfe\xff", Utf16(Big)),
    (b"\xef\xbb\xbf", Utf8),
];

impl Encoding {
    /// Told by the first bytes of a text: by its mark, or by which bytes of its first characters,
    /// which are of ASCII in every kind of file, are zero.
    pub(crate) fn of(head: &[u8]) -> Self {
        let mark = MARKS.iter().find(|(mark, _)| head.starts_with(mark));
        if let Some(&(_, units)) = mark {
            let has_mark = true;
            return Self { units, has_mark };
        }
        let is_zero: Vec<_> = head.iter().take(4).map(|&byte| byte == 0).collect();
        let units = match is_zero.as_slice() {
            [false, true, true, true] => Utf32(Little),
            [true, true, true, false] => Utf32(Big),
            [false, true] | [false, true, false, ..] => Utf16(Little),
            [true, false] | [true, false, true, ..] => Utf16(Big),
            _ => Utf8,
        };
        Self {
            units,
            has_mark: false,
        }
    }

    pub(crate) fn mark(self) -> &'static [u8] {
        let of_units = |(_, units): &&(&[u8], Units)| *units == self.units;
        let mark = MARKS.iter().find(of_units).filter(|_| self.has_mark);
        mark.map_or(b"", |(mark, _)| mark)
    }

    /// A text as a file of this encoding has it.
    pub(crate) fn encode(self, text: &str) -> Vec<u8> {
        let mut bytes = self.mark().to_vec();
        match self.units {
            Utf8 => bytes.extend_from_slice(text.as_bytes()),
            Utf16(Little) => bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
            Utf16(Big) => bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes)),
            Utf32(Little) => bytes.extend(text.chars().flat_map(|c| u32::from(c).to_le_bytes())),
            Utf32(Big) => bytes.extend(text.chars().flat_map(|c| u32::from(c).to_be_bytes())),
        }
        bytes
    }

    /// Reads as UTF-8 what is behind the mark.
    pub(crate) fn decode(self, input: Box<dyn BufRead>) -> Box<dyn BufRead> {
        match self.units {
            Utf8 => input,
            _ => Box::new(io::BufReader::new(Decoder {
                input,
                units: self.units,
                encoded: [0; 4],
                pending: 0..0,
                deferred: None,
            })),
        }
    }
}

/// A reader that makes UTF-8 of UTF-16 and UTF-32.
struct Decoder {
    input: Box<dyn BufRead>,
    units: Units,
    /// A character in UTF-8, of which the pending part has not been read.
    encoded: [u8; 4],
    pending: Range<usize>,
    /// What is wrong behind what has been read.
    deferred: Option<io::Error>,
}

impl Decoder {
    /// The next character, or nothing at the end.
    fn next(&mut self) -> io::Result<Option<char>> {
        let Some(unit) = self.unit()? else {
            return Ok(None);
        };
        let c = match (self.units, unit) {
            (Utf16(_), 0xd800..0xdc00) => {
                let low = self.unit()?.filter(|low| (0xdc00..0xe000).contains(low));
                low.and_then(|low| {
                    char::from_u32(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00))
                })
            }
            (_, unit) => char::from_u32(unit),
        };
        c.map(Some).ok_or_else(|| self.defect())
    }

    fn unit(&mut self) -> io::Result<Option<u32>> {
        let mut bytes = [0; 4];
        let length = if matches!(self.units, Utf16(_)) { 2 } else { 4 };
        let bytes = &mut bytes[..length];
        if self.input.fill_buf()?.is_empty() {
            return Ok(None);
        }
        match self.input.read_exact(bytes) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Err(self.defect()),
            Err(error) => Err(error),
            Ok(()) => Ok(Some(self.value(bytes))),
        }
    }

    fn value(&self, bytes: &[u8]) -> u32 {
        let add = |value: u32, byte: &u8| value << 8 | u32::from(*byte);
        match self.units {
            Utf16(Little) | Utf32(Little) => bytes.iter().rev().fold(0, add),
            _ => bytes.iter().fold(0, add),
        }
    }

    fn defect(&self) -> io::Error {
        let name = if matches!(self.units, Utf16(_)) {
            16
        } else {
            32
        };
        let problem = format!("it looks like UTF-{name}, and is not valid as that");
        io::Error::new(io::ErrorKind::InvalidData, problem)
    }
}

impl Read for Decoder {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if let Some(defect) = self.deferred.take() {
            return Err(defect);
        }
        let mut read = 0;
        while read < into.len() {
            if self.pending.is_empty() {
                match self.next() {
                    Ok(Some(c)) => self.pending = 0..c.encode_utf8(&mut self.encoded).len(),
                    Ok(None) => break,
                    Err(defect) if read == 0 => return Err(defect),
                    Err(defect) => {
                        self.deferred = Some(defect);
                        break;
                    }
                }
            }
            let bytes = &self.encoded[self.pending.clone()];
            let length = bytes.len().min(into.len() - read);
            into[read..read + length].copy_from_slice(&bytes[..length]);
            self.pending.start += length;
            read += length;
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Units; 5] = [Utf8, Utf16(Little), Utf16(Big), Utf32(Little), Utf32(Big)];

    fn decoded(encoding: Encoding, bytes: &[u8]) -> io::Result<String> {
        let rest = bytes[encoding.mark().len()..].to_vec();
        let mut text = String::new();
        let mut reader = encoding.decode(Box::new(io::Cursor::new(rest)));
        reader.read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn what_is_encoded_is_told_and_decoded() {
        for units in ALL {
            for has_mark in [true, false] {
                let encoding = Encoding { units, has_mark };
                for text in ["{\"é\":\"😀\u{ffff}\"}", "{}", "4"] {
                    let bytes = encoding.encode(text);
                    assert_eq!(Encoding::of(&bytes), encoding, "{text}");
                    assert_eq!(decoded(encoding, &bytes).unwrap(), text);
                }
            }
        }
        assert_eq!(Encoding::of(b"").mark(), b"");
    }

    #[test]
    fn what_cannot_be_decoded_is_said() {
        for bytes in [
            &b"{\0}"[..],
            b"{\0\"\0\0\xd8}\0",
            b"{\0\"\0\0\xdc}\0",
            b"{\0\0\0\0\0\x11\0",
        ] {
            let problem = decoded(Encoding::of(bytes), bytes).unwrap_err().to_string();
            assert!(
                problem.ends_with("is not valid as that"),
                "{bytes:?}: {problem}"
            );
        }
    }
}
