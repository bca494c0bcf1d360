//! What there is to cover, as the endpoints, the schemas, the catalogue and the editions have it.

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::body::Pattern;
use super::item::{Item, Part, Trigger};
use crate::contract::ParameterKind;
use crate::endpoints::failures::Failure;
use crate::endpoints::{Endpoint, RequestBody};
use crate::http::{COMMON_PARAMETERS, FLAGS, PathTemplate};
use crate::model::Edition;

/// Keywords that say something of a single value.
const OF_VALUES: [&str; 16] = [
    "type",
    "enum",
    "const",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "format",
    "minItems",
    "maxItems",
    "uniqueItems",
    "contains",
];

/// Keywords that say how members go together.
const OF_OBJECTS: [&str; 9] = [
    "additionalProperties",
    "required",
    "dependentRequired",
    "minProperties",
    "maxProperties",
    "not",
    "anyOf",
    "oneOf",
    "x-at-least",
];

/// Keywords with schemas for the same value.
const BRANCHES: [&str; 3] = ["allOf", "anyOf", "oneOf"];

/// Schemas that contain themselves are followed so deep.
const DEEPEST: usize = 12;

/// All items, in the order of reports.
pub(super) fn items() -> &'static [Item] {
    static ITEMS: LazyLock<Vec<Item>> = LazyLock::new(|| {
        let mut items = Items::default();
        Endpoint::all().for_each(|endpoint| items.add_endpoint(endpoint));
        items.add_common();
        items.add_catalogue();
        // Stable: within a part, endpoints stay in their order.
        items.0.sort_by_key(|item| item.part);
        items.0
    });
    &ITEMS
}

#[derive(Default)]
struct Items(Vec<Item>);

impl Items {
    fn add(
        &mut self,
        part: Part,
        endpoint: Option<Endpoint>,
        (place, what): (impl Into<String>, impl Into<String>),
        trigger: Trigger,
    ) {
        let item = Item {
            part,
            endpoint,
            place: place.into(),
            what: what.into(),
            trigger,
        };
        // Branches of a schema may say the same.
        let is_same = |other: &Item| {
            (other.part, other.endpoint) == (part, endpoint)
                && (&other.place, &other.what) == (&item.place, &item.what)
        };
        if !self.0.iter().any(is_same) {
            self.0.push(item);
        }
    }

    fn add_endpoint(&mut self, endpoint: Endpoint) {
        for (method, path) in endpoint.routes() {
            let template = PathTemplate::parse(path);
            let place = format!("{method} {path}");
            let accepted = Trigger::Accepted {
                method,
                path: template,
            };
            self.add(
                Part::Endpoints,
                Some(endpoint),
                (place, "accepted"),
                accepted,
            );
        }
        let spec = endpoint.spec();
        for parameter in spec.parameters {
            self.add_parameter(Some(endpoint), parameter.name, parameter.kind);
        }
        if let Some(schema) = spec.request.schema() {
            let walk = Walk {
                endpoint,
                root: schema.document(),
            };
            walk.enter(self, schema.document(), &Pattern::default(), "", 0);
            self.add_rule(Some(endpoint), "body", "is not JSON", "json");
            self.add_rule(
                Some(endpoint),
                "Content-Type",
                "is not that of JSON",
                "content-type",
            );
        }
        if matches!(
            spec.request,
            RequestBody::Required(_) | RequestBody::RequiredUnless(..)
        ) {
            self.add_rule(Some(endpoint), "body", "is missing", "body");
        }
    }

    fn add_parameter(&mut self, of: Option<Endpoint>, name: &'static str, kind: ParameterKind) {
        let place = || format!("?{name}");
        let valid = Trigger::ValidParameter(name);
        self.add(Part::Parameters, of, (place(), "valid"), valid);
        if kind != ParameterKind::Text {
            let invalid = Trigger::InvalidParameter(name);
            self.add(Part::Parameters, of, (place(), "invalid"), invalid);
        }
    }

    fn add_rule(&mut self, of: Option<Endpoint>, place: &str, what: &str, keyword: &'static str) {
        self.add(Part::Rules, of, (place, what), Trigger::Keyword(keyword));
    }

    /// What is the same of all endpoints, and counts once.
    fn add_common(&mut self) {
        self.add_rule(None, "path", "is not documented", "path");
        self.add_rule(None, "method", "is not one of the path", "method");
        let unknown = ("?", "is not documented");
        self.add(Part::Rules, None, unknown, Trigger::UnknownParameter);
        for name in COMMON_PARAMETERS {
            let kind = match FLAGS.contains(&name) {
                true => ParameterKind::Boolean,
                false => ParameterKind::Text,
            };
            self.add_parameter(None, name, kind);
        }
    }

