//! Request bodies in CBOR.

use std::borrow::Cow;

use ciborium_io::Read;
use ciborium_ll::{Decoder, Error, Header};
use data_encoding::BASE64;

use crate::xcontent::nesting::Nesting;
use crate::xcontent::{Event, Location, SyntaxError, SyntaxErrorKind};

/// Reads the first item of a sequence of bytes.
pub(crate) struct Reader<'a> {
    decoder: Decoder<&'a [u8]>,
    nesting: Nesting<'a>,
    /// For each open container of known length, how many items are still to come; for maps, names
    /// and values count.
    to_come: Vec<Option<usize>>,
    start: usize,
    is_at_end: bool,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self {
            decoder: Decoder::from(bytes),
            nesting: Nesting::default(),
            to_come: Vec::new(),
            start: 0,
            is_at_end: bytes.is_empty(),
        }
    }

    /// Jackson has no lines for CBOR, and counts bytes for columns (recalled).
    pub(crate) fn location(&self) -> Location {
        Location {
            line: -1,
            column: self.start,
        }
    }

    pub(crate) fn next(&mut self) -> Result<Option<Event<'a>>, SyntaxError> {
        if self.is_at_end {
            return Ok(None);
        }
        let event = self.pull()?;
        let placed = self.nesting.place(event, self.location());
        self.is_at_end = self.nesting.is_empty();
        placed.map(Some)
    }

    fn pull(&mut self) -> Result<Event<'a>, SyntaxError> {
        if self.to_come.last() == Some(&Some(0)) {
            return Ok(self.end());
        }
        self.start = self.decoder.offset();
        let mut header = self.header()?;
        while let Header::Tag(_) = header {
            header = self.header()?;
        }
        if header == Header::Break {
            return match self.to_come.last() {
                Some(None) => Ok(self.end()),
                _ => Err(self.error("Unexpected CBOR break")),
            };
        }
        if let Some(Some(to_come)) = self.to_come.last_mut() {
            *to_come -= 1;
        }
        self.item(header)
    }

    fn item(&mut self, header: Header) -> Result<Event<'a>, SyntaxError> {
        Ok(match header {
            Header::Positive(number) => Event::Number(number.to_string().into()),
            Header::Negative(inverted) => {
                Event::Number((i128::from(inverted) ^ !0).to_string().into())
            }
            Header::Float(number) if number.is_finite() => {
                Event::Number(format!("{number:?}").into())
            }
            Header::Float(number) => Event::Number(java_name(number).into()),
            Header::Text(length) => Event::String(self.text(length)?),
            Header::Bytes(length) => Event::Embedded(self.bytes(length)?),
            Header::Simple(20) => Event::Boolean(false),
            Header::Simple(21) => Event::Boolean(true),
            Header::Simple(22 | 23) => Event::Null,
            Header::Array(length) => self.begin(Event::StartArray, length),
            Header::Map(length) => {
                let items = length.map(|pairs| pairs.saturating_mul(2));
                self.begin(Event::StartObject, items)
            }
            Header::Simple(number) => Event::Number(number.to_string().into()),
            Header::Tag(_) | Header::Break => unreachable!("these are no items of their own"),
        })
    }

    fn begin(&mut self, event: Event<'a>, items: Option<usize>) -> Event<'a> {
        self.to_come.push(items);
        event
    }

    fn end(&mut self) -> Event<'a> {
        self.to_come.pop();
        match self.nesting.is_in_object() {
            true => Event::EndObject,
            false => Event::EndArray,
        }
    }

    fn text(&mut self, length: Option<usize>) -> Result<Cow<'a, str>, SyntaxError> {
        let text = collect_text(&mut self.decoder, length);
        text.map(Cow::Owned)
            .map_err(|error| self.decoding_error(&error))
    }

    fn bytes(&mut self, length: Option<usize>) -> Result<Cow<'a, str>, SyntaxError> {
        let bytes = collect_bytes(&mut self.decoder, length);
        bytes
            .map(|bytes| BASE64.encode(&bytes).into())
            .map_err(|error| self.decoding_error(&error))
    }

    fn header(&mut self) -> Result<Header, SyntaxError> {
        let header = self.decoder.pull();
        header.map_err(|error| self.decoding_error(&error))
    }

    fn decoding_error<E>(&self, error: &Error<E>) -> SyntaxError {
        match error {
            Error::Io(_) => SyntaxError {
                kind: SyntaxErrorKind::EndOfInput,
                ..self.error("Unexpected end-of-input in CBOR content")
            },
            Error::Syntax(_) => self.error("Invalid CBOR"),
        }
    }

    fn error(&self, text: &str) -> SyntaxError {
        SyntaxError::new(self.location(), text)
    }
}

type Failure<'a> = Error<<&'a [u8] as Read>::Error>;

