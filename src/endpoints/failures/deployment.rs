//! What is said of a deployment with which cannot be done what is asked for.

use std::fmt::Display;

use http::StatusCode;

use crate::endpoints::Spec;
use crate::http::{ErrorResponse, TimeValue};
use crate::model::{Deployment, Dialect, MOST_MODEL_BYTES, MOST_MODELS, features};
use crate::text::byte_size;
use crate::xcontent::Exception;

/// There is none of that id (server-behaviour: Update: missing deployment).
pub(crate) fn no_deployment(id: &str) -> ErrorResponse {
    not_found(format!("No known model deployment with id [{id}]")).named("not_found")
}

/// There is no model of that id (server-behaviour: Start: refusals; Statistics: request).
pub(crate) fn no_model(id: &str) -> ErrorResponse {
    not_found(format!("No known trained model with model_id [{id}]"))
}

/// The same in the words of what looks for its configuration
/// (server-behaviour: The delete model API; Put model: definition part).
pub(crate) fn no_model_config(id: &str) -> ErrorResponse {
    not_found(format!("Could not find trained model [{id}]"))
}

/// What is put is there already, and is not replaced (server-behaviour: Put model: configuration).
pub(crate) fn already_exists(what: impl Display) -> ErrorResponse {
    let reason = format!("Trained machine learning model {what} already exists");
    Exception::new("resource_already_exists_exception", reason).into()
}

pub(crate) fn not_found(reason: impl Into<String>) -> ErrorResponse {
    let exception = Exception::new("resource_not_found_exception", reason);
    ErrorResponse::exception(StatusCode::NOT_FOUND, exception)
}

/// The nodes that could not load the model, with their reasons.
pub(crate) fn failed_nodes(deployment: &Deployment) -> String {
    let failed = deployment.failed_nodes();
    let failed: Vec<_> = failed
        .map(|(node, reason)| format!("{node}={reason}"))
        .collect();
    format!("[{{{}}}]", failed.join(", "))
}

/// What waits for it does so no longer (server-behaviour: Start: refusals; Infer: refusals).
pub(crate) fn slow_deployment(id: &str, timeout: TimeValue, dialect: &Dialect) -> ErrorResponse {
    let status = StatusCode::REQUEST_TIMEOUT;
    if !dialect.has(features::SLOW_DEPLOYMENTS_NAMED) {
        let reason = format!("Starting deployment timed out after [{timeout}]");
        return status_exception(status, reason);
    }
    let reason = format!(
        "Timed out after [{timeout}] waiting for trained model deployment [{id}] to start. Use the \
         trained model stats API to track the state of the deployment and try again once it has \
         started."
    );
    let exception = Exception::new("model_deployment_timeout_exception", reason);
    ErrorResponse::exception(status, exception)
}

/// The body names another id than the path (server-behaviour: Update: inconsistent id).
pub(crate) fn refuse_other_id(
    kind: &'static str,
    body: Option<&str>,
    path: &str,
) -> Result<(), ErrorResponse> {
    let Some(body) = body.filter(|body| *body != path) else {
        return Ok(());
    };
    let reason = format!(
        "Inconsistent model_id; '{body}' specified in the body differs from '{path}' specified as \
         a URL argument"
    );
    Err(Exception::new(kind, reason).into())
}

/// It is starting or stopping (server-behaviour: Update: existing assignment).
pub(crate) fn not_started(spec: &Spec) -> ErrorResponse {
    let reason = format!(
        "cannot {} deployment that is not in [started] state",
        spec.name
    );
    status_exception(StatusCode::CONFLICT, reason).named("not_started")
}

/// It was made by an inference endpoint (server-behaviour: Update: inference endpoints).
pub(crate) fn owned_by_inference_endpoint(id: &str, spec: &Spec) -> ErrorResponse {
    // What is said of others than updates behind that is not established.
    let advice = match spec.name {
        "update" => ". This model deployment must be updated through the inference API.",
        _ => "",
    };
    let reason = format!(
        "Cannot {} deployment [{id}] as it was created by inference endpoint [{id}]{advice}",
        spec.name
    );
    status_exception(StatusCode::CONFLICT, reason).named("owned_by_inference_endpoint")
}

/// A limit of the fake, which keeps models in memory.
pub(crate) fn no_room_for_models() -> ErrorResponse {
    let reason = format!(
        "es-ml-fake keeps {MOST_MODELS} models at most, and {} of what they were put with; delete \
         some of them",
        byte_size::human(MOST_MODEL_BYTES as u64)
    );
    status_exception(StatusCode::TOO_MANY_REQUESTS, reason)
}

/// Its allocations do not fit (server-behaviour: Update: capacity and timeouts; Start: refusals).
pub(crate) fn not_enough_resources(spec: &Spec) -> ErrorResponse {
    let reason = format!(
        "Could not {} deployment because there are not enough resources to provide all requested \
         allocations",
        spec.name
    );
    status_exception(StatusCode::TOO_MANY_REQUESTS, reason).named("not_enough_capacity")
}

pub(crate) fn status_exception(status: StatusCode, reason: impl Into<String>) -> ErrorResponse {
    ErrorResponse::exception(status, Exception::new("status_exception", reason))
}