    fn add_catalogue(&mut self) {
        for failure in Failure::all() {
            let trigger = Trigger::Failure(failure.name());
            self.add(
                Part::Failures,
                None,
                (failure.name(), failure.when()),
                trigger,
            );
        }
        for edition in Edition::all() {
            let name = edition.to_string();
            let trigger = Trigger::Edition(name.clone());
            self.add(Part::Editions, None, (name, ""), trigger);
        }
    }
}

/// The way through the schema of a body.
struct Walk {
    endpoint: Endpoint,
    root: &'static Value,
}

impl Walk {
    /// Adds what there is to cover of a value. `path` is the place of its schema.
    fn enter(&self, items: &mut Items, schema: &Value, at: &Pattern, path: &str, depth: usize) {
        if depth == DEEPEST {
            return;
        }
        self.add_member(items, schema, at);
        self.add_values(items, schema, at);
        self.add_rules(items, schema, at, path);
        let mut enter = |schema: &Value, at: &Pattern, path: &str| {
            self.enter(items, schema, at, path, depth + 1);
        };
        let target = schema["$ref"].as_str().and_then(|it| it.strip_prefix('#'));
        if let Some(target) = target.and_then(|target| self.root.pointer(target)) {
            enter(target, at, &format!("{path}/$ref"));
        }
        for keyword in BRANCHES {
            for (index, branch) in schema[keyword].as_array().into_iter().flatten().enumerate() {
                enter(branch, at, &format!("{path}/{keyword}/{index}"));
            }
        }
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            enter(
                member,
                &at.member(name),
                &format!("{path}/properties/{name}"),
            );
        }
        for keyword in ["items", "additionalProperties"] {
            if schema[keyword].is_object() {
                enter(&schema[keyword], &at.any(), &format!("{path}/{keyword}"));
            }
        }
    }

    fn add_member(&self, items: &mut Items, schema: &Value, at: &Pattern) {
        if at.is_root() {
            return;
        }
        let mut add = |what, trigger| {
            let place = (at.to_string(), what);
            items.add(Part::Members, Some(self.endpoint), place, trigger);
        };
        add("valid", Trigger::Valid(at.clone()));
        if OF_VALUES
            .iter()
            .any(|keyword| schema.get(keyword).is_some())
        {
            add("invalid", Trigger::Invalid(at.clone()));
        }
    }

    fn add_values(&self, items: &mut Items, schema: &Value, at: &Pattern) {
        let mut add = |what: String, value: Value| {
            let trigger = Trigger::Value(at.clone(), value);
            let place = (at.to_string(), what);
            items.add(Part::Values, Some(self.endpoint), place, trigger);
        };
        // The last value that is allowed, and the first beyond it.
        for (keyword, name, inside, beyond) in [
            ("minimum", "minimum", 0, -1),
            ("maximum", "maximum", 0, 1),
            ("exclusiveMinimum", "minimum", 1, 0),
            ("exclusiveMaximum", "maximum", -1, 0),
        ] {
            if let Some(bound) = schema[keyword].as_i64() {
                let (inside, beyond) = (bound + inside, bound + beyond);
                add(format!("the {name}, {inside}"), json!(inside));
                add(format!("beyond the {name}, {beyond}"), json!(beyond));
            }
        }
        let words = schema["enum"].as_array().into_iter().flatten();
        let booleans = [json!(true), json!(false)];
        let booleans = booleans.iter().filter(|_| schema["type"] == "boolean");
        for value in words.chain(booleans) {
            add(value.to_string(), value.clone());
        }
    }

    fn add_rules(&self, items: &mut Items, schema: &Value, at: &Pattern, path: &str) {
        for keyword in OF_OBJECTS {
            let asserts = match schema.get(keyword) {
                None => false,
                Some(value) => keyword != "additionalProperties" || *value == json!(false),
            };
            if asserts {
                let place = if at.is_root() {
                    "body".to_owned()
                } else {
                    at.to_string()
                };
                let trigger = Trigger::Broken(format!("{path}/{keyword}"));
                let what = format!("breaks `{keyword}`");
                items.add(Part::Rules, Some(self.endpoint), (place, what), trigger);
            }
        }
    }
}
