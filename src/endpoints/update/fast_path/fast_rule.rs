//! A schema as far as it can speak of plain documents, to say yes to them without building anything
//! up.
//!
//! It is made of the same schema file as the validator, and is silent about every schema that it
//! does not understand wholly. What is wrong with a document is the validator's to say.

use serde_json::Value;

use super::flat_document::{Members, Node};
use crate::contract::AT_LEAST;

/// What a schema asks of a plain document.
#[derive(Debug, Default)]
pub(crate) struct FastRule {
    kind: Option<Kind>,
    minimum: Option<i64>,
    maximum: Option<i64>,
    constant: Option<bool>,
    required: Vec<String>,
    members: Vec<(String, FastRule)>,
    is_closed: bool,
    /// Pairs of members, of which the first is not less than the second.
    at_least: Vec<(String, String)>,
    not: Option<Box<FastRule>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Object,
    Boolean,
    Integer,
}

impl FastRule {
    /// Understands a schema, unless it has a keyword that is not among these.
    pub(crate) fn of(schema: &Value) -> Option<Self> {
        let mut rule = Self::default();
        for (keyword, value) in schema.as_object()? {
            match keyword.as_str() {
                "type" => rule.kind = Some(Kind::called(value.as_str()?)?),
                "minimum" => rule.minimum = Some(value.as_i64()?),
                "maximum" => rule.maximum = Some(value.as_i64()?),
                "const" => rule.constant = Some(value.as_bool()?),
                "required" => {
                    let names = value.as_array()?.iter();
                    rule.required = names.map(text).collect::<Option<_>>()?;
                }
                "properties" => {
                    let members = value.as_object()?.iter();
                    let member =
                        |(name, schema): (&String, _)| Some((name.clone(), Self::of(schema)?));
                    rule.members = members.map(member).collect::<Option<_>>()?;
                }
                "additionalProperties" => rule.is_closed = !value.as_bool()?,
                AT_LEAST => {
                    let pairs = value.as_object()?.iter();
                    let pair =
                        |(larger, smaller): (&String, _)| Some((larger.clone(), text(smaller)?));
                    rule.at_least = pairs.map(pair).collect::<Option<_>>()?;
                }
                "not" => rule.not = Some(Box::new(Self::of(value)?)),
                // They say something about documents, and ask nothing of them.
                "$schema" | "$id" | "$comment" | "title" | "description" | "default"
                | "examples" | "x-message" => {}
                _ => return None,
            }
        }
        Some(rule)
    }

    /// Whether a document conforms.
    pub(crate) fn accepts(&self, node: Node<'_>) -> bool {
        self.kind.is_none_or(|kind| kind.is_of(node))
            && node
                .integer()
                .is_none_or(|number| self.accepts_number(number))
            && self
                .constant
                .is_none_or(|constant| node.boolean() == Some(constant))
            && node
                .members()
                .is_none_or(|members| self.accepts_members(node, members))
            && self.not.as_ref().is_none_or(|not| !not.accepts(node))
    }

    fn accepts_number(&self, number: i64) -> bool {
        self.minimum.is_none_or(|minimum| number >= minimum)
            && self.maximum.is_none_or(|maximum| number <= maximum)
    }

    fn accepts_members(&self, node: Node<'_>, mut members: Members<'_>) -> bool {
        let is_in_order = |(larger, smaller): &(String, String)| {
            let integer = |name| node.get(name).and_then(Node::integer);
            let bounds = integer(larger).zip(integer(smaller));
            bounds.is_none_or(|(larger, smaller)| larger >= smaller)
        };
        members.all(|(name, value)| match self.member(name) {
            Some(rule) => rule.accepts(value),
            None => !self.is_closed,
        }) && self.required.iter().all(|name| node.get(name).is_some())
            && self.at_least.iter().all(is_in_order)
    }

    fn member(&self, name: &[u8]) -> Option<&Self> {
        let mut members = self.members.iter();
        let (_, rule) = members.find(|(known, _)| known.as_bytes() == name)?;
        Some(rule)
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(ToOwned::to_owned)
}

impl Kind {
    fn called(name: &str) -> Option<Self> {
        Some(match name {
            "object" => Self::Object,
            "boolean" => Self::Boolean,
            "integer" => Self::Integer,
            _ => return None,
        })
    }

    fn is_of(self, node: Node<'_>) -> bool {
        match self {
            Self::Object => node.members().is_some(),
            Self::Boolean => node.boolean().is_some(),
            Self::Integer => node.integer().is_some(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::super::flat_document::FlatDocument;
    use super::super::flat_document::tests::document;
    use super::*;
    use crate::contract::Schema;

    #[test]
    fn the_schema_of_the_update_is_understood() {
        assert!(FastRule::of(Schema::UpdateRequest.document()).is_some());
    }

    #[test]
    fn what_is_not_understood_wholly_is_not_understood() {
        for schema in [
            json!(true),
            json!({"type": ["object", "null"]}),
            json!({"type": "string"}),
            json!({"minimum": 0.5}),
            json!({"const": "text"}),
            json!({"properties": {"a": {"multipleOf": 2}}}),
            json!({"additionalProperties": {"type": "integer"}}),
            json!({"not": {"anyOf": []}}),
        ] {
            assert!(FastRule::of(&schema).is_none(), "{schema}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn it_says_what_the_validator_says(document in document()) {
            let json = document.to_string();
            if let Some(root) = FlatDocument::default().read(json.as_bytes()) {
                let rule = FastRule::of(Schema::UpdateRequest.document()).unwrap();
                prop_assert_eq!(rule.accepts(root), Schema::UpdateRequest.judge(&document).conforms());
            }
        }
    }
}
