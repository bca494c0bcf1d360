//! What is said of a deployment with which cannot be done what is asked for.

use http::StatusCode;

use crate::endpoints::Spec;
use crate::http::ErrorResponse;
use crate::xcontent::Exception;

/// There is none of that id (server-behaviour: Update: missing deployment).
pub(crate) fn no_deployment(id: &str) -> ErrorResponse {
    let reason = format!("No known model deployment with id [{id}]");
    ErrorResponse::exception(
        StatusCode::NOT_FOUND,
        Exception::new("resource_not_found_exception", reason),
    )
    .named("not_found")
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
    let verb = spec.name;
    let participle = format!("{}ed", verb.strip_suffix('e').unwrap_or(verb));
    let reason = format!(
        "Cannot {verb} deployment [{id}] as it was created by inference endpoint [{id}]. \
         This model deployment must be {participle} through the inference API."
    );
    status_exception(StatusCode::CONFLICT, reason).named("owned_by_inference_endpoint")
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

pub(super) fn status_exception(status: StatusCode, reason: impl Into<String>) -> ErrorResponse {
    ErrorResponse::exception(status, Exception::new("status_exception", reason))
}
