//! The configuration file of `serve`: TOML, judged by `schemas/config.json`.

mod access;
mod deployment;
mod file;
mod secrets;

use std::path::Path;

use es_ml_fake::contract::Schema;

pub(crate) use file::Config;

use super::Failure;

/// Reads a configuration file, or says everything that is wrong with it.
pub(crate) fn read(path: &Path) -> Result<Config, Failure> {
    let name = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| Failure::of(&name, error))?;
    parse(&text).map_err(|problem| Failure::of(&name, problem))
}

fn parse(text: &str) -> Result<Config, String> {
    let document: serde_json::Value =
        toml::from_str(text).map_err(|error| without_source(&error, text))?;
    let verdict = Schema::Config.judge(&secrets::hidden(&document));
    if !verdict.conforms() {
        let violations = verdict.violations().iter();
        let lines: Vec<_> = violations
            .map(|violation| format!("  {violation}"))
            .collect();
        return Err(format!(
            "is no configuration of es-ml-fake:\n{}",
            lines.join("\n")
        ));
    }
    serde_json::from_value(document).map_err(|error| error.to_string())
}

/// The complaint with its place, and without the line of the file, which may have a secret in it.
fn without_source(error: &toml::de::Error, text: &str) -> String {
    let before = error.span().and_then(|span| text.get(..span.start));
    let Some(before) = before else {
        return error.message().to_owned();
    };
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    format!("line {line}, column {column}: {}", error.message())
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    const COMPLETE: &str = include_str!("../../../tests/config/complete.toml");

    fn complaint(text: &str) -> String {
        parse(text)
            .err()
            .unwrap_or_else(|| "nothing is wrong".to_owned())
    }

    #[test]
    fn names_a_wrong_key_and_the_right_one() {
        assert_eq!(
            complaint("editoin = '9.1'"),
            "is no configuration of es-ml-fake:\n  /editoin: is not documented (value \"9.1\"); did you mean `edition`? (additionalProperties)"
        );
        assert!(
            complaint("[[deployments]]\nid = 'm'\nallocatons = 2")
                .contains("did you mean `allocations`?")
        );
    }

    #[test]
    fn never_shows_a_secret() {
        for text in [
            "[[users]]\nname = 'ops'\npasswrd = 'hunter2'",
            "[[users]]\nname = 'ops'\npassword = ['hunter2']",
            "[[api_keys]]\nid = 'k'\nsecrets = 'hunter2'",
            "[[users]]\nname = 'ops'\npassword = 'hunter2'\nroles = 'hunter2'",
            "users = 'ops:hunter2:superuser'",
        ] {
            let complaint = complaint(text);
            assert!(!complaint.contains("hunter2"), "{complaint}");
            assert!(complaint.contains("is no configuration"), "{complaint}");
        }
    }

    #[test]
    fn shows_the_place_of_a_syntax_error_and_not_its_line() {
        let complaint = complaint("[[users]]\nname = 'ops'\npassword = hunter2");
        assert!(complaint.starts_with("line 3, column 12: "), "{complaint}");
        assert!(!complaint.contains("hunter2"), "{complaint}");
    }

    /// Every key that the schema has is in the complete example, so that none is missed by whatever
    /// reads it.
    #[test]
    fn the_complete_example_has_every_key() {
        let document: Value = toml::from_str(COMPLETE).unwrap();
        let schema = Schema::Config.document();
        assert_has_all(&document, schema, schema, "");
        assert!(parse(COMPLETE).is_ok());
    }

    fn assert_has_all(document: &Value, part: &Value, schema: &Value, path: &str) {
        let reference = part["$ref"].as_str();
        let part = reference.map_or(part, |r| schema.pointer(r.trim_start_matches('#')).unwrap());
        for (name, property) in part["properties"].as_object().into_iter().flatten() {
            let path = format!("{path}/{name}");
            let value = document
                .get(name)
                .unwrap_or_else(|| panic!("{path} is not there"));
            match (value.get(0), property.get("items")) {
                (Some(first), Some(items)) => assert_has_all(first, items, schema, &path),
                _ => assert_has_all(value, property, schema, &path),
            }
        }
    }
}
