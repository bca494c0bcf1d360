//! The encodings that a JSON text may come in, found out as Jackson does
//! (server-behaviour: Update: encodings).

use std::borrow::Cow;
use std::fmt;

/// How characters are written as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Encoding {
    width: Width,
    order: Order,
    has_mark: bool,
}

/// How many bytes there are to a character, or to half of a pair of surrogates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Width {
    One,
    Two,
    Four,
}

/// Which byte of a character comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Big,
    Little,
    /// One that is known to be unsupported, by its name in Jackson's complaint.
    Unsupported(&'static str),
}

impl Encoding {
    /// What JSON is to be written in.
    pub(crate) const UTF_8: Self = Self::of(Width::One, Order::Big, false);

    const fn of(width: Width, order: Order, has_mark: bool) -> Self {
        Self {
            width,
            order,
            has_mark,
        }
    }

    /// By its byte order mark, or by which of the first bytes are zero: the first character of JSON
    /// is of ASCII.
    pub(crate) fn detect(text: &[u8]) -> Self {
        use Order::{Big, Little, Unsupported};
        use Width::{Four, One, Two};
        match *text {
            [0, 0, 0xfe, 0xff, ..] => Self::of(Four, Big, true),
            [0xff, 0xfe, 0, 0, ..] => Self::of(Four, Little, true),
            [0, 0, 0xff, 0xfe, ..] => Self::of(Four, Unsupported("2143"), true),
            [0xfe, 0xff, 0, 0, ..] => Self::of(Four, Unsupported("3412"), true),
            [0xfe, 0xff, _, _, ..] => Self::of(Two, Big, true),
            [0xff, 0xfe, _, _, ..] => Self::of(Two, Little, true),
            [0xef, 0xbb, 0xbf, _, ..] => Self::of(One, Big, true),
            [0, 0, 0, _, ..] => Self::of(Four, Big, false),
            [_, 0, 0, 0, ..] => Self::of(Four, Little, false),
            [0, _, 0, 0, ..] => Self::of(Four, Unsupported("3412"), false),
            [0, 0, _, 0, ..] => Self::of(Four, Unsupported("2143"), false),
            [0, _, _, _, ..] | [0, _] | [0, _, _] => Self::of(Two, Big, false),
            [_, 0, _, _, ..] | [_, 0] | [_, 0, _] => Self::of(Two, Little, false),
            _ => Self::UTF_8,
        }
    }

    /// How many bytes the byte order mark takes.
    pub(crate) fn mark_length(self) -> usize {
        match self.width {
            _ if !self.has_mark => 0,
            Width::One => 3,
            Width::Two => 2,
            Width::Four => 4,
        }
    }

    /// Whether it is of bytes, so that a text in it can be read as it is.
    pub(crate) fn is_of_bytes(self) -> bool {
        self.width == Width::One
    }

    /// The text as UTF-8, without its mark, unless it was that already; or why it is no text.
    pub(crate) fn decode(self, sent: &[u8]) -> Result<Cow<'_, [u8]>, String> {
        if self.is_of_bytes() {
            return Ok(sent.into());
        }
        let little = match self.order {
            Order::Big => false,
            Order::Little => true,
            Order::Unsupported(order) => {
                return Err(format!("Unsupported UCS-4 endianness ({order}) detected"));
            }
        };
        let bytes = &sent[self.mark_length().min(sent.len())..];
        let text = match self.width {
            Width::Four => utf_32(bytes, little, self.mark_length())?,
            _ => utf_16(bytes, little),
        };
        Ok(text.into_bytes().into())
    }
}

/// Halves of pairs, and half of a character at the end, become U+FFFD.
fn utf_16(bytes: &[u8], little: bool) -> String {
    let (pairs, rest) = bytes.as_chunks();
    let unit = match little {
        true => |pair: &[u8; 2]| u16::from_le_bytes(*pair),
        false => |pair: &[u8; 2]| u16::from_be_bytes(*pair),
    };
    let characters = char::decode_utf16(pairs.iter().map(unit));
    let mut text: String = characters
        .map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    if !rest.is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    text
}

