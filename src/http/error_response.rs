//! How the server says no: the error envelope (server-behaviour: Errors: the envelope).

use std::iter;

use bytes::Bytes;
use http::header::HeaderName;
use http::{HeaderValue, StatusCode};

use super::Answer;
use crate::xcontent::{Exception, OrderedValue, SyntaxError, Trace, json};

/// An answer other than success.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ErrorResponse {
    pub(crate) status: StatusCode,
    pub(crate) error: ErrorBody,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    /// Its name in the catalogue of failures, if it is one of these.
    pub(crate) failure: Option<&'static str>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ErrorBody {
    /// From the HTTP layer itself: a plain text, with or without the status beside it.
    Flat { text: String, with_status: bool },
    /// From everything else.
    Exception(Exception),
    /// Nothing at all, as for bodies that are too long.
    Empty,
}

impl ErrorResponse {
    pub(crate) fn exception(status: StatusCode, exception: Exception) -> Self {
        Self {
            status,
            failure: exception.failure(),
            error: ErrorBody::Exception(exception),
            headers: Vec::new(),
        }
    }

    pub(crate) fn bad_request(exception: Exception) -> Self {
        Self::exception(StatusCode::BAD_REQUEST, exception)
    }

    pub(crate) fn flat(status: StatusCode, text: impl Into<String>) -> Self {
        Self {
            status,
            error: ErrorBody::Flat {
                text: text.into(),
                with_status: true,
            },
            headers: Vec::new(),
            failure: None,
        }
    }

    /// Several failures of one request, numbered as the server numbers them
    /// (server-behaviour: Update: request validation).
    pub(crate) fn validation(kind: &'static str, failures: &[&str]) -> Self {
        use std::fmt::Write;
        let mut reason = "Validation Failed: ".to_owned();
        for (index, failure) in failures.iter().enumerate() {
            let _ = write!(reason, "{}: {failure};", index + 1);
        }
        Self::bad_request(Exception::new(kind, reason))
    }

    /// What it comes down to, in one line.
    pub(crate) fn summary(&self) -> &str {
        match &self.error {
            ErrorBody::Flat { text, .. } => text,
            ErrorBody::Exception(exception) => exception.summary(),
            ErrorBody::Empty => self.status.canonical_reason().unwrap_or_default(),
        }
    }

    /// With its name in the catalogue of failures.
    pub(crate) fn named(mut self, failure: &'static str) -> Self {
        self.failure = Some(failure);
        self
    }

    pub(crate) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The answer. Those about credentials and rights have no product header, and never a trace if
    /// they are about credentials (server-behaviour: HTTP: headers; Errors: the envelope).
    pub(crate) fn into_answer(self, content_type: HeaderValue, trace: Trace) -> Answer {
        let trace = match self.status {
            StatusCode::UNAUTHORIZED => Trace::Hidden,
            _ => trace,
        };
        let body = self.error.body(self.status, trace);
        let mut answer = Answer::new(self.status, content_type, body);
        answer.more_headers.extend(self.headers);
        answer.failure = self.failure;
        answer.is_of_product = !matches!(
            self.status,
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN
        );
        answer
    }
}

impl From<Exception> for ErrorResponse {
    fn from(exception: Exception) -> Self {
        Self::bad_request(exception)
    }
}

impl From<SyntaxError> for ErrorResponse {
    fn from(error: SyntaxError) -> Self {
        Self::bad_request(error.into())
    }
}

impl ErrorBody {
    fn body(&self, status: StatusCode, trace: Trace) -> Bytes {
        let (error, with_status) = match self {
            Self::Empty => return Bytes::new(),
            Self::Flat { text, with_status } => (text.as_str().into(), *with_status),
            Self::Exception(exception) => (with_root_cause(exception, trace), true),
        };
        let number = OrderedValue::Number(status.as_str().into());
        let number = with_status.then_some(("status", number));
        let envelope = OrderedValue::object(iter::once(("error", error)).chain(number));
        // That credentials are wrong is said without them, in words that look like some.
        let envelope = match status {
            StatusCode::UNAUTHORIZED => envelope,
            _ => envelope.without_credentials(),
        };
        json::write(&envelope).into()
    }
}

fn with_root_cause(exception: &Exception, trace: Trace) -> OrderedValue<'_> {
    let root = OrderedValue::object(exception.root().members_as_root_cause(trace));
    let root_cause = ("root_cause", OrderedValue::Array(vec![root]));
    OrderedValue::object(iter::once(root_cause).chain(exception.members(trace)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(refusal: ErrorResponse) -> String {
        let answer = refusal.into_answer(crate::http::JSON, Trace::Hidden);
        String::from_utf8(answer.body.to_vec()).unwrap()
    }

    #[test]
    fn root_causes_are_never_plain_java() {
        let number = Exception::plain_java("number_format_exception", "For input string: \"x\"");
        let outer = Exception::new("x_content_parse_exception", "outer");
        assert_eq!(
            text(outer.clone().caused_by(number).into()),
            r#"{"error":{"root_cause":[{"type":"x_content_parse_exception","reason":"outer"}],"type":"x_content_parse_exception","reason":"outer","caused_by":{"type":"number_format_exception","reason":"For input string: \"x\""}},"status":400}"#
        );
        let inner = Exception::new("x_content_parse_exception", "inner");
        assert_eq!(
            text(outer.caused_by(inner).into()),
            r#"{"error":{"root_cause":[{"type":"x_content_parse_exception","reason":"inner"}],"type":"x_content_parse_exception","reason":"outer","caused_by":{"type":"x_content_parse_exception","reason":"inner"}},"status":400}"#
        );
    }

    #[test]
    fn members_headers_and_traces_have_their_places() {
        let exception = Exception::without_reason("master_not_discovered_exception")
            .with_member("timed_out", true)
            .with_header("X", &["a", "b"])
            .caused_by(Exception::plain_java("cause", "why"));
        let answer = ErrorResponse::exception(StatusCode::SERVICE_UNAVAILABLE, exception)
            .into_answer(crate::http::JSON, Trace::Shown);
        let trace = r#""stack_trace":"MasterNotDiscoveredException: \n\tat es-ml-fake\n""#;
        let own = r#""type":"master_not_discovered_exception","reason":null,"timed_out":true"#;
        let header = r#""header":{"X":["a","b"]}"#;
        assert_eq!(
            std::str::from_utf8(&answer.body).unwrap(),
            format!(
                r#"{{"error":{{"root_cause":[{{{own},{header},{trace}}}],{own},"caused_by":{{"type":"cause","reason":"why"}},{header},{trace}}},"status":503}}"#
            )
        );
    }

    #[test]
    fn validation_failures_are_numbered_without_a_space_between_them() {
        let refusal = ErrorResponse::validation("validation_exception", &["one", "two"]);
        assert!(text(refusal).contains(r#""reason":"Validation Failed: 1: one;2: two;""#));
    }
}
