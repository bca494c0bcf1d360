use serde::Deserialize;

use super::*;
use crate::xcontent::SyntaxErrorKind;

/// All events of a document, or what is wrong with it.
pub(super) fn events(text: &[u8]) -> Result<Vec<Event<'_>>, SyntaxError> {
    let mut reader = Reader::new(text.into());
    let mut events = Vec::new();
    while let Some(event) = reader.next()? {
        events.push(event.readable()?);
    }
    Ok(events)
}

fn read(text: &str) -> Result<Vec<Event<'_>>, String> {
    events(text.as_bytes()).map_err(|error| format!("{} {}", error.location, error.text))
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
fn escapes_and_surrogates_are_decoded() {
    let strings = r#"["\"\\\/\b\f\n\r\t","\u00e9\ud83d\ude00","\ud83d","é\u0041"]"#;
    assert_eq!(
        read(strings).unwrap()[1..5],
        [
            Event::String("\"\\/\u{8}\u{c}\n\r\t".into()),
            Event::String("é😀".into()),
            Event::String("\u{fffd}".into()),
            Event::String("éA".into()),
        ]
    );
    let names = r#"{"\u00e9\ud83d\ude00\n":1}"#;
    assert_eq!(read(names).unwrap()[1], Event::FieldName("é😀\n".into()));
}

