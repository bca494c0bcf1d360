//! What the server minds in a configuration that it has read
//! (server-behaviour: Put model: validation).

use super::body::Body;
use crate::endpoints::{failures, ids};
use crate::http::ErrorResponse;
use crate::xcontent::Exception;

/// The order of the checks is the server's. It makes the model of a body without an id before it
/// looks at the rules, and of others afterwards.
pub(super) fn check(body: &Body, id: &str) -> Result<(), ErrorResponse> {
    let kind = "illegal_argument_exception";
    failures::refuse_other_id(kind, body.model_id.as_deref(), id)?;
    if body.model_id.is_none() {
        refuse_impossible(body)?;
    }
    failures::refuse_broken(&broken_rules(body, id))?;
    Ok(refuse_impossible(body)?)
}

/// What no model can be.
fn refuse_impossible(body: &Body) -> Result<(), Exception> {
    if body.kind.is_none() && body.field_names.is_none() {
        return Err(Exception::illegal_argument("[input] must not be null."));
    }
    for (name, number) in [
        ("model_size_bytes", body.model_size_bytes),
        ("estimated_operations", body.estimated_operations),
    ] {
        if number.is_some_and(|number| number < 0) {
            let reason = format!("[{name}] must be greater than or equal to 0");
            return Err(Exception::illegal_argument(reason));
        }
    }
    Ok(())
}

/// In the order of the server.
fn broken_rules(body: &Body, id: &str) -> Vec<String> {
    let illegal = illegal_settings(body);
    let illegal =
        illegal.map(|name| format!("illegal to set [{name}] at inference model creation"));
    [
        of_kind(body, id),
        of_id(id),
        of_tags(body, id),
        of_input(body),
    ]
    .into_iter()
    .flatten()
    .chain(illegal)
    .collect()
}

/// The texts of those that are broken.
fn texts<const N: usize>(rules: [(bool, &str); N]) -> Vec<String> {
    let broken = rules.into_iter().filter(|(is_broken, _)| *is_broken);
    broken.map(|(_, text)| text.to_owned()).collect()
}

/// Models that Elastic provides have all of that from their package.
fn of_kind(body: &Body, id: &str) -> Vec<String> {
    if id.starts_with('.') {
        return Vec::new();
    }
    let has_location = body.illegal.contains(&"location");
    texts([
        (
            body.has_definition && has_location,
            "[definition] and [location] are both defined but only one can be used.",
        ),
        (
            !body.has_definition && body.kind.is_none(),
            "[model_type] must be set if [definition] is not defined.",
        ),
        (
            body.inference_config.is_none(),
            "[inference_config] must not be null.",
        ),
    ])
}

fn of_id(id: &str) -> Vec<String> {
    let begin = format!("Invalid model_id; '{id}'");
    let form = format!(
        "{begin} can contain lowercase alphanumeric (a-z and 0-9), hyphens or underscores; must \
         start and end with alphanumeric"
    );
    let length = format!(
        "{begin} cannot contain more than {} characters.",
        ids::LONGEST
    );
    let own = id.strip_prefix('.').unwrap_or(id);
    texts([
        (!ids::is_id(own), &form),
        (id.len() > ids::LONGEST, &length),
    ])
}

fn of_tags(body: &Body, id: &str) -> Vec<String> {
    let tags = || body.tags.iter().map(String::as_str);
    let is_wrong = |tag: &&str| !ids::is_id(tag) || tag.len() > ids::LONGEST;
    let wrong = tags().filter(is_wrong).collect::<Vec<_>>().join(", ");
    let form = format!(
        "Invalid tags [{wrong}]; must only can contain lowercase alphanumeric (a-z and 0-9), \
         hyphens or underscores, must start and end with alphanumeric, and must be less than {} \
         characters.",
        ids::LONGEST
    );
    texts([
        (tags().any(|tag| is_wrong(&tag)), &form),
        (
            tags().any(|tag| tag == id),
            "none of the tags must equal the model_id",
        ),
    ])
}

fn of_input(body: &Body) -> Vec<String> {
    let Some(names) = &body.field_names else {
        return Vec::new();
    };
    texts([
        (names.is_empty(), "[input.field_names] must not be empty"),
        (
            names.iter().any(|name| has_gap(name)),
            "[input.field_names] must only contain valid dot delimited field names",
        ),
    ])
}

/// Whether there is nothing between two dots of a name.
fn has_gap(name: &str) -> bool {
    name.contains('.') && name.split('.').any(str::is_empty)
}

/// Those that only the server sets, in its order.
fn illegal_settings(body: &Body) -> impl Iterator<Item = &'static str> {
    let is_in_metadata = |name: &str| {
        let metadata = body.metadata.as_ref();
        let value = metadata.and_then(|metadata| metadata.get(name.strip_prefix("metadata.")?));
        value.is_some_and(|value| !value.is_null())
    };
    let order = [
        "version",
        "created_by",
        "create_time",
        "license_level",
        "location",
        "metadata.total_feature_importance",
        "metadata.model_aliases",
        "model_package",
    ];
    order
        .into_iter()
        .filter(move |name| body.illegal.contains(name) || is_in_metadata(name))
}