/// Surrogates become U+FFFD; everything else that is no character is refused, in Jackson's words.
fn utf_32(bytes: &[u8], little: bool, begin: usize) -> Result<String, String> {
    let (quads, rest) = bytes.as_chunks();
    let mut text = String::with_capacity(quads.len());
    let mut units = 0;
    for (index, quad) in quads.iter().enumerate() {
        let number = match little {
            true => u32::from_le_bytes(*quad),
            false => u32::from_be_bytes(*quad),
        };
        if number > u32::from(char::MAX) {
            return Err(format!(
                "Invalid UTF-32 character 0x{:x} (above 0x{:08x}) at char #{units}, byte #{})",
                number - 0x1_0000,
                u32::from(char::MAX),
                begin + 4 * index + 3
            ));
        }
        let character = char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER);
        units += character.len_utf16();
        text.push(character);
    }
    if !rest.is_empty() {
        let got = rest.len();
        return Err(format!(
            "Unexpected EOF in the middle of a 4-byte UTF-32 char: got {got}, needed 4, \
             at char #{units}, byte #{got})"
        ));
    }
    Ok(text)
}

/// As people call it.
impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match (self.width, self.order) {
            (Width::One, _) => "UTF-8",
            (Width::Two, Order::Little) => "UTF-16LE",
            (Width::Two, _) => "UTF-16BE",
            (Width::Four, Order::Big) => "UTF-32BE",
            (Width::Four, Order::Little) => "UTF-32LE",
            (Width::Four, Order::Unsupported(_)) => "UTF-32 in an unusual byte order",
        };
        f.write_str(name)?;
        match self.has_mark {
            true => f.write_str(" with a byte order mark"),
            false => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(text: &str, width: usize, little: bool) -> Vec<u8> {
        let mut bytes = Vec::new();
        for character in text.chars() {
            let mut units = [0; 2];
            let numbers: Vec<u32> = match width {
                2 => character
                    .encode_utf16(&mut units)
                    .iter()
                    .map(|unit| u32::from(*unit))
                    .collect(),
                _ => vec![character.into()],
            };
            for number in numbers {
                let all = number.to_be_bytes();
                let mut part = all[4 - width..].to_vec();
                if little {
                    part.reverse();
                }
                bytes.extend(part);
            }
        }
        bytes
    }

    #[test]
    fn every_encoding_is_found_out_and_decoded() {
        let json = r#"{"é€😀":1}"#;
        for (width, little, name) in [
            (2, false, "UTF-16BE"),
            (2, true, "UTF-16LE"),
            (4, false, "UTF-32BE"),
            (4, true, "UTF-32LE"),
        ] {
            for (mark, suffix) in [("", ""), ("\u{feff}", " with a byte order mark")] {
                let sent = encoded(&format!("{mark}{json}"), width, little);
                let encoding = Encoding::detect(&sent);
                assert_eq!(encoding.to_string(), format!("{name}{suffix}"));
                assert_eq!(encoding.decode(&sent).unwrap(), json.as_bytes());
            }
        }
        let marked = [b"\xef\xbb\xbf", json.as_bytes()].concat();
        let encoding = Encoding::detect(&marked);
        assert_eq!(encoding.to_string(), "UTF-8 with a byte order mark");
        assert_eq!(encoding.decode(&marked).unwrap(), marked);
        assert_eq!(Encoding::detect(json.as_bytes()), Encoding::UTF_8);
    }

    #[test]
    fn short_texts_have_no_mark() {
        for (text, name) in [
            (&b""[..], "UTF-8"),
            (b"{", "UTF-8"),
            (b"\0", "UTF-8"),
            (b"\xef\xbb\xbf", "UTF-8"),
            (b"\xff\xfe", "UTF-8"),
            (b"\0{", "UTF-16BE"),
            (b"{\0", "UTF-16LE"),
            (b"{\0}", "UTF-16LE"),
        ] {
            assert_eq!(Encoding::detect(text).to_string(), name, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_character_is_replaced_or_refused() {
        let decode = |text: &[u8]| {
            let decoded = Encoding::detect(text).decode(text)?.into_owned();
            Ok::<_, String>(String::from_utf8(decoded).unwrap())
        };
        assert_eq!(decode(b"\0{\xd8\0\0}\xdc").unwrap(), "{\u{fffd}}\u{fffd}");
        for (text, complaint) in [
            (
                &b"\0\0\xfe\xff\0\x11\0\0"[..],
                "Invalid UTF-32 character 0x100000 (above 0x0010ffff) at char #0, byte #7)",
            ),
            (
                b"\0\0\0 \0\0\0",
                "Unexpected EOF in the middle of a 4-byte UTF-32 char: got 3, needed 4, at char #1, byte #3)",
            ),
            (
                b"\0\0\xff\xfe\0\0",
                "Unsupported UCS-4 endianness (2143) detected",
            ),
            (
                b"\0{\0\0\0\"\0\0",
                "Unsupported UCS-4 endianness (3412) detected",
            ),
        ] {
            assert_eq!(decode(text).unwrap_err(), complaint, "{text:?}");
        }
    }
}
