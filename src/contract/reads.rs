//! The keyword `x-reads`: a text is what it is read as, such as a time.
//!
//! A pattern, which editors know, can say nearly as much; what reads the text has better words for
//! what is wrong with it. Validators that do not know the keyword ignore it.

use std::time::SystemTime;

use data_encoding::BASE64;
use jsonschema::paths::Location;
use jsonschema::{Keyword, ValidationError};
use serde_json::{Map, Value};

use crate::model::{Edition, Rates, Settling};
use crate::text::{ByteSize, byte_size, timestamp};
use crate::time::Span;

pub(crate) const NAME: &str = "x-reads";

/// What is wrong with a value, if anything. Other types are for the schema to refuse.
type Complaint = fn(&Value) -> Option<String>;

/// What values can be read as.
const READINGS: [(&str, Complaint); 10] = [
    ("base64", |value| text(value, base64)),
    ("cache_size", |value| text(value, cache_size)),
    ("edition", |value| text(value, str::parse::<Edition>)),
    ("moment", |value| text(value, moment)),
    ("positive_time", |value| text(value, positive_time)),
    ("rates", |value| text(value, str::parse::<Rates>)),
    ("settling", |value| text(value, str::parse::<Settling>)),
    ("size", |value| text(value, str::parse::<ByteSize>)),
    ("time", |value| text(value, Span::parse)),
    ("time_range", time_range),
];

struct Reads(Complaint);

pub(crate) fn compile<'a>(
    _parent: &'a Map<String, Value>,
    value: &'a Value,
    _path: Location,
) -> Result<Box<dyn for<'i> Keyword<'i>>, ValidationError<'a>> {
    let mut readings = READINGS.iter();
    let reading = readings.find(|(name, _)| value.as_str() == Some(name));
    let unknown = || ValidationError::schema("`x-reads` has the name of something to be read");
    let (_, complaint) = reading.ok_or_else(unknown)?;
    Ok(Box::new(Reads(*complaint)))
}

impl<'i> Keyword<'i> for Reads {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        (self.0)(instance).map_or(Ok(()), |complaint| Err(ValidationError::custom(complaint)))
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        (self.0)(instance).is_none()
    }
}

fn text<T, E: ToString>(value: &Value, read: impl Fn(&str) -> Result<T, E>) -> Option<String> {
    read(value.as_str()?).err().map(|error| error.to_string())
}

fn base64(text: &str) -> Result<(), String> {
    let decoded = BASE64.decode(text.as_bytes());
    decoded
        .map(drop)
        .map_err(|error| format!("is no base64: {error}"))
}

fn cache_size(text: &str) -> Result<(), String> {
    let size = byte_size::parse(text).filter(|_| text.trim() == text);
    let complaint = || format!("`{text}` is no size of a cache; `10mb` and `0` are");
    size.map(drop).ok_or_else(complaint)
}

fn moment(text: &str) -> Result<SystemTime, String> {
    timestamp::parse(text)
}

fn positive_time(text: &str) -> Result<(), String> {
    match Span::parse(text)? {
        Span(time) if time.is_zero() => Err("must be longer than no time at all".to_owned()),
        _ => Ok(()),
    }
}

/// The shortest and the longest time.
fn time_range(value: &Value) -> Option<String> {
    let times = value.as_array()?.iter();
    let times: Option<Vec<_>> = times.map(|time| Span::parse(time.as_str()?).ok()).collect();
    match times?.as_slice() {
        [shortest, longest] if shortest.0 > longest.0 => {
            Some("must have the shorter time first".to_owned())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::contract::Schema;

    /// So that no name is forgotten, and none misspelt.
    #[test]
    fn what_a_schema_has_an_example_of_can_be_read() {
        for schema in Schema::all() {
            visit(schema.document(), &mut |part| {
                let Some(name) = part[NAME].as_str() else {
                    return;
                };
                let (_, complaint) = READINGS.iter().find(|(known, _)| *known == name).unwrap();
                for example in part["examples"].as_array().into_iter().flatten() {
                    assert_eq!(complaint(example), None, "{name}: {example}");
                }
            });
        }
    }

    fn visit(part: &Value, look: &mut impl FnMut(&Value)) {
        look(part);
        match part {
            Value::Object(members) => members.values().for_each(|part| visit(part, look)),
            Value::Array(elements) => elements.iter().for_each(|part| visit(part, look)),
            _ => {}
        }
    }

    #[test]
    fn each_reading_complains_of_what_is_something_else() {
        for (name, complaint) in READINGS {
            let wrong = if name == "time_range" {
                json!(["2s", "1s"])
            } else {
                json!("?hunter2")
            };
            assert!(complaint(&wrong).is_some(), "{name}");
            assert_eq!(complaint(&json!(7)), None, "{name}");
        }
        assert!(positive_time("0s").is_err());
        assert!(positive_time("1ns").is_ok());
    }
}
