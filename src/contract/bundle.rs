//! A schema file with the definitions of other files that it refers to, so that it can be used by
//! itself.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

/// Another schema file: its name, which references begin with, and its text.
pub(super) struct Part {
    pub(super) file: &'static str,
    pub(super) text: &'static str,
}

#[derive(Deserialize)]
struct Definitions<'t> {
    #[serde(borrow, rename = "$defs")]
    definitions: &'t RawValue,
}

const START: &str = "\"$defs\": {";

/// The text of a file with the definitions of `parts` in front of its own. What is written stays
/// as it is written.
pub(super) fn bundle(text: &'static str, parts: &[Part]) -> Cow<'static, str> {
    let mut bundled = Cow::Borrowed(text);
    for part in parts {
        let its: Definitions<'_> =
            serde_json::from_str(part.text).expect("schema files of this crate have definitions");
        let inner = its.definitions.get();
        let inner = &inner[1..inner.len() - 1];
        let local = bundled.replace(&format!("\"{}#", part.file), "\"#");
        let with_its = format!("{START}{},", inner.trim_end());
        bundled = Cow::Owned(local.replacen(START, &with_its, 1));
    }
    bundled
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn definitions_of_other_files_become_its_own() {
        let part = Part {
            file: "other.json",
            text: r##"{"$defs": {"b": {"$ref": "#/$defs/c"}, "c": {}}}"##,
        };
        let text = r#"{"$ref": "other.json#/$defs/b", "$defs": {"a": {}}}"#;
        let bundled: Value = serde_json::from_str(&bundle(text, &[part])).unwrap();
        let definitions = json!({"a": {}, "b": {"$ref": "#/$defs/c"}, "c": {}});
        assert_eq!(bundled, json!({"$ref": "#/$defs/b", "$defs": definitions}));
    }
}
