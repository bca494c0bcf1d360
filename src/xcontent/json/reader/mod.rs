//! A pull reader of JSON that stops, complains and counts as Elasticsearch's does.
//!
//! Like the server's it allows comments, refuses duplicate names, reads no further than it is asked
//! to, and knows where every token starts (server-behaviour: Update: parsing of the body). The
//! `jsonc-parser` crate cuts the text into tokens; the grammar around them is here, since it
//! decides which complaint comes first.

mod complaints;

use std::borrow::Cow;

use jsonc_parser::tokens::Token;
use jsonc_parser::{Scanner, ScannerOptions};
use smallvec::SmallVec;

use crate::xcontent::{Event, Location, SeenNames, SyntaxError};
use complaints::HOPE_FOR_COLON;

/// An object or array that is still open.
enum Container<'a> {
    Object { names: SeenNames<'a>, start: usize },
    Array { start: usize },
}

/// What the grammar allows next.
#[derive(Clone, Copy, PartialEq)]
enum Expect {
    Value,
    ValueOrEnd,
    Name,
    NameOrEnd,
    CommaOrEnd,
    Nothing,
}

const STRICT: ScannerOptions = ScannerOptions {
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Reads a document one [`Event`] at a time.
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    text: &'a str,
    scanner: Scanner<'a>,
    open: SmallVec<[Container<'a>; 2]>,
    expect: Expect,
    token_start: usize,
    token_end: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            // Bytes that are not UTF-8 are an error only once the reader gets to them.
            Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
        };
        Self {
            bytes,
            text,
            scanner: Scanner::new(text, &STRICT),
            open: SmallVec::new(),
            expect: Expect::Value,
            token_start: 0,
            token_end: 0,
        }
    }

    /// Where the event that was read last begins.
    pub(crate) fn location(&self) -> Location {
        Location::of(self.bytes, self.token_start)
    }

    /// The next event, or nothing after the end of the document and in a document without content.
    ///
    /// Whatever follows the document is not looked at, as in the server.
    pub(crate) fn next(&mut self) -> Result<Option<Event<'a>>, SyntaxError> {
        if self.expect == Expect::Nothing {
            return Ok(None);
        }
        let Some(mut token) = self.token()? else {
            return if self.open.is_empty() && self.invalid_byte().is_none() {
                Ok(None)
            } else {
                Err(self.end_of_input())
            };
        };
        if self.expect == Expect::CommaOrEnd && token == Token::Comma {
            self.expect = match self.open.last() {
                Some(Container::Object { .. }) => Expect::Name,
                _ => Expect::Value,
            };
            token = self.token()?.ok_or_else(|| self.end_of_input())?;
        }
        let event = match self.expect {
            Expect::Name | Expect::NameOrEnd => self.name_or_end(token),
            Expect::Value | Expect::ValueOrEnd => self.value_or_end(token),
            Expect::CommaOrEnd => self.end(token),
            Expect::Nothing => return Ok(None),
        };
        event.map(Some)
    }

    fn name_or_end(&mut self, token: Token<'a>) -> Result<Event<'a>, SyntaxError> {
        match token {
            Token::String(name) => self.field_name(name),
            token if self.expect == Expect::NameOrEnd => self.end(token),
            _ => Err(self.unexpected(self.token_start)),
        }
    }

    fn value_or_end(&mut self, token: Token<'a>) -> Result<Event<'a>, SyntaxError> {
        let start = self.token_start;
        let event = match token {
            Token::OpenBrace => {
                let names = SeenNames::new();
                self.open.push(Container::Object { names, start });
                self.expect = Expect::NameOrEnd;
                return Ok(Event::StartObject);
            }
            Token::OpenBracket => {
                self.open.push(Container::Array { start });
                self.expect = Expect::ValueOrEnd;
                return Ok(Event::StartArray);
            }
            Token::String(text) => Event::String(text),
            Token::Number(number) => Event::Number(number.into()),
            Token::Boolean(value) => Event::Boolean(value),
            Token::Null => Event::Null,
            Token::Word(word) => return Err(self.unrecognized(word)),
            token if self.expect == Expect::ValueOrEnd => return self.end(token),
            _ => return Err(self.unexpected(start)),
        };
        self.complete();
        Ok(event)
    }

    /// The end of the innermost object or array.
    fn end(&mut self, token: Token<'a>) -> Result<Event<'a>, SyntaxError> {
        let event = match (token, self.in_object()) {
            (Token::CloseBrace, true) => Event::EndObject,
            (Token::CloseBracket, false) => Event::EndArray,
            _ => return Err(self.unexpected(self.token_start)),
        };
        self.open.pop();
        self.complete();
        Ok(event)
    }

    /// Goes on behind a value.
    fn complete(&mut self) {
        self.expect = match self.open.is_empty() {
            true => Expect::Nothing,
            false => Expect::CommaOrEnd,
        };
    }

    fn field_name(&mut self, name: Cow<'a, str>) -> Result<Event<'a>, SyntaxError> {
        let start = self.token_start;
        if let Some(Container::Object { names, .. }) = self.open.last_mut()
            && !names.insert(name.clone())
        {
            return Err(self.error(start, format!("Duplicate field '{name}'")));
        }
        match self.token()? {
            Some(Token::Colon) => {}
            Some(_) => return Err(self.unexpected_with(self.token_start, HOPE_FOR_COLON)),
            None => return Err(self.end_of_input()),
        }
        self.token_start = start;
        self.expect = Expect::Value;
        Ok(Event::FieldName(name))
    }

    fn in_object(&self) -> bool {
        matches!(self.open.last(), Some(Container::Object { .. }))
    }

    /// The next token that is not a comment.
    fn token(&mut self) -> Result<Option<Token<'a>>, SyntaxError> {
        loop {
            let scanned = self.scanner.scan();
            self.token_start = self.scanner.token_start();
            self.only_json_space_before(self.token_start)?;
            let token = scanned.map_err(|error| self.translate(&error))?;
            self.token_end = self.scanner.token_end();
            match token {
                Some(Token::CommentLine(_) | Token::CommentBlock(_)) => {}
                Some(Token::String(text)) => {
                    self.no_control_characters()?;
                    return Ok(Some(Token::String(text)));
                }
                Some(Token::Number(number)) => {
                    self.no_leading_zero(number)?;
                    return Ok(Some(Token::Number(number)));
                }
                token => return Ok(token),
            }
        }
    }

    /// The scanner skips all of Unicode's white space, JSON has four characters of it.
    fn only_json_space_before(&self, end: usize) -> Result<(), SyntaxError> {
        let gap = &self.bytes[self.token_end..end];
        match gap.iter().position(|byte| !b" \t\r\n".contains(byte)) {
            Some(offset) => Err(self.unexpected(self.token_end + offset)),
            None => Ok(()),
        }
    }

    fn no_control_characters(&self) -> Result<(), SyntaxError> {
        let string = &self.bytes[self.token_start..self.token_end];
        match string.iter().position(|&byte| byte < b' ') {
            Some(offset) => Err(self.error(
                self.token_start + offset,
                format!(
                    "Illegal unquoted character ((CTRL-CHAR, code {})): has to be escaped using backslash to be included in string value",
                    string[offset]
                ),
            )),
            None => Ok(()),
        }
    }

    fn no_leading_zero(&self, number: &str) -> Result<(), SyntaxError> {
        let digit_follows = self
            .bytes
            .get(self.token_end)
            .is_some_and(u8::is_ascii_digit);
        if digit_follows && matches!(number, "0" | "-0") {
            return Err(self.error(
                self.token_start,
                "Invalid numeric value: Leading zeroes not allowed".to_owned(),
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Event<'_>>, String> {
        let mut reader = Reader::new(text.as_bytes());
        let mut events = Vec::new();
        while let Some(event) = reader
            .next()
            .map_err(|error| format!("{} {}", error.location, error.text))?
        {
            events.push(event);
        }
        Ok(events)
    }

    #[test]
    fn reads_what_json_has() {
        assert_eq!(
            read(r#"{"a":[1,-2.5e3,"x\n",true,null],"b":{}}"#).unwrap(),
            [
                Event::StartObject,
                Event::FieldName("a".into()),
                Event::StartArray,
                Event::Number("1".into()),
                Event::Number("-2.5e3".into()),
                Event::String("x\n".into()),
                Event::Boolean(true),
                Event::Null,
                Event::EndArray,
                Event::FieldName("b".into()),
                Event::StartObject,
                Event::EndObject,
                Event::EndObject,
            ]
        );
    }

    #[test]
    fn skips_comments_and_stops_at_the_closing_brace() {
        let text = "/* one */ { // two\n \"a\": 1 /* three */ } rubbish";
        assert_eq!(read(text).unwrap().len(), 4);
        assert_eq!(read(" \n").unwrap(), []);
    }

    #[test]
    fn complains_in_jacksons_words_at_the_right_place() {
        for (text, complaint) in [
            (r#"{"a":1,"a":2}"#, "[1:8] Duplicate field 'a'"),
            (
                r#"{"a":1,}"#,
                "[1:8] Unexpected character ('}' (code 125)): was expecting double-quote to start field name",
            ),
            (
                "{\n a:1}",
                "[2:2] Unexpected character ('a' (code 97)): was expecting double-quote to start field name",
            ),
            (
                r#"{"a" 1}"#,
                "[1:6] Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value",
            ),
            (
                r#"{"a":1 "b":2}"#,
                "[1:8] Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries",
            ),
            (
                "[1 2]",
                "[1:4] Unexpected character ('2' (code 50)): was expecting comma to separate Array entries",
            ),
            (
                "nul",
                "[1:1] Unrecognized token 'nul': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
            ),
            (
                r#"{"a":nul}"#,
                "[1:6] Unrecognized token 'nul': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
            ),
            (
                r#"{"a":#}"#,
                "[1:6] Unexpected character ('#' (code 35)): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
            ),
            (
                r#"{"a":01}"#,
                "[1:6] Invalid numeric value: Leading zeroes not allowed",
            ),
            (
                r#"{"a":-}"#,
                "[1:7] Unexpected character ('}' (code 125)) in numeric value: expected digit (0-9) for valid numeric value",
            ),
            (
                "{\"a\":\"\n\"}",
                "[1:7] Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be included in string value",
            ),
            (
                r#"{"a":4"#,
                "[1:7] Unexpected end-of-input: expected close marker for Object (start marker at line: 1, column: 1)",
            ),
            (
                "{\u{b}}",
                "[1:2] Unexpected character ((CTRL-CHAR, code 11)): was expecting double-quote to start field name",
            ),
        ] {
            assert_eq!(read(text).unwrap_err(), complaint, "{text}");
        }
    }

    #[test]
    fn bytes_that_are_not_utf8_matter_only_when_they_are_reached() {
        let mut reader = Reader::new(b"{} \xff");
        while reader.next().unwrap().is_some() {}
        let mut reader = Reader::new(b"{\"a\xff\":1}");
        assert_eq!(reader.next().unwrap(), Some(Event::StartObject));
        let error = reader.next().unwrap_err();
        assert_eq!(error.text, "Invalid UTF-8 start byte 0xff");
        assert_eq!(error.location, Location { line: 1, column: 4 });
        assert!(!error.is_end_of_input);
    }

    proptest::proptest! {
        #[test]
        fn never_panics_and_always_ends(bytes: Vec<u8>) {
            let mut reader = Reader::new(&bytes);
            let mut steps = 0;
            while let Ok(Some(_)) = reader.next() {
                steps += 1;
                proptest::prop_assert!(steps <= bytes.len());
            }
        }

        #[test]
        fn accepts_all_that_serde_json_writes(text in "[\\PC\n\"\\\\]{0,40}", number: f64, flag: bool) {
            let value = serde_json::json!({ text.clone(): [number, flag, null_or(&text)] });
            proptest::prop_assert!(read(&value.to_string()).is_ok());
            let pretty = serde_json::to_string_pretty(&value).unwrap();
            proptest::prop_assert!(read(&pretty).is_ok());
        }
    }

    fn null_or(text: &str) -> serde_json::Value {
        if text.len() > 10 {
            serde_json::Value::Null
        } else {
            text.into()
        }
    }
}
