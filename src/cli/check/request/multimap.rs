//! Names with one value or several, as several formats write headers.

use std::collections::BTreeMap;

use serde::Deserialize;

pub(crate) type Multimap = BTreeMap<String, OneOrMany>;

#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

/// Names and values, a name with several values several times.
pub(crate) fn pairs(map: &Multimap) -> impl Iterator<Item = (&str, &str)> {
    map.iter().flat_map(|(name, values)| {
        let values = match values {
            OneOrMany::One(value) => std::slice::from_ref(value),
            OneOrMany::Many(values) => values,
        };
        values
            .iter()
            .map(move |value| (name.as_str(), value.as_str()))
    })
}
