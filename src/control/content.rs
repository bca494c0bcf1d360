//! What resources answer with: a document, or events as they come.

use bytes::Bytes;
use http::header::CONTENT_SECURITY_POLICY;
use http::{HeaderName, HeaderValue};
use serde::Serialize;
use serde_json::json;

use super::events::Events;
use super::problem::Problem;

/// The body of an answer.
pub(crate) enum Content {
    Whole(Bytes),
    Events(Events),
}

/// An answer with status 200.
pub(super) struct Found {
    pub(super) content_type: &'static str,
    pub(super) policy: Option<HeaderValue>,
    pub(super) content: Content,
}

/// What comes of a request.
pub(super) type Answered = Result<Found, Problem>;

pub(super) const JSON: &str = "application/json";

impl Found {
    pub(super) fn new(content_type: &'static str, content: Content) -> Self {
        Self {
            content_type,
            policy: None,
            content,
        }
    }

    /// The headers that not every answer has.
    pub(super) fn more_headers(&mut self) -> Option<(HeaderName, HeaderValue)> {
        Some((CONTENT_SECURITY_POLICY, self.policy.take()?))
    }
}

pub(super) fn answer(document: &impl Serialize) -> Answered {
    let document = serde_json::to_vec(document);
    let document = document.map_err(|error| Problem::bad_request(error.to_string()))?;
    Ok(Found::new(JSON, Content::Whole(document.into())))
}

/// What is answered when there is nothing to say.
pub(super) fn done() -> Answered {
    answer(&json!({}))
}
