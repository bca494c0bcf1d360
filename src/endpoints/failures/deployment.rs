//! What is said of a deployment that cannot be updated.

use http::StatusCode;

use crate::http::ErrorResponse;
use crate::model::NotEnoughResources;
use crate::xcontent::Exception;

/// There is none of that id (server-behaviour: Update: missing deployment).
pub(crate) fn no_deployment(id: &str) -> ErrorResponse {
    let reason = format!("No known model deployment with id [{id}]");
    ErrorResponse::exception(
        StatusCode::NOT_FOUND,
        Exception::new("resource_not_found_exception", reason),
    )
}

/// It is starting or stopping (server-behaviour: Update: existing assignment).
pub(crate) fn not_started() -> ErrorResponse {
    let reason = "cannot update deployment that is not in [started] state";
    status_exception(StatusCode::CONFLICT, reason)
}

/// It was made by an inference endpoint (server-behaviour: Update: inference endpoints).
pub(crate) fn owned_by_inference_endpoint(id: &str) -> ErrorResponse {
    let reason = format!(
        "Cannot update deployment [{id}] as it was created by inference endpoint [{id}]. \
         This model deployment must be updated through the inference API."
    );
    status_exception(StatusCode::CONFLICT, reason)
}

/// Its allocations do not fit (server-behaviour: Update: capacity and timeouts).
impl From<NotEnoughResources> for ErrorResponse {
    fn from(_: NotEnoughResources) -> Self {
        let reason = "Could not update deployment because there are not enough resources to \
                      provide all requested allocations";
        status_exception(StatusCode::TOO_MANY_REQUESTS, reason)
    }
}

fn status_exception(status: StatusCode, reason: impl Into<String>) -> ErrorResponse {
    ErrorResponse::exception(status, Exception::new("status_exception", reason))
}
