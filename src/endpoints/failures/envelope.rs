//! What each failure of the catalogue looks like, in the situation that it happens in.

use http::header::HeaderName;
use http::{HeaderValue, StatusCode};

use super::{availability, body, deployment, request, security};
use crate::endpoints::excerpts::excerpts;
use crate::endpoints::{Endpoint, Spec};
use crate::http::{Answer, BodyProblem, ErrorResponse, JSON};
use crate::model::{AuthenticationError, Denial, Dialect, features};
use crate::xcontent::{Content, Exception, Format, Location, Source, Trace, read_value};

/// The request that meets a failure.
#[derive(Debug, Clone)]
pub(crate) struct Situation<'r> {
    /// Path and query, as they were sent.
    pub(crate) uri: &'r str,
    /// Empty if the path names none.
    pub(crate) deployment_id: &'r str,
    /// The length of the body in bytes.
    pub(crate) body: usize,
    /// That of the endpoint.
    pub(crate) spec: &'static Spec,
    /// That of the answer.
    pub(crate) content_type: HeaderValue,
    pub(crate) dialect: &'static Dialect,
}

impl Situation<'static> {
    /// An update, to look at failures by.
    pub(super) fn sample(dialect: &'static Dialect) -> Self {
        Self {
            uri: "/_ml/trained_models/my-model/deployment/_update",
            deployment_id: "my-model",
            body: 0,
            spec: Endpoint::Update.spec(),
            content_type: JSON,
            dialect,
        }
    }
}

/// An error of the server, or the page of a proxy.
pub(super) enum Envelope {
    Server(ErrorResponse),
    Proxy(StatusCode),
}

impl Envelope {
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::Server(response) => response.status,
            Self::Proxy(status) => *status,
        }
    }

    pub(super) fn into_answer(self, content_type: HeaderValue) -> Answer {
        match self {
            Self::Server(response) => response.into_answer(content_type, Trace::Hidden),
            Self::Proxy(status) => Answer::of_proxy(status),
        }
    }
}

impl<T: Into<ErrorResponse>> From<T> for Envelope {
    fn from(response: T) -> Self {
        Self::Server(response.into())
    }
}

pub(super) fn not_found(situation: &Situation<'_>) -> Envelope {
    deployment::no_deployment(situation.deployment_id).into()
}

pub(super) fn not_started(situation: &Situation<'_>) -> Envelope {
    deployment::not_started(situation.spec).into()
}

pub(super) fn not_enough_capacity(situation: &Situation<'_>) -> Envelope {
    deployment::not_enough_resources(situation.spec).into()
}

pub(super) fn validation(_: &Situation<'_>) -> Envelope {
    request::validation(&["[number_of_allocations] must be a positive integer"]).into()
}

/// Of the body `{"foo":1}`.
pub(super) fn unknown_field(situation: &Situation<'_>) -> Envelope {
    let name = Location { line: 1, column: 2 };
    let reason = format!("[{}] unknown field [foo]", situation.spec.action);
    Exception::content_parse(name, reason)
        .named("unknown_field")
        .into()
}

pub(super) fn malformed_body(situation: &Situation<'_>) -> Envelope {
    let malformed = br#"{"number_of_allocations":}"#;
    let content = Content::new(Format::Json, malformed, excerpts(situation.dialect));
    match read_value(&mut Source::new(&content)) {
        Err(error) => error.into(),
        Ok(_) => unreachable!("the body has no value where one has to be"),
    }
}

pub(super) fn content_type(_: &Situation<'_>) -> Envelope {
    let text = "Content-Type header is missing";
    ErrorResponse::flat(StatusCode::NOT_ACCEPTABLE, text)
        .named("content_type")
        .into()
}

pub(super) fn owned_by_inference_endpoint(situation: &Situation<'_>) -> Envelope {
    deployment::owned_by_inference_endpoint(situation.deployment_id, situation.spec).into()
}

pub(super) fn unauthenticated(situation: &Situation<'_>) -> Envelope {
    let error = AuthenticationError::Missing;
    security::unauthenticated(&error, situation.uri, situation.dialect).into()
}

pub(super) fn forbidden(situation: &Situation<'_>) -> Envelope {
    security::forbidden(&Denial::sample(situation.spec.action)).into()
}

pub(super) fn licence(_: &Situation<'_>) -> Envelope {
    availability::licence().into()
}

pub(super) fn no_master(_: &Situation<'_>) -> Envelope {
    availability::no_master().into()
}

pub(super) fn cluster_block(_: &Situation<'_>) -> Envelope {
    availability::cluster_block().into()
}

pub(super) fn circuit_breaker(situation: &Situation<'_>) -> Envelope {
    availability::circuit_breaker(situation.body).into()
}

pub(super) fn rejected_execution(situation: &Situation<'_>) -> Envelope {
    availability::rejected_execution(situation.spec).into()
}

pub(super) fn process_cluster_event_timeout(situation: &Situation<'_>) -> Envelope {
    let reason = "failed to process cluster event (model deployment updated) within 30s";
    let exception = Exception::new("process_cluster_event_timeout_exception", reason);
    if !situation.dialect.has(features::MASTER_TIMEOUT_IS_429) {
        return ErrorResponse::exception(StatusCode::SERVICE_UNAVAILABLE, exception).into();
    }
    let exception = exception.with_member("timed_out", true);
    let header = HeaderName::from_static("x-timed-out");
    ErrorResponse::exception(StatusCode::TOO_MANY_REQUESTS, exception)
        .with_header(header, HeaderValue::from_static("?1"))
        .into()
}

pub(super) fn too_large(_: &Situation<'_>) -> Envelope {
    body::of_body(BodyProblem::TooLong).into()
}

pub(super) fn internal_error(_: &Situation<'_>) -> Envelope {
    let exception = Exception::new("null_pointer_exception", "unexpected null");
    ErrorResponse::exception(StatusCode::INTERNAL_SERVER_ERROR, exception).into()
}

pub(super) fn bad_gateway(_: &Situation<'_>) -> Envelope {
    Envelope::Proxy(StatusCode::BAD_GATEWAY)
}

pub(super) fn service_unavailable(_: &Situation<'_>) -> Envelope {
    Envelope::Proxy(StatusCode::SERVICE_UNAVAILABLE)
}

pub(super) fn gateway_timeout(_: &Situation<'_>) -> Envelope {
    Envelope::Proxy(StatusCode::GATEWAY_TIMEOUT)
}
