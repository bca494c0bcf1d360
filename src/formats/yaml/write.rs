//! Answers in YAML, as the server's generator writes it: block style, strings in quotes, arrays not indented under their name.

use std::borrow::Cow;

use super::quoting;
use crate::formats::Tree;

/// Writes a document.
pub(crate) fn write(tree: &Tree<'_>) -> Vec<u8> {
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

fn write_value(out: &mut String, tree: &Tree<'_>, indent: usize, place: Place) {
    match tree {
        Tree::Object(members) if !members.is_empty() => write_members(out, members, indent, place),
        Tree::Array(values) if !values.is_empty() => write_elements(out, values, indent, place),
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
    members: &[(Cow<'_, str>, Tree<'_>)],
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
            Tree::Array(_) => indent,
            _ => indent + 2,
        };
        write_value(out, value, inner, Place::Member);
    }
}

fn write_elements(out: &mut String, values: &[Tree<'_>], indent: usize, place: Place) {
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

fn write_scalar(out: &mut String, scalar: &Tree<'_>, indent: usize) {
    match scalar {
        Tree::String(text) => quoting::write_string(out, text, Some(indent)),
        Tree::Number(digits) => out.push_str(digits),
        Tree::Boolean(value) => out.push_str(if *value { "true" } else { "false" }),
        Tree::Null => out.push_str("null"),
        Tree::Object(_) => out.push_str("{}"),
        Tree::Array(_) => out.push_str("[]"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_as_the_server_writes_it() {
        let json = r#"{"error":{"root_cause":[{"type":"a","reason":"b \"c\""},{"type":null}],"list":[1,[2,3]]},"routing_table":{},"none":[],"4x":{"on":true},"status":404}"#;
        let yaml = String::from_utf8(write(&Tree::of(json.as_bytes()))).unwrap();
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
        assert_eq!(write(&Tree::Object(Vec::new())), b"--- {}\n");
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_is_read_again(names in proptest::collection::vec("\\PC{0,6}|[ -~]{0,3}", 0..4), text in "([a-z]{1,9}[ \"\\\\]{1,2}|.|\n|[\u{0}-\u{ffff}]){0,60}", number: i32) {
            let mut members: Vec<_> = names.iter().map(|name| (Cow::from(name), Tree::Null)).collect();
            members.sort_by(|(a, _), (b, _)| a.cmp(b));
            members.dedup_by(|(a, _), (b, _)| a == b);
            members.push(("~text".into(), Tree::Array(vec![Tree::String(text.as_str().into()), Tree::Number(number.to_string().into())])));
            let tree = Tree::Object(members);
            let yaml = write(&tree);
            let mut source = crate::formats::Source::new(crate::formats::Format::Yaml, &yaml);
            let read = crate::formats::document(&mut source).unwrap().unwrap();
            let json: serde_json::Value = serde_json::from_slice(&tree.to_json()).unwrap();
            proptest::prop_assert_eq!(read, json);
        }
    }
}