/// Collects a text piece by piece, so that a length that is a lie allocates nothing.
fn collect_text<'a>(
    decoder: &mut Decoder<&'a [u8]>,
    length: Option<usize>,
) -> Result<String, Failure<'a>> {
    let (mut text, mut buffer) = (String::new(), [0; 256]);
    let mut segments = decoder.text(length);
    while let Some(mut segment) = segments.pull()? {
        while let Some(piece) = segment.pull(&mut buffer)? {
            text.push_str(piece);
        }
    }
    Ok(text)
}

/// The same for bytes.
fn collect_bytes<'a>(
    decoder: &mut Decoder<&'a [u8]>,
    length: Option<usize>,
) -> Result<Vec<u8>, Failure<'a>> {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 256]);
    let mut segments = decoder.bytes(length);
    while let Some(mut segment) = segments.pull()? {
        while let Some(piece) = segment.pull(&mut buffer)? {
            bytes.extend_from_slice(piece);
        }
    }
    Ok(bytes)
}

fn java_name(number: f64) -> &'static str {
    if number.is_nan() {
        "NaN"
    } else if number > 0.0 {
        "Infinity"
    } else {
        "-Infinity"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xcontent::event::events;

    fn read(bytes: &[u8]) -> Result<Vec<Event<'_>>, String> {
        let mut reader = Reader::new(bytes);
        events(|| reader.next())
    }

    #[test]
    fn reads_items_of_known_and_of_unknown_length() {
        // {"a": [1, -2, 1.5, "x"], "b": {}} once with lengths and once without.
        let known = b"\xa2\x61a\x84\x01\x21\xf9\x3e\x00\x61x\x61b\xa0";
        let unknown = b"\xbf\x61a\x9f\x01\x21\xf9\x3e\x00\x7f\x61x\xff\xff\x61b\xbf\xff\xff";
        let expected = [
            Event::StartObject,
            Event::FieldName("a".into()),
            Event::StartArray,
            Event::Number("1".into()),
            Event::Number("-2".into()),
            Event::Number("1.5".into()),
            Event::String("x".into()),
            Event::EndArray,
            Event::FieldName("b".into()),
            Event::StartObject,
            Event::EndObject,
            Event::EndObject,
        ];
        assert_eq!(read(known).unwrap(), expected);
        assert_eq!(read(unknown).unwrap(), expected);
        assert_eq!(read(b"\xf5").unwrap(), [Event::Boolean(true)]);
        assert_eq!(read(b"").unwrap(), []);
    }

    #[test]
    fn has_items_that_json_has_not() {
        let items = b"\x88\x44\x00\x01\xfe\xff\x5f\x41\x00\x41\x01\xff\xf7\xe5\xf8\x20\xf9\x7e\x00\xf9\xfc\x00\xc1\x04";
        assert_eq!(
            read(items).unwrap()[1..9],
            [
                Event::Embedded("AAH+/w==".into()),
                Event::Embedded("AAE=".into()),
                Event::Null,
                Event::Number("5".into()),
                Event::Number("32".into()),
                Event::Number("NaN".into()),
                Event::Number("-Infinity".into()),
                Event::Number("4".into()),
            ]
        );
    }

    #[test]
    fn texts_of_any_length_are_whole() {
        for length in [0, 1, 23, 24, 255, 256, 257, 1000] {
            let text = "é€😀x".repeat(length);
            let mut bytes = vec![0x7a];
            bytes.extend(u32::try_from(text.len()).unwrap().to_be_bytes());
            bytes.extend(text.as_bytes());
            assert_eq!(read(&bytes).unwrap(), [Event::String(text.into())]);
        }
    }

    #[test]
    fn complains_with_the_offset() {
        for (bytes, complaint) in [
            (&b"\xa2\x61a\x01\x61a\x02"[..], "[-1:4] Duplicate field 'a'"),
            (
                b"\xa1\x61a",
                "[-1:3] Unexpected end-of-input in CBOR content",
            ),
            (
                b"\xa1\x80\x01",
                "[-1:1] Unsupported: the name of a field is no string",
            ),
            (b"\x81\xff", "[-1:1] Unexpected CBOR break"),
            (
                b"\x81\x42x",
                "[-1:1] Unexpected end-of-input in CBOR content",
            ),
            (b"\x61\xff", "[-1:0] Invalid CBOR"),
            (
                b"\x7a\xff\xff\xff\xffx",
                "[-1:0] Unexpected end-of-input in CBOR content",
            ),
            (b"\x1c", "[-1:0] Invalid CBOR"),
        ] {
            assert_eq!(read(bytes).unwrap_err(), complaint, "{bytes:02x?}");
        }
        assert!(read(&[0x81; 200]).unwrap_err().contains("nesting depth"));
    }

    proptest::proptest! {
        #[test]
        fn never_panics_and_always_ends(bytes: Vec<u8>) {
            let mut reader = Reader::new(&bytes);
            let mut steps = 0;
            while let Ok(Some(_)) = reader.next() {
                steps += 1;
                proptest::prop_assert!(steps <= 3 * bytes.len() + 3);
            }
        }
    }
}
