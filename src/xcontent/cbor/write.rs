//! Answers in CBOR.

use ciborium_ll::{Encoder, Header};

use crate::xcontent::OrderedValue;

const FALSE: Header = Header::Simple(20);
const TRUE: Header = Header::Simple(21);
const NULL: Header = Header::Simple(22);

/// Writes a document, with objects and arrays of no announced length, as the server does
/// (recalled).
pub(crate) fn write(tree: &OrderedValue<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    write_value(&mut Encoder::from(&mut out), tree);
    out
}

fn write_value(encoder: &mut Encoder<&mut Vec<u8>>, tree: &OrderedValue<'_>) {
    match tree {
        OrderedValue::Object(members) => {
            push(encoder, Header::Map(None));
            for (name, value) in members {
                write_text(encoder, name);
                write_value(encoder, value);
            }
            push(encoder, Header::Break);
        }
        OrderedValue::Array(values) => {
            push(encoder, Header::Array(None));
            for value in values {
                write_value(encoder, value);
            }
            push(encoder, Header::Break);
        }
        OrderedValue::String(text) => write_text(encoder, text),
        OrderedValue::Number(digits) => push(encoder, number(digits)),
        OrderedValue::Boolean(value) => push(encoder, if *value { TRUE } else { FALSE }),
        OrderedValue::Null => push(encoder, NULL),
    }
}

fn number(digits: &str) -> Header {
    match digits.parse::<i64>() {
        Ok(negative @ ..0) => Header::Negative((!negative).unsigned_abs()),
        Ok(positive) => Header::Positive(positive.unsigned_abs()),
        Err(_) => Header::Float(digits.parse().unwrap_or(f64::NAN)),
    }
}

fn write_text(encoder: &mut Encoder<&mut Vec<u8>>, text: &str) {
    encoder
        .text(text, None)
        .expect("writing to memory does not fail");
}

fn push(encoder: &mut Encoder<&mut Vec<u8>>, header: Header) {
    encoder
        .push(header)
        .expect("writing to memory does not fail");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xcontent::{Content, Excerpts, Format, Source, json, read_value};

    #[test]
    fn what_is_written_is_read_again() {
        let json = r#"{"a":[1,-2,-1,2.5,"x",true,false,null],"b":{"c":9007199254740993}}"#;
        let cbor = write(&json::read(json.as_bytes()));
        let content = Content::new(Format::Cbor, &cbor, Excerpts::None);
        let read = read_value(&mut Source::new(&content)).unwrap().unwrap();
        assert_eq!(
            read,
            serde_json::from_str::<serde_json::Value>(json).unwrap()
        );
        assert_eq!(cbor[0], 0xbf);
    }
}
