//! A whole document out of its events, to be judged by a schema.

use serde_json::{Map, Number, Value};

use super::{Event, OrderedValue, Source, SyntaxError};

/// Reads a document to its end. Nothing if there is none.
pub(crate) fn read_value(source: &mut Source<'_>) -> Result<Option<Value>, SyntaxError> {
    match source.next()? {
        None => Ok(None),
        Some(first) => value(first, source).map(Some),
    }
}

/// The rest of a value whose first event was read, with its members in order.
pub(crate) fn read_ordered(
    first: Event<'_>,
    source: &mut Source<'_>,
) -> Result<OrderedValue<'static>, SyntaxError> {
    Ok(match first.readable()? {
        Event::StartObject => {
            let mut members = Vec::new();
            while let Some(Event::FieldName(name)) = source.next()? {
                let name = name.into_owned();
                let first = source.next()?.unwrap_or(Event::Null);
                members.push((name.into(), read_ordered(first, source)?));
            }
            OrderedValue::Object(members)
        }
        Event::StartArray => {
            let mut values = Vec::new();
            loop {
                match source.next()? {
                    None | Some(Event::EndArray) => return Ok(OrderedValue::Array(values)),
                    Some(event) => values.push(read_ordered(event, source)?),
                }
            }
        }
        Event::String(text) | Event::FieldName(text) | Event::Embedded(text) => {
            OrderedValue::from(text.into_owned())
        }
        Event::Number(digits) => OrderedValue::Number(digits.into_owned().into()),
        Event::Boolean(value) => value.into(),
        Event::Null | Event::EndObject | Event::EndArray | Event::Unreadable(_) => {
            OrderedValue::Null
        }
    })
}

/// Readers limit how deep this goes.
fn value(event: Event<'_>, source: &mut Source<'_>) -> Result<Value, SyntaxError> {
    Ok(match event.readable()? {
        Event::StartObject => object(source)?.into(),
        Event::StartArray => array(source)?.into(),
        Event::String(text) | Event::FieldName(text) | Event::Embedded(text) => {
            text.into_owned().into()
        }
        Event::Number(digits) => number(&digits),
        Event::Boolean(value) => value.into(),
        Event::Null | Event::EndObject | Event::EndArray | Event::Unreadable(_) => Value::Null,
    })
}

fn object(source: &mut Source<'_>) -> Result<Map<String, Value>, SyntaxError> {
    let mut members = Map::new();
    while let Some(Event::FieldName(name)) = source.next()? {
        let name = name.into_owned();
        let first = source.next()?.unwrap_or(Event::Null);
        members.insert(name, value(first, source)?);
    }
    Ok(members)
}

fn array(source: &mut Source<'_>) -> Result<Vec<Value>, SyntaxError> {
    let mut values = Vec::new();
    loop {
        match source.next()? {
            None | Some(Event::EndArray) => return Ok(values),
            Some(event) => values.push(value(event, source)?),
        }
    }
}

/// Numbers that JSON has no form for, such as infinity, become null.
fn number(digits: &str) -> Value {
    let integer = digits.parse::<i64>().ok().map(Number::from);
    let number = integer.or_else(|| digits.parse::<f64>().ok().and_then(Number::from_f64));
    number.map_or(Value::Null, Value::Number)
}
