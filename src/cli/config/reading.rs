//! Texts that only a configuration file has: addresses, and limits of time.

use std::borrow::Cow;
use std::net::SocketAddr;
use std::time::Duration;

use serde::{Deserialize, Deserializer};

use crate::cli::address;

/// Something that is read from a text.
pub(super) trait Reading: Sized {
    fn of_text(text: &str) -> Result<Self, String>;
}

/// A member of a table that is read so.
pub(super) struct Read<T>(pub(super) T);

impl<'de, T: Reading> Deserialize<'de> for Read<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        T::of_text(&text)
            .map(Self)
            .map_err(serde::de::Error::custom)
    }
}

impl Reading for Duration {
    fn of_text(text: &str) -> Result<Self, String> {
        humantime::parse_duration(text).map_err(|error| format!("`{text}` is no time: {error}"))
    }
}

impl Reading for SocketAddr {
    fn of_text(text: &str) -> Result<Self, String> {
        address::parse(text).map_err(|error| format!("cannot listen on `{text}`: {error}"))
    }
}
