//! Keeps secrets out of complaints, which show values and lines of the file.
//!
//! Whether a value may be shown is for the schema to say: it is shown if it is documented, no
//! container is expected in its place, and it is not `writeOnly`. So a secret under a misspelt key
//! is not shown either, and neither is a text that has credentials in it, such as a URL.

use std::borrow::Cow;
use std::ops::Range;

use es_ml_fake::security::redact;
use serde_json::Value;

use super::document::Document;
use super::part::{Part, walk};

pub(super) const HIDDEN: &str = "***";

/// The document with another text in the place of each that must not be shown.
///
/// Numbers of known keys stay, so that they are judged; the schema has its own words for what is
/// wrong with them.
pub(super) fn masked(value: &Value, part: Option<Part<'_>>) -> Value {
    match value {
        Value::Object(members) => {
            let masked = members.iter().map(|(name, value)| {
                let part = part.and_then(|part| part.member(name));
                (name.clone(), masked(value, part))
            });
            Value::Object(masked.collect())
        }
        Value::Array(elements) => {
            let part = part.and_then(Part::element);
            elements.iter().map(|value| masked(value, part)).collect()
        }
        plain if may_be_shown(part) && !has_credentials(plain) => plain.clone(),
        plain if plain.is_string() || part.is_none() => Value::from(HIDDEN),
        plain => plain.clone(),
    }
}

/// Where the values are that must not be shown.
pub(super) fn hidden(document: &Document, schema: Part<'_>) -> Vec<Range<usize>> {
    let mut hidden = Vec::new();
    walk(&document.value, schema, &mut |pointer, value, part| {
        let is_plain = !value.is_object() && !value.is_array();
        if is_plain && (!may_be_shown(part) || has_credentials(value)) {
            hidden.push(document.places.of_value(pointer));
        }
    });
    hidden
}

/// Whether there are credentials in a text, whatever it is meant to be.
fn has_credentials(value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    matches!(redact(text), Cow::Owned(_))
}

pub(super) fn may_be_shown(part: Option<Part<'_>>) -> bool {
    part.is_some_and(|part| {
        let has_parts = part.keyword("properties").is_some() || part.keyword("items").is_some();
        let types = part.keyword("type").and_then(Value::as_array);
        let may_be_text = types.is_some_and(|types| types.contains(&Value::from("string")));
        let is_container = has_parts && !may_be_text;
        let is_secret = part.keyword("writeOnly") == Some(&Value::Bool(true));
        !is_container && !is_secret
    })
}
