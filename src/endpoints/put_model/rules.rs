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

fn broken_rules(body: &Body, id: &str) -> Vec<String> {
    let mut broken = Vec::new();
    let mut rule = |is_broken: bool, text: &dyn Fn() -> String| {
        broken.extend(is_broken.then(text));
    };
    let is_provided = id.starts_with('.');
    if !is_provided {
        let is_illegal = body.illegal.contains(&"location");
        rule(body.has_definition && is_illegal, &|| {
            "[definition] and [location] are both defined but only one can be used.".to_owned()
        });
        rule(!body.has_definition && body.kind.is_none(), &|| {
            "[model_type] must be set if [definition] is not defined.".to_owned()
        });
        rule(body.inference_config.is_none(), &|| {
            "[inference_config] must not be null.".to_owned()
        });
        rule(!ids::is_id(id), &|| {
            format!(
                "Invalid model_id; '{id}' can contain lowercase alphanumeric (a-z and 0-9), \
                 hyphens or underscores; must start and end with alphanumeric"
            )
        });
    }
    rule(id.len() > ids::LONGEST, &|| {
        format!(
            "Invalid model_id; '{id}' cannot contain more than {} characters.",
            ids::LONGEST
        )
    });
    let is_wrong = |tag: &&String| !ids::is_id(tag) || tag.len() > ids::LONGEST;
    let wrong: Vec<_> = body
        .tags
        .iter()
        .filter(is_wrong)
        .map(String::as_str)
        .collect();
    rule(!wrong.is_empty(), &|| {
        format!(
            "Invalid tags [{}]; must only can contain lowercase alphanumeric (a-z and 0-9), hyphens \
             or underscores, must start and end with alphanumeric, and must be less than {} \
             characters.",
            wrong.join(", "),
            ids::LONGEST
        )
    });
    rule(body.tags.iter().any(|tag| tag == id), &|| {
        "none of the tags must equal the model_id".to_owned()
    });
    let names = body.field_names.as_deref();
    rule(names.is_some_and(<[String]>::is_empty), &|| {
        "[input.field_names] must not be empty".to_owned()
    });
    rule(
        names.is_some_and(|names| names.iter().any(|name| has_gap(name))),
        &|| "[input.field_names] must only contain valid dot delimited field names".to_owned(),
    );
    for setting in illegal_settings(body) {
        rule(true, &|| {
            format!("illegal to set [{setting}] at inference model creation")
        });
    }
    broken
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
