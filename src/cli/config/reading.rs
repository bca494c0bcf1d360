//! Values as people write them: sizes, times, addresses, names.

use std::net::SocketAddr;
use std::time::{Duration, SystemTime};

use es_ml_fake::Edition;
use es_ml_fake::model::Settling;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::part::Part;
use crate::cli::address;

/// Something that is written as a text, or as a number.
pub(super) trait Reading: Sized {
    fn of_text(text: &str) -> Result<Self, String>;

    fn of_number(_: u64) -> Option<Self> {
        None
    }
}

/// A member of a table that is read so.
pub(super) struct Read<T>(pub(super) T);

/// A number of bytes.
pub(super) struct Size(pub(super) u64);

/// A size of a cache, which a server shows as it was given.
pub(super) struct CacheSize(pub(super) String);

/// What is wrong with a value, if anything.
type Check = fn(&Value) -> Option<String>;

/// What the definitions of the schema are read as.
const DEFINITIONS: [(&str, Check); 7] = [
    ("address", complaint::<SocketAddr>),
    ("cache_size", complaint::<CacheSize>),
    ("edition", complaint::<Edition>),
    ("moment", complaint::<SystemTime>),
    ("settling", complaint::<Settling>),
    ("size", complaint::<Size>),
    ("time", complaint::<Duration>),
];

/// What is wrong with a value of that part, if anything. Other types than the schema has are for
/// the schema to refuse.
pub(super) fn check(value: &Value, part: Part<'_>) -> Option<String> {
    let definition = part.definition()?;
    let (_, check) = DEFINITIONS.iter().find(|(name, _)| *name == definition)?;
    check(value)
}

fn complaint<T: Reading>(value: &Value) -> Option<String> {
    T::of_text(value.as_str()?).err()
}

impl<'de, T: Reading> Deserialize<'de> for Read<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = match Value::deserialize(deserializer)? {
            Value::String(text) => T::of_text(&text),
            other => {
                let number = other.as_u64().and_then(T::of_number);
                number.ok_or_else(|| "is of another type".to_owned())
            }
        };
        read.map(Self).map_err(serde::de::Error::custom)
    }
}

impl Reading for Size {
    /// Units as the server has them, where a kilobyte is 1024 bytes.
    fn of_text(text: &str) -> Result<Self, String> {
        bytes(text)
            .map(Self)
            .ok_or_else(|| format!("`{text}` is no size; `4GB`, `512mb` and a number of bytes are"))
    }

    fn of_number(number: u64) -> Option<Self> {
        Some(Self(number))
    }
}

/// The names of each unit, which is 1024 of the one before.
const UNITS: [&[&str]; 6] = [
    &["b"],
    &["k", "kb", "kib"],
    &["m", "mb", "mib"],
    &["g", "gb", "gib"],
    &["t", "tb", "tib"],
    &["p", "pb", "pib"],
];

fn bytes(text: &str) -> Option<u64> {
    let text = text.to_ascii_lowercase();
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit())?);
    let unit = unit.trim_start();
    let power = UNITS.iter().position(|names| names.contains(&unit))?;
    number.parse::<u64>().ok()?.checked_mul(1 << (10 * power))
}

impl Reading for CacheSize {
    fn of_text(text: &str) -> Result<Self, String> {
        let is_size = text == "0" || (bytes(text).is_some() && !text.contains(['i', 'I']));
        match is_size {
            true => Ok(Self(text.to_owned())),
            false => Err(format!(
                "`{text}` is no size of a cache; `10mb` and `0` are"
            )),
        }
    }
}

impl Reading for Duration {
    fn of_text(text: &str) -> Result<Self, String> {
        humantime::parse_duration(text).map_err(|error| format!("`{text}` is no time: {error}"))
    }
}

impl Reading for SystemTime {
    fn of_text(text: &str) -> Result<Self, String> {
        humantime::parse_rfc3339(text).map_err(|error| {
            format!("`{text}` is no date and time, such as 2022-11-02T11:50:34Z: {error}")
        })
    }
}

impl Reading for SocketAddr {
    fn of_text(text: &str) -> Result<Self, String> {
        address::parse(text).map_err(|error| format!("cannot listen on `{text}`: {error}"))
    }
}

impl Reading for Edition {
    fn of_text(text: &str) -> Result<Self, String> {
        text.parse::<Self>().map_err(|error| error.to_string())
    }
}

impl Reading for Settling {
    fn of_text(text: &str) -> Result<Self, String> {
        match text {
            "at_next_request" => Ok(Self::AtNextRequest),
            "held" => Ok(Self::Held),
            time => Duration::of_text(time).map(Self::After).map_err(|error| {
                format!("{error}; the policies are `at_next_request`, `held`, and a time")
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use es_ml_fake::contract::Schema;
    use serde_json::json;

    use super::*;

    #[test]
    fn sizes_are_read_as_the_server_and_as_people_write_them() {
        for (text, expected) in [
            ("0b", Some(0)),
            ("7b", Some(7)),
            ("4GB", Some(4 << 30)),
            ("512mb", Some(512 << 20)),
            ("16MiB", Some(16 << 20)),
            ("10 k", Some(10 << 10)),
            ("3T", Some(3 << 40)),
            ("1pib", Some(1 << 50)),
            ("16384pb", None),
            ("10", None),
            ("10 ", None),
            ("", None),
            ("gb", None),
            ("1.5gb", None),
            ("-1b", None),
            ("1bb", None),
            ("1i", None),
            ("1ib", None),
        ] {
            assert_eq!(bytes(text), expected, "{text:?}");
            // Only that a number is too large the pattern cannot know.
            let fits_pattern = Schema::Config
                .judge(&json!({"max_ml_node_size": text}))
                .conforms();
            assert_eq!(
                fits_pattern,
                expected.is_some() || text == "16384pb",
                "{text:?}"
            );
        }
    }

    /// So that no definition is forgotten here, and none misspelt.
    #[test]
    fn the_examples_of_the_schema_can_be_read() {
        let definitions = &Schema::Config.document()["$defs"];
        for (name, check) in DEFINITIONS {
            let examples = definitions[name]["examples"].as_array().unwrap();
            assert!(!examples.is_empty(), "{name}");
            for example in examples {
                assert_eq!(check(example), None, "{name}: {example}");
            }
            assert!(check(&json!("hunter2")).is_some(), "{name}");
        }
    }
}
