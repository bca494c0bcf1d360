//! Answers in YAML, as plain as can be: block style, names without quotes where they are nothing
//! but names, all other strings in double quotes and on one line.
//!
//! The server's generator writes the same, but for long strings, which it folds, and for some names
//! that it can do without quotes or has other quotes for.

use std::fmt::Write;

use crate::xcontent::OrderedValue;

/// What some version of YAML takes for something else than a string, in some case.
const WORDS: [&str; 9] = ["false", "n", "no", "null", "off", "on", "true", "y", "yes"];

/// Names of more bytes are marked as names: parsers look no further than 1024 characters for the
/// colon that tells them.
const LONGEST_UNMARKED_NAME: usize = 1000;

/// Writes a document.
pub(crate) fn write(tree: &OrderedValue<'_>) -> Vec<u8> {
    let mut out = "---".to_owned();
    write_below(&mut out, tree, 0);
    out.push('\n');
    out.into_bytes()
}

/// Behind a colon, or the dashes of the document: on lines of its own, or else on the same one.
fn write_below(out: &mut String, tree: &OrderedValue<'_>, indent: usize) {
    match tree {
        OrderedValue::Object(members) if !members.is_empty() => begin_line(out, indent),
        OrderedValue::Array(values) if !values.is_empty() => begin_line(out, indent),
        _ => out.push(' '),
    }
    write_value(out, tree, indent);
}

fn write_value(out: &mut String, tree: &OrderedValue<'_>, indent: usize) {
    match tree {
        OrderedValue::Object(members) if members.is_empty() => out.push_str("{}"),
        OrderedValue::Object(members) => {
            for (index, (name, value)) in members.iter().enumerate() {
                if index > 0 {
                    begin_line(out, indent);
                }
                write_name(out, name, indent);
                write_below(out, value, indent + inner_indent(value));
            }
        }
        OrderedValue::Array(values) if values.is_empty() => out.push_str("[]"),
        OrderedValue::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                if index > 0 {
                    begin_line(out, indent);
                }
                out.push_str("- ");
                write_value(out, value, indent + 2);
            }
        }
        OrderedValue::String(text) => write_string(out, text),
        OrderedValue::Number(digits) => out.push_str(digits),
        OrderedValue::Boolean(value) => out.push_str(if *value { "true" } else { "false" }),
        OrderedValue::Null => out.push_str("null"),
    }
}

/// Arrays are not indented under their name.
fn inner_indent(value: &OrderedValue<'_>) -> usize {
    match value {
        OrderedValue::Array(_) => 0,
        _ => 2,
    }
}

fn begin_line(out: &mut String, indent: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
}

fn write_name(out: &mut String, name: &str, indent: usize) {
    let start = out.len();
    if is_plain(name) {
        out.push_str(name);
    } else {
        write_string(out, name);
    }
    if out.len() - start > LONGEST_UNMARKED_NAME {
        out.insert_str(start, "? ");
        begin_line(out, indent);
    }
    out.push(':');
}

/// Whether a name is a name without quotes too, in whatever version of YAML it is read.
fn is_plain(name: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(is_part)
        && !WORDS.iter().any(|word| name.eq_ignore_ascii_case(word))
}

