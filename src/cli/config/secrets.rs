//! Keeps secrets out of complaints, which show the values that they are about.

use serde_json::Value;

/// Sections in which any text may be a secret, also one under a misspelt key.
const SECTIONS: [&str; 2] = ["users", "api_keys"];

/// The document with `***` for every text in such a section.
pub(super) fn hidden(document: &Value) -> Value {
    let mut document = document.clone();
    for section in SECTIONS {
        if let Some(section) = document.get_mut(section) {
            hide(section);
        }
    }
    document
}

fn hide(value: &mut Value) {
    match value {
        Value::String(text) if !STATES.contains(&text.as_str()) => "***".clone_into(text),
        Value::Array(values) => values.iter_mut().for_each(hide),
        Value::Object(members) => members.values_mut().for_each(hide),
        _ => {}
    }
}

/// Words that the schema knows, which are no secrets.
const STATES: [&str; 3] = ["valid", "invalidated", "expired"];
