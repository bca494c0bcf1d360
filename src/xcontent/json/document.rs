//! Whole documents.

use super::{Reader, Text, write_string};
use crate::xcontent::OrderedValue;

/// Takes apart what the fake has rendered, which is JSON without doubt and not deep. Anything else
/// is null.
pub(crate) fn read(json: &[u8]) -> OrderedValue<'_> {
    let mut reader = Reader::new(Text::from(json));
    let tree = OrderedValue::from_events(&mut || reader.next().ok().flatten());
    tree.unwrap_or(OrderedValue::Null)
}

/// Writes a document, without white space.
pub(crate) fn write(tree: &OrderedValue<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    write_value(&mut out, tree);
    out
}

fn write_value(out: &mut Vec<u8>, tree: &OrderedValue<'_>) {
    match tree {
        OrderedValue::Object(members) => {
            out.push(b'{');
            for (index, (name, value)) in members.iter().enumerate() {
                separate(out, index);
                write_string(out, name);
                out.push(b':');
                write_value(out, value);
            }
            out.push(b'}');
        }
        OrderedValue::Array(values) => {
            out.push(b'[');
            for (index, value) in values.iter().enumerate() {
                separate(out, index);
                write_value(out, value);
            }
            out.push(b']');
        }
        OrderedValue::String(text) => write_string(out, text),
        OrderedValue::Number(digits) => out.extend_from_slice(digits.as_bytes()),
        OrderedValue::Boolean(value) => out.extend_from_slice(value.to_string().as_bytes()),
        OrderedValue::Null => out.extend_from_slice(b"null"),
    }
}

fn separate(out: &mut Vec<u8>, index: usize) {
    if index > 0 {
        out.push(b',');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_the_same_when_it_is_put_together_again() {
        let json = r#"{"b":[1,-2.50,{},[]],"a":"x\n\"y\"","c":{"d":null,"e":true}}"#;
        let tree = read(json.as_bytes());
        assert_eq!(String::from_utf8(write(&tree)).unwrap(), json);
        assert_eq!(read(b"rubbish"), OrderedValue::Null);
    }
}