/// Appends a string as JSON has it, but for what YAML cannot have in it: control characters, and
/// what a version of it takes for a line break or for a byte order mark.
fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            ..' '
            | '\u{7f}'..='\u{9f}'
            | '\u{2028}'..='\u{2029}'
            | '\u{feff}'
            | '\u{fffe}'..='\u{ffff}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(character));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;
    use saphyr::{LoadableYamlNode, Scalar, Yaml};
    use serde_json::Value;

    use super::*;
    use crate::xcontent::json;
    use crate::xcontent::yaml::Reader;

    #[test]
    fn looks_as_the_server_writes_it() {
        let json = r#"{"error":{"root_cause":[{"type":"a","reason":"b \"c\""},{"type":null}],"list":[1,[2,[],{"a":3,"b":[4]}]]},"routing_table":{},"none":[],"4x":{"on":true},"status":404}"#;
        let yaml = String::from_utf8(write(&json::read(json.as_bytes()))).unwrap();
        assert_eq!(
            yaml,
            r#"---
error:
  root_cause:
  - type: "a"
    reason: "b \"c\""
  - type: null
  list:
  - 1
  - - 2
    - []
    - a: 3
      b:
      - 4
routing_table: {}
none: []
"4x":
  "on": true
status: 404
"#
        );
        assert_eq!(write(&OrderedValue::Object(Vec::new())), b"--- {}\n");
    }

    #[test]
    fn names_are_plain_where_they_are_nothing_else() {
        for plain in ["reason", "_a", "a.b-c_4", "WWW-Authenticate", "nothing"] {
            assert!(is_plain(plain), "{plain}");
        }
        for quoted in [
            "", "4x", "-a", ".a", "~", "on", "Y", "yEs", "a b", "a:", "a#", "é", "*a", "{", "=",
            "<<", "---",
        ] {
            assert!(!is_plain(quoted), "{quoted}");
        }
    }

    #[test]
    fn strings_are_on_one_line_and_without_what_yaml_cannot_have() {
        let mut out = String::new();
        let long = "ab ".repeat(100);
        let text = "\"\\\0\u{8}\t\r\n\u{1b}\u{7f}\u{85}\u{9f}é\u{2028}\u{2029}\u{feff}\u{ffff}😀";
        write_string(&mut out, &format!("{long}{text}"));
        let escaped =
            r#"\"\\\u0000\u0008\t\r\n\u001b\u007f\u0085\u009fé\u2028\u2029\ufeff\uffff😀"#;
        assert_eq!(out, format!("\"{long}{escaped}\""));
    }

    /// With characters that mean something to YAML, and words that it knows, more often than not.
    fn text() -> impl Strategy<Value = String> {
        let word = prop::sample::select(WORDS.to_vec()).prop_map(str::to_owned);
        prop_oneof![
            4 => "([a-z]{1,9}[ \"'\\\\:#,-]{1,2}|.|\n|[\u{0}-\u{ffff}]){0,40}",
            4 => "[-?:,\\[\\]{}#&*!|>'\"%@`~<=+.0-9_exobn \t\n]{0,6}",
            1 => "[a \\\\\u{0}-\u{1f}\u{7f}-\u{a0}\u{2028}\u{2029}\u{feff}\u{fffe}\u{ffff}]{0,6}",
            1 => word.clone(),
            1 => word.prop_map(|word| word.to_uppercase()),
            1 => "[a-zé]{990,1100}",
        ]
    }

    fn object(mut members: Vec<(String, OrderedValue<'static>)>) -> OrderedValue<'static> {
        let mut seen = HashSet::new();
        members.retain(|(name, _)| seen.insert(name.clone()));
        let members = members.into_iter();
        OrderedValue::Object(members.map(|(name, value)| (name.into(), value)).collect())
    }

    fn document() -> impl Strategy<Value = OrderedValue<'static>> {
        let number = "0|-?[1-9][0-9]{0,17}|-?(0|[1-9][0-9]{0,8})[.][0-9]{1,6}([eE][-+]?[0-9])?";
        let scalar = prop_oneof![
            Just(OrderedValue::Null),
            any::<bool>().prop_map(OrderedValue::Boolean),
            number.prop_map(|digits| OrderedValue::Number(digits.into())),
            text().prop_map(|text| OrderedValue::String(text.into())),
        ];
        scalar.prop_recursive(4, 20, 4, |value| {
            let values = prop::collection::vec(value.clone(), 0..5);
            let members = prop::collection::vec((text(), value), 0..5);
            prop_oneof![
                values.prop_map(OrderedValue::Array),
                members.prop_map(object)
            ]
        })
    }

    /// What saphyr has read.
    fn of_saphyr(yaml: &Yaml<'_>) -> Value {
        match yaml {
            Yaml::Value(Scalar::Null) => Value::Null,
            Yaml::Value(Scalar::Boolean(value)) => (*value).into(),
            Yaml::Value(Scalar::Integer(number)) => (*number).into(),
            Yaml::Value(Scalar::FloatingPoint(number)) => number.into_inner().into(),
            Yaml::Value(Scalar::String(text)) => text.as_ref().into(),
            Yaml::Sequence(values) => values.iter().map(of_saphyr).collect(),
            Yaml::Mapping(members) => {
                let name = |name: &Yaml<'_>| name.as_str().unwrap().to_owned();
                let members = members.iter().map(|(n, value)| (name(n), of_saphyr(value)));
                Value::Object(members.collect())
            }
            other => panic!("this is no value: {other:?}"),
        }
    }

    proptest! {
        #[test]
        fn the_fake_reads_what_it_writes(tree in document()) {
            let yaml = write(&tree);
            let mut reader = Reader::new(&yaml);
            let read = OrderedValue::from_events(&mut || reader.next().unwrap());
            prop_assert_eq!(read, Some(tree));
        }

        #[test]
        fn other_parsers_read_the_same(tree in document()) {
            let yaml = write(&tree);
            let value: Value = serde_json::from_slice(&json::write(&tree)).unwrap();
            let by_libyaml: Value = serde_yaml_ng::from_slice(&yaml).unwrap();
            prop_assert_eq!(by_libyaml, value.clone());
            let documents = Yaml::load_from_str(std::str::from_utf8(&yaml).unwrap()).unwrap();
            prop_assert_eq!(documents.iter().map(of_saphyr).collect::<Vec<_>>(), [value]);
        }
    }
}
