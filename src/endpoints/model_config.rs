//! Configurations of models as answers show them (server-behaviour: The get models API).

use super::task_settings;
use crate::model::{Dialect, Model, ModelKind, features};
use crate::text::timestamp;
use crate::xcontent::OrderedValue;

/// Where the server keeps models that are put **(recalled)**.
pub(super) const INDEX: &str = ".ml-inference-native-000002";

/// What is to be shown of a configuration.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shown {
    pub(super) definition_status: bool,
    /// Whether what the server has set is left out, so that the rest can be put elsewhere.
    pub(super) without_generated: bool,
}

pub(super) fn write<'m>(model: &'m Model, shown: Shown, dialect: &Dialect) -> OrderedValue<'m> {
    let mut members = vec![
        ("model_id", model.id().into()),
        ("model_type", model.kind.name().into()),
    ];
    if !shown.without_generated {
        members.push(("created_by", model.created_by.as_str().into()));
        members.push(("version", version(dialect).into()));
        let created = timestamp::epoch_millis(model.create_time);
        members.push(("create_time", created.into()));
        members.push(("model_size_bytes", model.size_in_bytes.into()));
        members.push(("estimated_operations", 0.into()));
        members.push(("license_level", "platinum".into()));
    }
    let description = model.description.as_deref();
    members.extend(description.map(|text| ("description", text.into())));
    let tags = model.tags.iter().map(|tag| tag.as_str().into());
    members.push(("tags", tags.collect()));
    let sent = &model.sent;
    members.extend(metadata(model).map(|metadata| ("metadata", metadata)));
    members.push(("input", input(model)));
    let field_map = sent.default_field_map.clone();
    members.extend(field_map.map(|names| ("default_field_map", names)));
    members.push(("inference_config", inference_config(model)));
    if model.kind == ModelKind::PyTorch {
        let index = OrderedValue::object([("name", INDEX.into())]);
        members.push(("location", OrderedValue::object([("index", index)])));
    }
    if shown.definition_status {
        members.push(("fully_defined", model.is_fully_defined().into()));
    }
    let platform = sent.platform_architecture.as_deref();
    members.extend(platform.map(|name| ("platform_architecture", name.into())));
    let prefixes = sent.prefix_strings.clone();
    let prefixes = prefixes.filter(|_| dialect.has(features::PREFIX_STRINGS));
    members.extend(prefixes.map(|strings| ("prefix_strings", strings)));
    OrderedValue::object(members)
}

/// What was put, and the aliases of the model.
fn metadata(model: &Model) -> Option<OrderedValue<'_>> {
    let mut aliases = model.aliases().map(OrderedValue::from).peekable();
    if aliases.peek().is_none() {
        return model.sent.metadata.clone();
    }
    let mut members = match model.sent.metadata.clone() {
        Some(OrderedValue::Object(members)) => members,
        _ => Vec::new(),
    };
    members.push(("model_aliases".into(), aliases.collect()));
    Some(OrderedValue::Object(members))
}

/// That of machine learning configurations **(recalled)**.
fn version(dialect: &Dialect) -> &'static str {
    match dialect.has(features::NODE_VERSIONS_WRITTEN) {
        true => "12.0.0",
        false => dialect.number,
    }
}

fn input(model: &Model) -> OrderedValue<'_> {
    let fields = model.input_fields().into_iter().map(OrderedValue::from);
    OrderedValue::object([("field_names", fields.collect())])
}

/// The settings that were put, with what a server adds to them.
fn inference_config(model: &Model) -> OrderedValue<'_> {
    let settings = task_settings::complete(model.task, model.sent.task.as_ref());
    OrderedValue::object([(model.task.name(), settings)])
}
