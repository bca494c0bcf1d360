//! The rules of the contract, each under the keyword that violations have.

use serde_json::json;
use serde_sarif::sarif::{MultiformatMessageString, ReportingConfiguration, ReportingDescriptor};

/// Id, what it asks for, and what to do about a breach.
struct Rule(&'static str, &'static str, &'static str);

const VALUE: &str = "Send a value that the schema allows; `es-ml-fake schema` prints it.";

/// The rule that advice is under, which no request has to keep.
pub(super) const ADVICE: &str = "advice";

/// Ids are what services know an alert by, so they stay.
const RULES: &[Rule] = &[
    Rule(
        "type",
        "A value is of the documented type",
        "Send the documented JSON type: 4 instead of \"4\", true instead of \"true\". Servers \
         convert some of these silently, which the documentation does not promise.",
    ),
    Rule("minimum", "A number is not too small", VALUE),
    Rule("exclusiveMinimum", "A number is not too small", VALUE),
    Rule("maximum", "A number is not too large", VALUE),
    Rule("exclusiveMaximum", "A number is not too large", VALUE),
    Rule("multipleOf", "A number is a multiple of another", VALUE),
    Rule("enum", "A value is one of those that are documented", VALUE),
    Rule("const", "A value is the documented one", VALUE),
    Rule("pattern", "A text has the documented form", VALUE),
    Rule("format", "A text has the documented format", VALUE),
    Rule("minLength", "A text is not too short", VALUE),
    Rule("maxLength", "A text is not too long", VALUE),
    Rule("minItems", "A list is not too short", VALUE),
    Rule("maxItems", "A list is not too long", VALUE),
    Rule("uniqueItems", "A list has nothing twice", VALUE),
    Rule("contains", "A list has what is documented", VALUE),
    Rule("minProperties", "An object has enough members", VALUE),
    Rule("maxProperties", "An object has not too many members", VALUE),
    Rule("anyOf", "A value has one of the documented forms", VALUE),
    Rule("oneOf", "A value has one of the documented forms", VALUE),
    Rule(
        "required",
        "A member is there",
        "Send the member that is documented as required.",
    ),
    Rule(
        "dependentRequired",
        "A member comes with another",
        "Send the members that are documented to come together.",
    ),
    Rule(
        "additionalProperties",
        "A member is documented",
        "Leave the member out, or correct its name: the message says which are documented.",
    ),
    Rule(
        "propertyNames",
        "A name of a member is allowed",
        "Correct the name of the member.",
    ),
    Rule(
        "not",
        "Members that exclude each other are not sent together",
        "Send one of them.",
    ),
    Rule(
        "x-at-least",
        "A member is not smaller than another",
        "Send bounds in their order: the larger one is not smaller than the other.",
    ),
    Rule(
        "x-reads",
        "A text can be read as what it stands for",
        "Send the text in a form that the message names.",
    ),
    Rule(
        "json",
        "A body is JSON",
        "Send JSON as RFC 8259 has it: no comments, no trailing commas, no name twice.",
    ),
    Rule(
        "encoding",
        "A body is in plain UTF-8",
        "Send UTF-8 without a byte order mark.",
    ),
    Rule(
        "body",
        "A body is there where one is documented, and only there",
        "Send a body, or leave it out.",
    ),
    Rule(
        "query",
        "A query parameter is documented, and so is its value",
        "Leave the parameter out, or correct its name or its value.",
    ),
    Rule(
        "content-type",
        "The content type says that the body is JSON",
        "Send `Content-Type: application/json`.",
    ),
    Rule(
        "path",
        "A path is documented",
        "Correct the path; the guide lists the endpoints.",
    ),
    Rule(
        "method",
        "A path takes the method",
        "Send the method that the message names.",
    ),
    Rule(
        "edition",
        "The version of the server has what is asked for",
        "Leave out what came with a later version, or check with `--edition` of a later one.",
    ),
    Rule(
        ADVICE,
        "Nothing in a request is pointless",
        "Leave out what has no effect, or send what it needs. The contract allows it all the same.",
    ),
];

/// The rules that results name. Those that are not in the table come after it.
#[derive(Default)]
pub(super) struct Rules {
    others: Vec<String>,
}

impl Rules {
    pub(super) fn index_of(&mut self, keyword: &str) -> usize {
        let known = RULES.iter().position(|Rule(id, ..)| *id == keyword);
        known.unwrap_or_else(|| {
            let other = self.others.iter().position(|other| other == keyword);
            let other = other.unwrap_or_else(|| {
                self.others.push(keyword.to_owned());
                self.others.len() - 1
            });
            RULES.len() + other
        })
    }

    pub(super) fn descriptors(&self) -> Vec<ReportingDescriptor> {
        let known = RULES
            .iter()
            .map(|Rule(id, short, help)| descriptor(id, short, help));
        let others = self.others.iter();
        let others = others.map(|id| descriptor(id, "A value is as documented", VALUE));
        known.chain(others).collect()
    }
}

fn descriptor(id: &str, short: &str, help: &str) -> ReportingDescriptor {
    let text = |text: &str| MultiformatMessageString::builder().text(text).build();
    let level = if id == ADVICE { "note" } else { "error" };
    let level = ReportingConfiguration::builder()
        .level(json!(level))
        .build();
    ReportingDescriptor::builder()
        .id(id)
        .name(name(id))
        .short_description(text(&format!("{short}.")))
        .help(text(help))
        .default_configuration(level)
        .build()
}

/// An id as a name of SARIF: words that begin with capital letters.
fn name(id: &str) -> String {
    let words = id.split('-').map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use es_ml_fake::Endpoint;
    use serde_json::Value;

    use super::*;

    /// What asserts nothing by itself.
    const SILENT: [&str; 14] = [
        "$schema",
        "$id",
        "$comment",
        "$ref",
        "$defs",
        "title",
        "description",
        "default",
        "examples",
        "properties",
        "dependentSchemas",
        "items",
        "x-message",
        "writeOnly",
    ];

    fn keywords(schema: &Value, found: &mut BTreeSet<String>) {
        for (keyword, value) in schema.as_object().into_iter().flatten() {
            found.insert(keyword.clone());
            match keyword.as_str() {
                "properties" | "$defs" | "dependentSchemas" => {
                    value
                        .as_object()
                        .unwrap()
                        .values()
                        .for_each(|schema| keywords(schema, found));
                }
                "items" | "additionalProperties" | "not" => keywords(value, found),
                _ => {}
            }
        }
    }

    #[test]
    fn every_keyword_of_a_request_has_its_rule() {
        let mut found = BTreeSet::new();
        for schema in Endpoint::all().filter_map(Endpoint::request_schema) {
            keywords(schema.document(), &mut found);
        }
        assert!(found.contains("minimum"));
        for keyword in found
            .iter()
            .filter(|keyword| !SILENT.contains(&keyword.as_str()))
        {
            let has_rule = RULES.iter().any(|Rule(id, ..)| id == keyword);
            assert!(has_rule, "{keyword} has no row in RULES");
        }
    }

    #[test]
    fn ids_are_unique_and_others_come_after_them() {
        let ids: BTreeSet<_> = RULES.iter().map(|Rule(id, ..)| id).collect();
        assert_eq!(ids.len(), RULES.len());
        let mut rules = Rules::default();
        assert_eq!(rules.index_of("type"), 0);
        assert_eq!(rules.index_of("new"), RULES.len());
        assert_eq!(rules.index_of("newer"), RULES.len() + 1);
        assert_eq!(rules.index_of("new"), RULES.len());
        let last = rules.descriptors().pop().unwrap();
        assert_eq!(
            (last.id.as_str(), last.name.as_deref()),
            ("newer", Some("Newer"))
        );
        assert_eq!(name("x-at-least"), "XAtLeast");
    }
}
