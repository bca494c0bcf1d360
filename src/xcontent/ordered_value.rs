//! A document that remembers the order of its members and how its numbers were written.

use std::borrow::Cow;

use super::Event;
use super::json::{Reader, Text, write_string};

/// An answer, taken apart so that parts of it can be left out, and so that it can be written in
/// another format.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum OrderedValue<'a> {
    Object(Vec<(Cow<'a, str>, OrderedValue<'a>)>),
    Array(Vec<OrderedValue<'a>>),
    String(Cow<'a, str>),
    Number(Cow<'a, str>),
    Boolean(bool),
    Null,
}

impl<'a> OrderedValue<'a> {
    /// Takes apart what the fake has rendered, which is JSON without doubt and not deep. Anything
    /// else is null.
    pub(crate) fn of(json: &'a [u8]) -> Self {
        let mut reader = Reader::new(Text::from(json));
        next(&mut reader).map_or(Self::Null, |first| build(first, &mut reader))
    }

    pub(crate) fn to_json(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write_json(&mut out);
        out
    }

    fn write_json(&self, out: &mut Vec<u8>) {
        match self {
            Self::Object(members) => {
                out.push(b'{');
                for (index, (name, value)) in members.iter().enumerate() {
                    separate(out, index);
                    write_string(out, name);
                    out.push(b':');
                    value.write_json(out);
                }
                out.push(b'}');
            }
            Self::Array(values) => {
                out.push(b'[');
                for (index, value) in values.iter().enumerate() {
                    separate(out, index);
                    value.write_json(out);
                }
                out.push(b']');
            }
            Self::String(text) => write_string(out, text),
            Self::Number(digits) => out.extend_from_slice(digits.as_bytes()),
            Self::Boolean(value) => out.extend_from_slice(value.to_string().as_bytes()),
            Self::Null => out.extend_from_slice(b"null"),
        }
    }
}

fn separate(out: &mut Vec<u8>, index: usize) {
    if index > 0 {
        out.push(b',');
    }
}

fn next<'a>(reader: &mut Reader<'a>) -> Option<Event<'a>> {
    reader.next().ok().flatten()
}

fn build<'a>(event: Event<'a>, reader: &mut Reader<'a>) -> OrderedValue<'a> {
    match event {
        Event::StartObject => {
            let mut members = Vec::new();
            while let Some(Event::FieldName(name)) = next(reader) {
                let value = next(reader).map_or(OrderedValue::Null, |first| build(first, reader));
                members.push((name, value));
            }
            OrderedValue::Object(members)
        }
        Event::StartArray => {
            let mut values = Vec::new();
            while let Some(event) = next(reader).filter(|event| *event != Event::EndArray) {
                values.push(build(event, reader));
            }
            OrderedValue::Array(values)
        }
        Event::String(text) | Event::FieldName(text) | Event::Embedded(text) => {
            OrderedValue::String(text)
        }
        Event::Number(digits) => OrderedValue::Number(digits),
        Event::Boolean(value) => OrderedValue::Boolean(value),
        Event::Null | Event::EndObject | Event::EndArray | Event::Unreadable(_) => {
            OrderedValue::Null
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_the_same_when_it_is_put_together_again() {
        let json = r#"{"b":[1,-2.50,{},[]],"a":"x\n\"y\"","c":{"d":null,"e":true}}"#;
        let tree = OrderedValue::of(json.as_bytes());
        assert_eq!(String::from_utf8(tree.to_json()).unwrap(), json);
        assert_eq!(OrderedValue::of(b"rubbish"), OrderedValue::Null);
    }
}