/// Beside the table, which is of one document and its relatives.
#[test]
fn complains_in_jacksons_words_at_the_right_place() {
    for (text, complaint) in [
        (r#"{"a":1,"a":2}"#, "[1:11] Duplicate field 'a'"),
        (r#"{"a":1,"\u0061":2}"#, "[1:16] Duplicate field 'a'"),
        (
            "[1 2]",
            "[1:4] Unexpected character ('2' (code 50)): was expecting comma to separate Array entries",
        ),
        (
            "[1,]",
            "[1:4] Unexpected character (']' (code 93)): expected a value",
        ),
        (
            "[1}",
            "[1:3] Unexpected close marker '}': expected ']' (for Array starting at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 1])",
        ),
        (
            "nul",
            "[1:4] Unrecognized token 'nul': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
        ),
        (
            "{\"a\":nul\n}",
            "[1:10] Unrecognized token 'nul': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
        ),
        (
            r#"{"a":#}"#,
            "[1:6] Unexpected character ('#' (code 35)): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
        ),
        (
            r#"{"a":NaN}"#,
            "[1:9] Non-standard token 'NaN': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow",
        ),
        (
            r#"{"a":-Infinity}"#,
            "[1:15] Non-standard token '-Infinity': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow",
        ),
        (
            r#"{"a":+2}"#,
            "[1:7] Unexpected character ('+' (code 43)) in numeric value: JSON spec does not allow numbers to have plus signs: enable `JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS` to allow",
        ),
        (
            r#"{"a":2."#,
            "[1:7] Unexpected character ('.' (code 46)) in numeric value: Decimal point not followed by a digit",
        ),
        (r#"{"a":-"#, "[1:7] Unexpected end-of-input in FIELD_NAME"),
        (
            r#"{"a":1,"#,
            "[1:8] Unexpected end-of-input within/between Object entries",
        ),
        (
            "4x",
            "[1:2] Unexpected character ('x' (code 120)): Expected space separating root-level values",
        ),
        (
            r#"{"a":"\€"}"#,
            "[1:10] Unrecognized character escape '€' (code 8364 / 0x20ac)",
        ),
        (
            "{\"a\r\n",
            "[1:4] Illegal unquoted character ((CTRL-CHAR, code 13)): has to be escaped using backslash to be included in name",
        ),
        (
            "\r\n\r{\r\n\n,",
            "[5:1] Unexpected character (',' (code 44)): was expecting double-quote to start field name",
        ),
        (
            "/* \u{b}",
            "[1:5] Illegal character ((CTRL-CHAR, code 11)): only regular white space (\\r, \\n, \\t) is allowed between tokens",
        ),
    ] {
        assert_eq!(read(text).unwrap_err(), complaint, "{text}");
    }
}

#[test]
fn bytes_that_are_not_utf8_matter_only_when_they_are_reached() {
    assert_eq!(events(b"{} \xff").unwrap().len(), 2);
    for (text, column, complaint) in [
        (&b"{\"a\xff\":1}"[..], 6, "Invalid UTF-8 start byte 0xff"),
        (b"{\"a\xc3\":1}", 6, "Unexpected end-of-input in field name"),
        // Jackson shows all the bytes that it keeps in one number.
        (
            b"{\"ab\xc3(\":1}",
            8,
            "Invalid UTF-8 middle byte 0x6162c328",
        ),
        (
            b"{\"a\":\"\xe2\x82(\"}",
            10,
            "Invalid UTF-8 middle byte 0x28",
        ),
        (
            b"{\"a\":\"\xe2",
            8,
            "Unexpected end-of-input in VALUE_STRING",
        ),
        (b"/* \xe2", 5, "Unexpected end-of-input in null"),
        (
            b"{\"a\":true\xc3\xa9}",
            11,
            "Invalid UTF-8 middle byte 0xc3",
        ),
    ] {
        let error = events(text).unwrap_err();
        assert_eq!(error.text, complaint);
        assert_eq!(error.location, Location { line: 1, column });
    }
}

#[test]
fn what_is_wrong_with_a_string_is_told_after_that_it_is_one() {
    let mut reader = Reader::new(br#"{"a":"\x","b":1}"#.as_slice().into());
    reader.next().unwrap();
    assert_eq!(reader.next(), Ok(Some(Event::FieldName("a".into()))));
    let string = reader.next().unwrap().unwrap();
    assert_eq!(string.token_name(), "VALUE_STRING");
    assert_eq!(reader.location(), Location { line: 1, column: 6 });
    let defect = string.readable().unwrap_err();
    assert_eq!(defect.text, "Unrecognized character escape 'x' (code 120)");
    assert_eq!(reader.next(), Err(defect));
}

#[test]
fn a_value_is_looked_at_together_with_its_name() {
    let mut reader = Reader::new(b"{\n \"a\": nul}".as_slice().into());
    assert_eq!(reader.location(), Location::BEFORE_TEXT);
    reader.next().unwrap();
    reader.next().unwrap_err();
    assert_eq!(reader.location(), Location { line: 2, column: 2 });
}

/// One row of `malformed.jsonl`: a body, and the complaint of jackson-core 2.17 with its place.
#[derive(Debug, Deserialize)]
struct Row {
    body: Option<String>,
    /// The body where it is not UTF-8.
    hex: Option<String>,
    line: isize,
    column: usize,
    /// The exception of the server.
    r#type: String,
    /// `…` stands for what is shown of the source.
    text: String,
}

impl Row {
    fn body(&self) -> Vec<u8> {
        match (&self.body, &self.hex) {
            (Some(text), _) => text.clone().into_bytes(),
            (None, Some(hex)) => data_encoding::HEXLOWER.decode(hex.as_bytes()).unwrap(),
            (None, None) => panic!("{self:?} has no body"),
        }
    }
}

#[test]
fn every_row_of_the_table_is_complained_of_as_jackson_does() {
    let table = include_str!("../../../../tests/data/malformed.jsonl");
    let mut count = 0;
    for line in table.lines() {
        let row: Row = serde_json::from_str(line).unwrap();
        let error = events(&row.body()).unwrap_err();
        let (line, column) = (row.line, row.column);
        assert_eq!(error.location, Location { line, column }, "{error:?}");
        let redacted = "REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled)";
        assert_eq!(error.text.replace(redacted, "…"), row.text);
        let is_end = row.r#type == "x_content_e_o_f_exception";
        assert_eq!(
            error.kind == SyntaxErrorKind::EndOfInput,
            is_end,
            "{error:?}"
        );
        count += 1;
    }
    assert_eq!(count, 847);
}
