//! Request bodies in YAML.

use std::borrow::Cow;

use saphyr_parser::{Event as Yaml, Marker, Parser, ScalarStyle, ScanError, StrInput};

use crate::formats::nesting::Nesting;
use crate::json::{Event, Location, Syntax, SyntaxError};

/// Reads the first document of a text.
pub(crate) struct Reader<'a> {
    parser: Parser<'a, StrInput<'a>>,
    /// Where the text stops being UTF-8, if it does.
    not_utf8_at: Option<usize>,
    bytes: &'a [u8],
    nesting: Nesting<'a>,
    location: Location,
    is_at_end: bool,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        let decoded = std::str::from_utf8(bytes);
        Self {
            parser: Parser::new_from_str(decoded.unwrap_or_default()),
            not_utf8_at: decoded.err().map(|error| error.valid_up_to()),
            bytes,
            nesting: Nesting::default(),
            location: Location { line: 1, column: 1 },
            is_at_end: false,
        }
    }

    pub(crate) fn location(&self) -> Location {
        self.location
    }

    pub(crate) fn next(&mut self) -> Result<Option<Event<'a>>, SyntaxError> {
        if let Some(offset) = self.not_utf8_at {
            self.location = Location::of(self.bytes, offset);
            return Err(self.error("Invalid UTF-8 in the document"));
        }
        while !self.is_at_end {
            let (event, span) = match self.parser.next_event() {
                None => break,
                Some(Err(error)) => return Err(self.scan_error(&error)),
                Some(Ok(scanned)) => scanned,
            };
            self.location = location(&span.start);
            if let Some(event) = self.translate(event)? {
                return self.place(event).map(Some);
            }
        }
        Ok(None)
    }

    fn place(&mut self, event: Event<'a>) -> Result<Event<'a>, SyntaxError> {
        let placed = self.nesting.place(event);
        if self.nesting.is_empty() {
            self.is_at_end = true;
        }
        placed.map_err(|misplaced| self.error(&misplaced.text()))
    }

    /// Nothing for what stands around documents.
    fn translate(&self, event: Yaml<'a>) -> Result<Option<Event<'a>>, SyntaxError> {
        Ok(Some(match event {
            Yaml::Scalar(text, _, _, _) if self.nesting.expects_name() => Event::String(text),
            Yaml::Scalar(text, ScalarStyle::Plain, _, _) => resolve(text),
            Yaml::Scalar(text, _, _, _) => Event::String(text),
            Yaml::MappingStart(..) => Event::StartObject,
            Yaml::MappingEnd => Event::EndObject,
            Yaml::SequenceStart(..) => Event::StartArray,
            Yaml::SequenceEnd => Event::EndArray,
            // A few of them can make a document of any size.
            Yaml::Alias(_) => return Err(self.error("Aliases are not supported by this fake")),
            Yaml::Nothing
            | Yaml::StreamStart
            | Yaml::StreamEnd
            | Yaml::DocumentStart(_)
            | Yaml::DocumentEnd => return Ok(None),
        }))
    }

    fn scan_error(&mut self, error: &ScanError) -> SyntaxError {
        self.location = location(error.marker());
        let text = error.info().to_owned();
        self.error(&text)
    }

    fn error(&self, text: &str) -> SyntaxError {
        SyntaxError {
            location: self.location,
            text: text.to_owned(),
            is_end_of_input: false,
            syntax: Syntax::Yaml,
        }
    }
}

fn location(marker: &Marker) -> Location {
    Location {
        line: isize::try_from(marker.line()).unwrap_or(isize::MAX),
        column: marker.col() + 1,
    }
}

/// What a scalar without quotes means.
fn resolve(text: Cow<'_, str>) -> Event<'_> {
    match text.as_ref() {
        "" | "~" | "null" | "Null" | "NULL" => Event::Null,
        "true" | "True" | "TRUE" => Event::Boolean(true),
        "false" | "False" | "FALSE" => Event::Boolean(false),
        number if is_number(number) => Event::Number(plain_digits(text)),
        _ => Event::String(text),
    }
}

fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_numeric = |c: char| c.is_ascii_digit() || "_.eE+-".contains(c);
    unsigned.starts_with(|c: char| c.is_ascii_digit())
        && unsigned.chars().all(is_numeric)
        && plain(text).parse::<f64>().is_ok()
}

/// Without what YAML allows in numbers and JSON does not.
fn plain_digits(text: Cow<'_, str>) -> Cow<'_, str> {
    match text.contains(['_', '+']) {
        true => Cow::Owned(plain(&text)),
        false => text,
    }
}

fn plain(text: &str) -> String {
    text.strip_prefix('+').unwrap_or(text).replace('_', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Event<'_>>, String> {
        let mut reader = Reader::new(text.as_bytes());
        let mut events = Vec::new();
        loop {
            match reader.next() {
                Ok(Some(event)) => events.push(event),
                Ok(None) => return Ok(events),
                Err(error) => return Err(format!("{} {}", error.location, error.text)),
            }
        }
    }

    #[test]
    fn reads_scalars_as_json_has_them_unless_they_are_quoted() {
        let text =
            "---\na: 4\nb: \"4\"\nc: [1_000, +2.5, -1e3, ~, 'null', true, yes, 1.2.3]\n4: {}\n";
        assert_eq!(
            read(text).unwrap(),
            [
                Event::StartObject,
                Event::FieldName("a".into()),
                Event::Number("4".into()),
                Event::FieldName("b".into()),
                Event::String("4".into()),
                Event::FieldName("c".into()),
                Event::StartArray,
                Event::Number("1000".into()),
                Event::Number("2.5".into()),
                Event::Number("-1e3".into()),
                Event::Null,
                Event::String("null".into()),
                Event::Boolean(true),
                Event::String("yes".into()),
                Event::String("1.2.3".into()),
                Event::EndArray,
                Event::FieldName("4".into()),
                Event::StartObject,
                Event::EndObject,
                Event::EndObject,
            ]
        );
        assert_eq!(read("").unwrap(), []);
        assert_eq!(read("a: 1\n---\nb: 2").unwrap().len(), 4);
    }

    #[test]
    fn complains_with_the_place() {
        for (text, complaint) in [
            ("a: 1\na: 2", "[2:1] Duplicate field 'a'"),
            (
                "a: &x 1\nb: *x",
                "[2:4] Aliases are not supported by this fake",
            ),
            (
                "? [a]\n: 1",
                "[1:3] Unsupported: the name of a field is no string",
            ),
        ] {
            assert_eq!(read(text).unwrap_err(), complaint, "{text}");
        }
        let deep = "[".repeat(200);
        assert!(read(&deep).unwrap_err().contains("nesting depth"));
        assert!(read("a: [1").is_err());
        assert!(Reader::new(b"a: \xff").next().is_err());
    }

    proptest::proptest! {
        #[test]
        fn never_panics_and_always_ends(bytes: Vec<u8>, text in "[ \\n\\[\\]{}:,&*!?|>'\"a1~-]{0,40}") {
            let _ = read(&text);
            let mut reader = Reader::new(&bytes);
            let mut steps = 0;
            while let Ok(Some(_)) = reader.next() {
                steps += 1;
                proptest::prop_assert!(steps <= 4 * bytes.len() + 4);
            }
        }
    }
}
