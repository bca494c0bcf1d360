//! Characters as Jackson decodes them.
//!
//! It looks at the form of each sequence alone, so that it takes what UTF-8 does not have:
//! surrogates, and characters that are written longer than they have to be.

use std::borrow::Cow;

/// What is wrong with a sequence of bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// No character begins with this byte.
    Start(u8),
    /// No character goes on with this byte, of which it is told how many go before it.
    Middle(u8, usize),
    /// The text ends within a character.
    End,
}

/// The character that begins with `first`.
pub(super) fn character(first: u8, mut next: impl FnMut() -> Option<u8>) -> Result<u32, Flaw> {
    let (bits, length) = start(first)?;
    let mut character = u32::from(bits);
    for index in 1..length {
        match next() {
            Some(byte @ 0x80..0xc0) => character = character << 6 | u32::from(byte & 0x3f),
            Some(byte) => return Err(Flaw::Middle(byte, index)),
            None => return Err(Flaw::End),
        }
    }
    Ok(character)
}

/// What the first byte of a character says: the first bits, and of how many bytes it is.
fn start(first: u8) -> Result<(u8, usize), Flaw> {
    match first {
        ..0x80 => Ok((first, 1)),
        0xc0..0xe0 => Ok((first & 0x1f, 2)),
        0xe0..0xf0 => Ok((first & 0x0f, 3)),
        0xf0..0xf8 => Ok((first & 0x07, 4)),
        _ => Err(Flaw::Start(first)),
    }
}

/// The bits of a character that Java's have.
pub(super) fn unit(character: u32) -> u16 {
    (character & 0xffff) as u16
}

/// Appends a character, or one half of a pair of surrogates.
pub(super) fn push(bytes: &mut Vec<u8>, unit: u16) {
    if let Some(character) = char::from_u32(unit.into()) {
        bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    } else {
        let [high, low] = unit.to_be_bytes();
        let middle = (high & 0x0f) << 2 | low >> 6;
        bytes.extend_from_slice(&[0xed, 0x80 | middle, 0x80 | low & 0x3f]);
    }
}

/// The text that the bytes are, or what is wrong with them and behind how many of them. What is no
/// character becomes U+FFFD.
pub(super) fn text(bytes: &[u8]) -> Result<Cow<'_, str>, (Flaw, usize)> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.into());
    }
    let mut text = Collected::default();
    let mut rest = bytes.iter();
    while let Some(first) = rest.next() {
        let length = start(*first).map_or(1, |(_, length)| length);
        if rest.len() + 1 < length {
            return Err((Flaw::End, bytes.len()));
        }
        let character = character(*first, || rest.next().copied());
        text.push(character.map_err(|flaw| (flaw, bytes.len() - rest.len()))?);
    }
    Ok(text.into_string().into())
}

/// A text in the making, in the units that Java has: two surrogates in a row are one character.
#[derive(Default)]
pub(super) struct Collected(Vec<u16>);

impl Collected {
    pub(super) fn push(&mut self, character: u32) {
        if let Ok(unit) = u16::try_from(character) {
            self.0.push(unit);
        } else {
            let character = char::from_u32(character).unwrap_or(char::REPLACEMENT_CHARACTER);
            self.0
                .extend_from_slice(character.encode_utf16(&mut [0; 2]));
        }
    }

    pub(super) fn into_string(self) -> String {
        String::from_utf16_lossy(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_of_the_right_form_are_characters() {
        assert_eq!(text("aé€😀".as_bytes()).unwrap(), "aé€😀");
        assert_eq!(text(b"\xc0\x80\xed\xa0\x80").unwrap(), "\0\u{fffd}");
        assert_eq!(text(b"\xed\xa0\xbd\xed\xb8\x80").unwrap(), "😀");
        assert_eq!(text(b"\xf7\xbf\xbf\xbf").unwrap(), "\u{fffd}");
    }

    #[test]
    fn everything_else_has_a_flaw() {
        for (bytes, flaw) in [
            (&b"\x80"[..], Flaw::Start(0x80)),
            (b"\xf8\x80", Flaw::Start(0xf8)),
            (b"\xc3(", Flaw::Middle(b'(', 1)),
            (b"\xe2\x82(", Flaw::Middle(b'(', 2)),
            (b"\xe2\x82", Flaw::End),
            (b"\xe2(", Flaw::End),
        ] {
            assert_eq!(text(bytes).unwrap_err().0, flaw, "{bytes:?}");
        }
    }
}
