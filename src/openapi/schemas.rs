//! The schemas of the contract as components of a document.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::members;
use crate::contract::{Parameter, Schema};
use crate::endpoints::Endpoint;
use crate::model::Edition;

/// The components that a document refers to.
pub(super) struct Schemas {
    edition: Edition,
    components: BTreeMap<String, Value>,
}

impl Schemas {
    pub(super) fn of(edition: Edition) -> Self {
        Self {
            edition,
            components: BTreeMap::new(),
        }
    }

    /// Whether the edition takes a parameter.
    pub(super) fn has(&self, parameter: &Parameter) -> bool {
        self.edition.dialect().has(parameter.versions)
    }

    /// A reference to a schema, which is a component from now on.
    pub(super) fn reference(&mut self, schema: Schema) -> Value {
        let name = component_name(schema);
        let edition = self.edition;
        let component = || component(schema, &component_name(schema), edition);
        self.components
            .entry(name.clone())
            .or_insert_with(component);
        json!({ "$ref": format!("#/components/schemas/{name}") })
    }

    /// A reference to one of the definitions of a schema.
    pub(super) fn definition(&mut self, schema: Schema, name: &str) -> Value {
        self.reference(schema);
        let component = component_name(schema);
        json!({ "$ref": format!("#/components/schemas/{component}/$defs/{name}") })
    }

    pub(super) fn into_components(self) -> Map<String, Value> {
        self.components.into_iter().collect()
    }
}

/// `update_request` as `UpdateRequest`.
fn component_name(schema: Schema) -> String {
    let words = schema.name().split('_').map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    });
    words.collect()
}

fn component(schema: Schema, name: &str, edition: Edition) -> Value {
    let mut document = schema.document().clone();
    if let Some(keywords) = document.as_object_mut() {
        // It is a part of another document now, and has its dialect.
        for keyword in ["$schema", "$id", "$comment"] {
            keywords.remove(keyword);
        }
    }
    let is_of = |endpoint: &Endpoint| endpoint.request_schema() == Some(schema);
    for endpoint in Endpoint::all().filter(is_of) {
        members::leave_out_later_ones(&mut document, endpoint, edition);
    }
    redirect(&mut document, &format!("#/components/schemas/{name}"));
    document
}

/// Lets references within a schema lead to where it is now.
fn redirect(schema: &mut Value, place: &str) {
    match schema {
        Value::Object(keywords) => {
            if let Some(Value::String(target)) = keywords.get_mut("$ref")
                && let Some(rest) = target.strip_prefix('#')
            {
                *target = format!("{place}{rest}");
            }
            keywords
                .values_mut()
                .for_each(|value| redirect(value, place));
        }
        Value::Array(elements) => elements.iter_mut().for_each(|value| redirect(value, place)),
        _ => {}
    }
}
