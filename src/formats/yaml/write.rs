//! Answers in YAML, as the server's generator writes it: strings in quotes, arrays not indented under their name. Long strings are not folded.

use crate::formats::Tree;
use crate::formats::tree::write_string;

/// Writes a document.
pub(crate) fn write(tree: &Tree<'_>) -> Vec<u8> {
    let mut out = b"---".to_vec();
    write_value(&mut out, tree, 0, Place::Top);
    out
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

fn write_value(out: &mut Vec<u8>, tree: &Tree<'_>, indent: usize, place: Place) {
    match tree {
        Tree::Object(members) if !members.is_empty() => write_members(out, members, indent, place),
        Tree::Array(values) if !values.is_empty() => write_elements(out, values, indent, place),
        scalar => {
            if place != Place::Element {
                out.push(b' ');
            }
            write_scalar(out, scalar);
            out.push(b'\n');
        }
    }
}

fn write_members(
    out: &mut Vec<u8>,
    members: &[(std::borrow::Cow<'_, str>, Tree<'_>)],
    indent: usize,
    place: Place,
) {
    for (index, (name, value)) in members.iter().enumerate() {
        // The first member of an element stands behind its dash.
        if index > 0 || place != Place::Element {
            begin_line(out, indent, index == 0);
        }
        write_name(out, name);
        out.push(b':');
        let inner = match value {
            Tree::Array(_) => indent,
            _ => indent + 2,
        };
        write_value(out, value, inner, Place::Member);
    }
}

fn write_elements(out: &mut Vec<u8>, values: &[Tree<'_>], indent: usize, place: Place) {
    for (index, value) in values.iter().enumerate() {
        if index > 0 || place != Place::Element {
            begin_line(out, indent, index == 0);
        }
        out.extend_from_slice(b"- ");
        write_value(out, value, indent + 2, Place::Element);
    }
}

/// Ends the line of what the first of several belongs to.
fn begin_line(out: &mut Vec<u8>, indent: usize, is_first: bool) {
    if is_first {
        out.push(b'\n');
    }
    out.resize(out.len() + indent, b' ');
}

fn write_scalar(out: &mut Vec<u8>, scalar: &Tree<'_>) {
    match scalar {
        Tree::String(text) => write_string(out, text),
        other => out.extend_from_slice(&other.to_json()),
    }
}

/// Names are not quoted, unless they would be taken for something else.
fn write_name(out: &mut Vec<u8>, name: &str) {
    let is_plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
        && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
            .contains(&name.to_ascii_lowercase().as_str());
    match is_plain {
        true => out.extend_from_slice(name.as_bytes()),
        false => write_string(out, name),
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
        fn what_is_written_is_read_again(names in proptest::collection::vec("\\PC{0,6}", 0..4), text: String, number: i32) {
            let mut members: Vec<_> = names.iter().map(|name| (name.as_str().into(), Tree::Null)).collect();
            members.sort_by(|(a, _): &(std::borrow::Cow<'_, str>, _), (b, _)| a.cmp(b));
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
