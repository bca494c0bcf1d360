//! Bodies of every kind, made of good ones and of nothing: what is read of them, and what is said
//! of them.

use proptest::prelude::*;

use super::tests::events;
use crate::xcontent::{Content, Excerpts, Format, Source, SyntaxError, read_value};

/// How complaints begin and end.
const FORMS: [(&str, &str); 24] = [
    ("Duplicate field '", "'"),
    ("Illegal character (", ") is allowed between tokens"),
    ("Illegal unquoted character (", "to be included in name"),
    (
        "Illegal unquoted character (",
        "to be included in string value",
    ),
    ("Invalid UTF-8 middle byte 0x", ""),
    ("Invalid UTF-8 start byte 0x", ""),
    ("Invalid numeric value: Leading zeroes not allowed", ""),
    (
        "Non-standard token '",
        "enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow",
    ),
    (
        "Unexpected character (",
        "): expected a hex-digit for character escape sequence",
    ),
    (
        "Unexpected character (",
        "): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
    ),
    ("Unexpected character (", "): expected a value"),
    (
        "Unexpected character (",
        "): was expecting a colon to separate field name and value",
    ),
    (
        "Unexpected character (",
        "): was expecting comma to separate Array entries",
    ),
    (
        "Unexpected character (",
        "): was expecting comma to separate Object entries",
    ),
    (
        "Unexpected character (",
        "): was expecting double-quote to start field name",
    ),
    (
        "Unexpected character (",
        "): was expecting either '*' or '/' for a comment",
    ),
    (
        "Unexpected character (",
        "): Expected space separating root-level values",
    ),
    (
        "Unexpected character (",
        ") in numeric value: Decimal point not followed by a digit",
    ),
    (
        "Unexpected character (",
        ") in numeric value: Exponent indicator not followed by a digit",
    ),
    (
        "Unexpected character (",
        "expected digit (0-9) to follow minus sign, for valid numeric value",
    ),
    (
        "Unexpected character (",
        "enable `JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS` to allow",
    ),
    ("Unexpected close marker '", "])"),
    ("Unrecognized character escape ", ")"),
    (
        "Unrecognized token '",
        "': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
    ),
];

/// What may stand behind the words that tell that the text ends.
const ENDS: [&str; 14] = [
    " in a comment",
    " in a Number value",
    " in character escape sequence",
    " in field name",
    " in null",
    " in FIELD_NAME",
    " in START_OBJECT",
    " in START_ARRAY",
    " in END_",
    " in VALUE_",
    " within/between Array entries",
    " within/between Object entries",
    ": expected close marker for ",
    ": was expecting closing ",
];

fn is_known(text: &str) -> bool {
    match text.strip_prefix("Unexpected end-of-input") {
        Some(place) => ENDS.iter().any(|end| place.starts_with(end)),
        None => FORMS
            .iter()
            .any(|(start, end)| text.starts_with(start) && text.ends_with(end)),
    }
}

const GOOD: [&str; 5] = [
    r#"{"number_of_allocations": 3}"#,
    "{\n \"adaptive_allocations\": {\"enabled\": true, /* é */ \"min_number_of_allocations\": 0}}",
    r#"{"a":[1,-2.5e+3,"x\n\u00e9\ud83d\ude00",true,null,false,[[]]],"b":{"€":"😀"},"c":{}}"#,
    "// one\r\n{\"model_id\":\"m\",\r\"timeout\":\"1s\"}",
    "-1.5e3 ",
];

/// What is done to a body, at a place and for some bytes.
#[derive(Debug, Clone)]
enum Harm {
    Cut,
    Remove,
    Double,
    Swap,
    Replace(u8),
}

fn harm() -> impl Strategy<Value = (Harm, usize, usize)> {
    let harm = prop_oneof![
        Just(Harm::Cut),
        Just(Harm::Remove),
        Just(Harm::Double),
        Just(Harm::Swap),
        "[{}\\[\\]\":,\\\\/*'+.eEtfnNI0-9 \n\r\u{1}]"
            .prop_map(|text| Harm::Replace(text.as_bytes()[0])),
        any::<u8>().prop_map(Harm::Replace),
    ];
    (harm, 0..100usize, 1..6usize)
}

fn harmed(body: &str, harms: &[(Harm, usize, usize)]) -> Vec<u8> {
    let mut body = body.as_bytes().to_vec();
    for (harm, at, length) in harms {
        let at = at % body.len().max(1);
        let end = (at + length).min(body.len());
        match harm {
            Harm::Cut => body.truncate(at),
            Harm::Remove => drop(body.drain(at..end)),
            Harm::Double => {
                let part = body[at..end].to_vec();
                body.splice(at..at, part);
            }
            Harm::Swap if end < body.len() => body.swap(at, end),
            Harm::Swap => {}
            Harm::Replace(byte) => body
                .iter_mut()
                .skip(at)
                .take(1)
                .for_each(|old| *old = *byte),
        }
    }
    body
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn harmed_bodies_are_read_or_complained_of_in_a_known_form(
        good in 0..GOOD.len(),
        harms in proptest::collection::vec(harm(), 1..4),
    ) {
        let body = harmed(GOOD[good], &harms);
        let read = events(&body);
        if let Err(error) = &read {
            prop_assert!(is_known(&error.text), "{} of {body:?}", error.text);
            let lines = body.iter().filter(|byte| b"\r\n".contains(byte)).count();
            let last_line = lines.cast_signed() + 1;
            prop_assert!((1..=last_line).contains(&error.location.line));
            prop_assert!((1..=body.len() + 1).contains(&error.location.column));
        }
        let is_json = serde_json::from_slice::<serde_json::Value>(&body).is_ok();
        let is_duplicate = |error: &SyntaxError| error.text.starts_with("Duplicate field");
        if is_json && !read.as_ref().is_err_and(is_duplicate) {
            prop_assert!(read.is_ok(), "{body:?}");
        }
    }

    #[test]
    fn never_panics_and_always_ends(bytes: Vec<u8>) {
        let content = Content::new(Format::Json, &bytes, Excerpts::Quoted);
        let mut source = Source::new(&content);
        let mut steps = 0;
        while let Ok(Some(_)) = source.next() {
            steps += 1;
            prop_assert!(steps <= bytes.len());
        }
    }

    #[test]
    fn what_serde_json_writes_is_read_the_same(text in "[\\PC\n\"\\\\]{0,40}", number: f64, flag: bool) {
        let value = serde_json::json!({ text: [number, flag, null] });
        for json in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
            let content = Content::new(Format::Json, json.as_bytes(), Excerpts::None);
            let read = read_value(&mut Source::new(&content)).unwrap().unwrap();
            prop_assert_eq!(&read, &value);
        }
    }
}
