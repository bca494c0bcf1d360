//! What is wrong with a request to the control API.

use http::StatusCode;
use serde::Serialize;

use crate::contract::Violation;
use crate::http::BodyProblem;

/// A refusal: `{"error": "…"}`, and for documents each breach by itself.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) status: StatusCode,
    message: String,
    violations: Vec<Violation>,
    /// The methods that would do.
    pub(super) allow: Option<String>,
}

impl Problem {
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            violations: Vec::new(),
            allow: None,
        }
    }

    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }

    /// What would be right in another state.
    pub(super) fn conflict(message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, message)
    }

    pub(super) fn wrong_method(message: impl Into<String>, allow: String) -> Self {
        Self {
            allow: Some(allow),
            ..Self::new(StatusCode::METHOD_NOT_ALLOWED, message)
        }
    }

    /// A document that breaks the rules of its schema.
    pub(super) fn breach(violations: &[Violation]) -> Self {
        let messages: Vec<_> = violations.iter().map(ToString::to_string).collect();
        Self {
            violations: violations.to_vec(),
            ..Self::bad_request(messages.join("; "))
        }
    }

    pub(super) fn document(&self) -> Vec<u8> {
        #[derive(Serialize)]
        struct Document<'p> {
            error: &'p str,
            #[serde(skip_serializing_if = "<[Violation]>::is_empty")]
            violations: &'p [Violation],
        }
        let document = Document {
            error: &self.message,
            violations: &self.violations,
        };
        serde_json::to_vec(&document).unwrap_or_default()
    }
}

impl From<BodyProblem> for Problem {
    fn from(problem: BodyProblem) -> Self {
        let status = match problem {
            BodyProblem::TooLong
            | BodyProblem::EndlesslyTooLong
            | BodyProblem::TooLongAndExpected => StatusCode::PAYLOAD_TOO_LARGE,
            BodyProblem::TimedOut => StatusCode::REQUEST_TIMEOUT,
            BodyProblem::NotGzip => StatusCode::BAD_REQUEST,
            BodyProblem::NoRoom { .. } => StatusCode::TOO_MANY_REQUESTS,
        };
        Self::new(status, problem.describe())
    }
}
