//! Spans of time as people write them, such as `1m 30s`.

use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A span of time that is written as a text with units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span(pub(crate) Duration);

impl Span {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let parsed = humantime::parse_duration(text).map(Self);
        parsed.map_err(|error| format!("`{text}` is no time: {error}"))
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(&self.0, serializer)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer).map(Self)
    }
}

/// For members that are a `Duration`: `#[serde(with = "crate::time::span")]`.
pub(crate) fn serialize<S: Serializer>(
    duration: &Duration,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&humantime::format_duration(*duration))
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Duration, D::Error> {
    let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
    let span = Span::parse(&text).map_err(serde::de::Error::custom)?;
    Ok(span.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_again(seconds in 0..u64::MAX / 2, nanos in 0..1_000_000_000_u32) {
            let span = Span(Duration::new(seconds, nanos));
            let text = serde_json::to_string(&span).unwrap();
            prop_assert_eq!(serde_json::from_str::<Span>(&text).unwrap(), span, "{}", text);
        }
    }
}
