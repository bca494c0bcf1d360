//! What each failure of the catalogue looks like. The texts are those of the checks themselves.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderValue, StatusCode};

use super::Asked;
use crate::api::refusals;
use crate::api::{Answer, Exception, Refusal, Trace};

/// A refusal of the server, or the page of a proxy.
pub(super) enum Envelope {
    Server(Refusal),
    Proxy(StatusCode),
}

impl Envelope {
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::Server(refusal) => refusal.status,
            Self::Proxy(status) => *status,
        }
    }

    pub(super) fn answer(self, asked: &Asked<'_>) -> Answer {
        match self {
            Self::Server(refusal) => refusal.into_answer(asked.content_type.clone(), Trace::Hidden),
            Self::Proxy(status) => page(status),
        }
    }
}

impl From<Refusal> for Envelope {
    fn from(refusal: Refusal) -> Self {
        Self::Server(refusal)
    }
}

/// As proxies write it, whichever it is.
fn page(status: StatusCode) -> Answer {
    let html = format!(
        "<html>\r\n<head><title>{status}</title></head>\r\n<body>\r\n<center><h1>{status}</h1></center>\r\n<hr><center>proxy</center>\r\n</body>\r\n</html>\r\n"
    );
    let content_type = (CONTENT_TYPE, HeaderValue::from_static("text/html"));
    Answer::foreign(status, vec![content_type], Bytes::from(html))
}

pub(super) fn not_found(asked: &Asked<'_>) -> Envelope {
    refusals::unknown_deployment(asked.deployment_id().unwrap_or_default()).into()
}

pub(super) fn not_started(_: &Asked<'_>) -> Envelope {
    refusals::not_started().into()
}

pub(super) fn not_enough_capacity(_: &Asked<'_>) -> Envelope {
    refusals::not_enough_resources().into()
}

pub(super) fn validation(_: &Asked<'_>) -> Envelope {
    let failures = ["[number_of_allocations] must be a positive integer"];
    Refusal::validation("action_request_validation_exception", &failures).into()
}

pub(super) fn unknown_field(_: &Asked<'_>) -> Envelope {
    refusals::of_body(br#"{"foo":1}"#).into()
}

pub(super) fn malformed_body(_: &Asked<'_>) -> Envelope {
    refusals::of_body(br#"{"number_of_allocations":}"#).into()
}

pub(super) fn content_type(_: &Asked<'_>) -> Envelope {
    let text = "Content-Type header is missing";
    Refusal::flat(StatusCode::NOT_ACCEPTABLE, text).into()
}

pub(super) fn owned_by_inference_endpoint(asked: &Asked<'_>) -> Envelope {
    let id = asked.deployment_id().unwrap_or_default();
    refusals::owned_by_inference_endpoint(id).into()
}

pub(super) fn unauthenticated(asked: &Asked<'_>) -> Envelope {
    refusals::unauthenticated(asked.target(), asked.dialect).into()
}

pub(super) fn forbidden(asked: &Asked<'_>) -> Envelope {
    refusals::forbidden(asked.endpoint().action()).into()
}

pub(super) fn licence(_: &Asked<'_>) -> Envelope {
    refusals::licence().into()
}

pub(super) fn no_master(_: &Asked<'_>) -> Envelope {
    refusals::no_master().into()
}

pub(super) fn cluster_block(_: &Asked<'_>) -> Envelope {
    refusals::cluster_block().into()
}

pub(super) fn circuit_breaker(asked: &Asked<'_>) -> Envelope {
    refusals::circuit_breaker(asked.body().len()).into()
}

pub(super) fn rejected_execution(_: &Asked<'_>) -> Envelope {
    refusals::rejected_execution().into()
}

pub(super) fn process_cluster_event_timeout(asked: &Asked<'_>) -> Envelope {
    let reason = "failed to process cluster event (model deployment updated) within 30s";
    let exception = Exception::new("process_cluster_event_timeout_exception", reason);
    if asked.dialect.major() < 9 {
        return Refusal::exception(StatusCode::SERVICE_UNAVAILABLE, exception).into();
    }
    let exception = exception.with_member("timed_out", true);
    let header = HeaderName::from_static("x-timed-out");
    Refusal::exception(StatusCode::TOO_MANY_REQUESTS, exception)
        .with_header(header, HeaderValue::from_static("?1"))
        .into()
}

pub(super) fn too_large(_: &Asked<'_>) -> Envelope {
    refusals::too_large().into()
}

pub(super) fn internal_error(_: &Asked<'_>) -> Envelope {
    let exception = Exception::new("null_pointer_exception", "unexpected null");
    Refusal::exception(StatusCode::INTERNAL_SERVER_ERROR, exception).into()
}

pub(super) fn bad_gateway(_: &Asked<'_>) -> Envelope {
    Envelope::Proxy(StatusCode::BAD_GATEWAY)
}

pub(super) fn service_unavailable(_: &Asked<'_>) -> Envelope {
    Envelope::Proxy(StatusCode::SERVICE_UNAVAILABLE)
}

pub(super) fn gateway_timeout(_: &Asked<'_>) -> Envelope {
    Envelope::Proxy(StatusCode::GATEWAY_TIMEOUT)
}
