//! A walk through a document and, beside it, the parts of the schema that describe it.

use serde_json::Value;

/// The part of a schema that describes a value. References are followed.
#[derive(Clone, Copy)]
pub(super) struct Part<'s> {
    root: &'s Value,
    own: &'s Value,
    /// What it refers to.
    definition: Option<(&'s str, &'s Value)>,
}

impl<'s> Part<'s> {
    pub(super) fn root(schema: &'s Value) -> Self {
        Self::at(schema, schema)
    }

    fn at(root: &'s Value, own: &'s Value) -> Self {
        let name = own["$ref"]
            .as_str()
            .and_then(|to| to.strip_prefix("#/$defs/"));
        let definition = name.map(|name| (name, &root["$defs"][name]));
        Self {
            root,
            own,
            definition,
        }
    }

    /// The name of the definition that it refers to.
    pub(super) fn definition(self) -> Option<&'s str> {
        self.definition.map(|(name, _)| name)
    }

    /// A keyword, be it beside the reference or in the definition.
    pub(super) fn keyword(self, name: &str) -> Option<&'s Value> {
        let defined = self
            .definition
            .and_then(|(_, definition)| definition.get(name));
        self.own.get(name).or(defined)
    }

    /// What describes a member of the object, if it is documented.
    pub(super) fn member(self, name: &str) -> Option<Self> {
        let named = self.keyword("properties").and_then(|it| it.get(name));
        let any = self
            .keyword("additionalProperties")
            .filter(|it| it.is_object());
        Some(Self::at(self.root, named.or(any)?))
    }

    /// What describes the elements of the array.
    pub(super) fn element(self) -> Option<Self> {
        let elements = self.keyword("items")?;
        Some(Self::at(self.root, elements))
    }
}

/// Calls `visit` with each value in the document: its JSON Pointer, itself, and its part of the
/// schema if it has one.
pub(super) fn walk<'v>(
    document: &'v Value,
    schema: Part<'_>,
    visit: &mut impl FnMut(&str, &'v Value, Option<Part<'_>>),
) {
    walk_from("", document, Some(schema), visit);
}

fn walk_from<'v>(
    pointer: &str,
    value: &'v Value,
    part: Option<Part<'_>>,
    visit: &mut impl FnMut(&str, &'v Value, Option<Part<'_>>),
) {
    visit(pointer, value, part);
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let part = part.and_then(|part| part.member(name));
                walk_from(&below(pointer, name), value, part, visit);
            }
        }
        Value::Array(elements) => {
            for (index, value) in elements.iter().enumerate() {
                let part = part.and_then(Part::element);
                walk_from(&format!("{pointer}/{index}"), value, part, visit);
            }
        }
        _ => {}
    }
}

/// The JSON Pointer of a member.
pub(super) fn below(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"))
}
