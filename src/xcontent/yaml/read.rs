//! Request bodies in YAML.

use saphyr_parser::{Event as Yaml, Marker, Parser, ScanError, StrInput};

use super::scalar;
use crate::xcontent::nesting::Nesting;
use crate::xcontent::{Event, Location, SyntaxError, SyntaxErrorKind};

/// What SnakeYAML reads by default, and the server with it until lately. A limit there has to be:
/// the scanner takes in a whole collection between brackets before it tells of it, at a hundred
/// bytes and more for each character.
const MOST_CHARACTERS: usize = 3 * 1024 * 1024;

/// Longer directives are refused. What one says about tags is copied for each tag, so that it could
/// take any time to read a text.
const LONGEST_DIRECTIVE: usize = 1024;

/// Reads the first document of a text.
pub(crate) struct Reader<'a> {
    parser: Parser<'a, StrInput<'a>>,
    /// What keeps the text from being read at all.
    defect: Option<SyntaxError>,
    nesting: Nesting<'a>,
    location: Location,
    is_at_end: bool,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        let (text, defect) = match text(bytes) {
            Ok(text) => (text, None),
            Err(defect) => ("", Some(defect)),
        };
        Self {
            parser: Parser::new_from_str(text),
            location: defect.as_ref().map_or(START, |defect| defect.location),
            defect,
            nesting: Nesting::default(),
            is_at_end: false,
        }
    }

    pub(crate) fn location(&self) -> Location {
        self.location
    }

    pub(crate) fn next(&mut self) -> Result<Option<Event<'a>>, SyntaxError> {
        if let Some(defect) = &self.defect {
            return Err(defect.clone());
        }
        while !self.is_at_end {
            let (event, span) = match self.parser.next_event() {
                None => break,
                Some(Err(error)) => return Err(self.scan_error(&error)),
                Some(Ok(scanned)) => scanned,
            };
            self.location = location(&span.start);
            if let Some(event) = self.translate(event)? {
                let placed = self.nesting.place(event, self.location);
                self.is_at_end = self.nesting.is_empty();
                return placed.map(Some);
            }
        }
        Ok(None)
    }

    /// Nothing for what stands around documents.
    fn translate(&self, event: Yaml<'a>) -> Result<Option<Event<'a>>, SyntaxError> {
        Ok(Some(match event {
            Yaml::Scalar(text, ..) if self.nesting.expects_name() => Event::String(text),
            Yaml::Scalar(text, style, _, tag) => scalar::resolve(text, style, tag.as_deref()),
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
        self.error(error.info())
    }

    fn error(&self, text: &str) -> SyntaxError {
        syntax_error(self.location, text)
    }
}

const START: Location = Location { line: 1, column: 1 };

/// The text that the bytes are, if it is not too long to be read.
fn text(bytes: &[u8]) -> Result<&str, SyntaxError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let location = Location::of(bytes, error.valid_up_to());
        syntax_error(location, "Invalid UTF-8 in the document")
    })?;
    if bytes.len() > MOST_CHARACTERS && text.chars().count() > MOST_CHARACTERS {
        let complaint =
            format!("The incoming YAML document exceeds the limit: {MOST_CHARACTERS} code points.");
        return Err(syntax_error(START, &complaint));
    }
    match long_directive(text) {
        None => Ok(text),
        Some(begin) => Err(syntax_error(
            Location::of(bytes, begin),
            "Directives of this length are not supported by this fake",
        )),
    }
}

/// Where a directive begins that is too long, or a line that looks like one.
fn long_directive(text: &str) -> Option<usize> {
    let mut begin = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        let is_directive = line.trim_start_matches('\u{feff}').starts_with('%');
        if is_directive && line.len() > LONGEST_DIRECTIVE {
            return Some(begin);
        }
        begin += line.len();
    }
    None
}

fn syntax_error(location: Location, text: &str) -> SyntaxError {
    SyntaxError {
        kind: SyntaxErrorKind::Yaml,
        ..SyntaxError::new(location, text)
    }
}

fn location(marker: &Marker) -> Location {
    Location {
        line: isize::try_from(marker.line()).unwrap_or(isize::MAX),
        column: marker.col() + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xcontent::event::events;

    fn read(text: &str) -> Result<Vec<Event<'_>>, String> {
        let mut reader = Reader::new(text.as_bytes());
        events(|| reader.next())
    }

    #[test]
    fn reads_what_json_has_too() {
        let text = "---\na: 4\nb: \"4\"\nc: [~, 'null', !!str 1, yes]\n4: {}\n";
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
                Event::Null,
                Event::String("null".into()),
                Event::String("1".into()),
                Event::Boolean(true),
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
    }

    #[test]
    fn what_is_no_text_or_too_much_of_it_is_not_read() {
        let not_utf8 = Reader::new(b"a:\n- \xff").next().unwrap_err();
        assert_eq!(not_utf8.location, Location { line: 2, column: 3 });
        let prefix = "x".repeat(LONGEST_DIRECTIVE);
        let directive = read(&format!("# {prefix}\n%TAG !e! {prefix}\n--- !e!a 1")).unwrap_err();
        assert!(directive.starts_with("[2:1] Directives"), "{directive}");
        assert!(read("%TAG !e! tag:yaml.org,2002:\n--- !e!int 1").is_ok());
        let longest = "é".repeat(MOST_CHARACTERS);
        assert!(read(&longest).is_ok());
        let complaint = read(&format!("{longest}é")).unwrap_err();
        assert!(complaint.contains("3145728 code points"), "{complaint}");
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
