//! Answers in YAML, as the server's generator writes it: block style, strings in quotes, arrays not
//! indented under their name.

use std::borrow::Cow;

use super::quoting;
use crate::xcontent::OrderedValue;

/// Writes a document.
pub(crate) fn write(tree: &OrderedValue<'_>) -> Vec<u8> {
    let mut out = "---".to_owned();
    write_value(&mut out, tree, 0, Place::Top);
    out.into_bytes()
}

/// What stands in front of a value on its line.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// Dashes.
    Top,
    /// A name and a colon.
    Member,
    /// A dash and a space.
    Element,
}

fn write_value(out: &mut String, tree: &OrderedValue<'_>, indent: usize, place: Place) {
    match tree {
        OrderedValue::Object(members) if !members.is_empty() => {
            write_members(out, members, indent, place)
        }
        OrderedValue::Array(values) if !values.is_empty() => {
            write_elements(out, values, indent, place)
        }
        scalar => {
            if place != Place::Element {
                out.push(' ');
            }
            write_scalar(out, scalar, indent);
            out.push('\n');
        }
    }
}

fn write_members(
    out: &mut String,
    members: &[(Cow<'_, str>, OrderedValue<'_>)],
    indent: usize,
    place: Place,
) {
    for (index, (name, value)) in members.iter().enumerate() {
        // The first member of an element stands behind its dash.
        if index > 0 || place != Place::Element {
            begin_line(out, indent, index == 0);
        }
        quoting::write_name(out, name);
        out.push(':');
        let inner = match value {
            OrderedValue::Array(_) => indent,
            _ => indent + 2,
        };
        write_value(out, value, inner, Place::Member);
    }
}

fn write_elements(out: &mut String, values: &[OrderedValue<'_>], indent: usize, place: Place) {
    for (index, value) in values.iter().enumerate() {
        if index > 0 || place != Place::Element {
            begin_line(out, indent, index == 0);
        }
        out.push_str("- ");
        write_value(out, value, indent + 2, Place::Element);
    }
}

/// Ends the line of what the first of several belongs to.
fn begin_line(out: &mut String, indent: usize, is_first: bool) {
    if is_first {
        out.push('\n');
    }
    out.extend(std::iter::repeat_n(' ', indent));
}

fn write_scalar(out: &mut String, scalar: &OrderedValue<'_>, indent: usize) {
    match scalar {
        OrderedValue::String(text) => quoting::write_string(out, text, Some(indent)),
        OrderedValue::Number(digits) => out.push_str(digits),
        OrderedValue::Boolean(value) => out.push_str(if *value { "true" } else { "false" }),
        OrderedValue::Null => out.push_str("null"),
        OrderedValue::Object(_) => out.push_str("{}"),
        OrderedValue::Array(_) => out.push_str("[]"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_as_the_server_writes_it() {
        let json = r#"{"error":{"root_cause":[{"type":"a","reason":"b \"c\""},{"type":null}],"list":[1,[2,3]]},"routing_table":{},"none":[],"4x":{"on":true},"status":404}"#;
        let yaml = String::from_utf8(write(&crate::xcontent::json::read(json.as_bytes()))).unwrap();
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
    - 3
routing_table: {}
none: []
"4x":
  "on": true
status: 404
"#
        );
        assert_eq!(write(&OrderedValue::Object(Vec::new())), b"--- {}\n");
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_is_read_again(names in proptest::collection::vec("\\PC{0,6}|[ -~]{0,3}", 0..4), text in "([a-z]{1,9}[ \"\\\\]{1,2}|.|\n|[\u{0}-\u{ffff}]){0,60}", number: i32) {
            let mut members: Vec<_> = names.iter().map(|name| (Cow::from(name), OrderedValue::Null)).collect();
            members.sort_by(|(a, _), (b, _)| a.cmp(b));
            members.dedup_by(|(a, _), (b, _)| a == b);
            members.push(("~text".into(), OrderedValue::Array(vec![OrderedValue::String(text.as_str().into()), OrderedValue::Number(number.to_string().into())])));
            let tree = OrderedValue::Object(members);
            let yaml = write(&tree);
            let mut source = crate::xcontent::Source::new(crate::xcontent::Format::Yaml, &yaml);
            let read = crate::xcontent::read_value(&mut source).unwrap().unwrap();
            let json: serde_json::Value = serde_json::from_slice(&crate::xcontent::json::write(&tree)).unwrap();
            proptest::prop_assert_eq!(read, json);
        }
    }
}
