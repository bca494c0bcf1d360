//! What is said of bodies that did not arrive as they should have.

use http::StatusCode;

use super::availability;
use crate::http::{BodyProblem, ErrorBody, ErrorResponse};
use crate::xcontent::Exception;

/// A body is not whole, or too long (server-behaviour: HTTP: formats, filtering and size).
pub(crate) fn of_body(problem: BodyProblem) -> ErrorResponse {
    match problem {
        BodyProblem::TooLong | BodyProblem::EndlesslyTooLong => {
            empty(StatusCode::PAYLOAD_TOO_LARGE).named("too_large")
        }
        BodyProblem::TooLongAndExpected => empty(StatusCode::EXPECTATION_FAILED),
        BodyProblem::TimedOut => ErrorResponse::flat(
            StatusCode::REQUEST_TIMEOUT,
            "es-ml-fake waited for the rest of the request body until its time limit",
        ),
        BodyProblem::NotGzip => {
            let reason = "the body is not gzip, though its Content-Encoding header says so";
            Exception::illegal_argument(reason).into()
        }
        BodyProblem::NoRoom { wanted, limit } => availability::no_room_for_bodies(wanted, limit),
    }
}

fn empty(status: StatusCode) -> ErrorResponse {
    ErrorResponse {
        status,
        error: ErrorBody::Empty,
        headers: Vec::new(),
        failure: None,
    }
}
