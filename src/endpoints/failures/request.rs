//! What is said of requests that are wrong whatever the cluster holds.

use http::{HeaderValue, Method, StatusCode};

use crate::contract::Verdict;
use crate::http::{ErrorBody, ErrorResponse};
use crate::xcontent::Exception;

/// The path does not exist (server-behaviour: HTTP: routing). The body has no status.
pub(crate) fn no_handler(method: &Method, uri: &str) -> ErrorResponse {
    if !is_known(method) {
        return ErrorResponse::flat(StatusCode::METHOD_NOT_ALLOWED, unexpected_method(method));
    }
    ErrorResponse {
        status: StatusCode::BAD_REQUEST,
        error: ErrorBody::Flat {
            text: format!("no handler found for uri [{uri}] and method [{method}]"),
            with_status: false,
        },
        headers: Vec::new(),
        failure: None,
    }
}

/// A server has the API, and this fake does not. Never a server's answer, and named as the fake's.
pub(crate) fn not_implemented(api: &str) -> ErrorResponse {
    let reason = format!(
        "es-ml-fake does not have the API [{api}]. To have it answered, mount an answer: in \
         Rust a script for `On::request` or a mock in `cluster.mocks()`, in any \
         language POST /_fake/scripts"
    );
    let exception = Exception::new("es_ml_fake_not_implemented", reason);
    ErrorResponse::exception(StatusCode::NOT_IMPLEMENTED, exception)
}

/// The path takes other methods only (server-behaviour: HTTP: routing).
pub(crate) fn wrong_method(method: &Method, uri: &str, allowed: &[&Method]) -> ErrorResponse {
    let complaint = if is_known(method) {
        format!("Incorrect HTTP method for uri [{uri}] and method [{method}]")
    } else {
        unexpected_method(method)
    };
    ErrorResponse::flat(
        StatusCode::METHOD_NOT_ALLOWED,
        format!("{complaint}, allowed: [{}]", listed(allowed, ", ")),
    )
    .with_header(http::header::ALLOW, allow(allowed))
}

/// The value of the `Allow` header.
pub(crate) fn allow(methods: &[&Method]) -> HeaderValue {
    HeaderValue::try_from(listed(methods, ",")).expect("methods are visible ASCII")
}

fn listed(methods: &[&Method], separator: &str) -> String {
    let names: Vec<_> = methods.iter().map(|method| method.as_str()).collect();
    names.join(separator)
}

/// Whether the server knows the word for the method.
fn is_known(method: &Method) -> bool {
    const KNOWN: [Method; 9] = [
        Method::GET,
        Method::POST,
        Method::PUT,
        Method::DELETE,
        Method::OPTIONS,
        Method::HEAD,
        Method::PATCH,
        Method::TRACE,
        Method::CONNECT,
    ];
    KNOWN.contains(method)
}

/// Inferred (server-behaviour: HTTP: routing).
fn unexpected_method(method: &Method) -> String {
    format!("Unexpected http method: {method}")
}

/// There is a body where none is wanted (server-behaviour: Update: query parameters).
pub(crate) fn superfluous_body(method: &Method, path: &str) -> ErrorResponse {
    let reason = format!("request [{method} {path}] does not support having a body");
    Exception::illegal_argument(reason).into()
}

/// There is no body where one is wanted.
pub(crate) fn no_body() -> ErrorResponse {
    Exception::new("parse_exception", "request body is required").into()
}

/// Rules of the request are broken (server-behaviour: Update: request validation).
pub(crate) fn validation(failures: &[&str]) -> ErrorResponse {
    ErrorResponse::validation("action_request_validation_exception", failures).named("validation")
}

/// Refuses a request that breaks rules, each of which says so in its own words.
pub(crate) fn refuse_broken(rules: &[String]) -> Result<(), ErrorResponse> {
    match rules {
        [] => Ok(()),
        rules => {
            let rules: Vec<_> = rules.iter().map(String::as_str).collect();
            Err(validation(&rules))
        }
    }
}

/// The one refusal that no server gives: of a request that it would accept although the contract
/// does not promise it.
pub(crate) fn undocumented(verdict: &Verdict) -> ErrorResponse {
    let violations = verdict.violations().iter().map(ToString::to_string);
    let reason = format!(
        "es-ml-fake is strict: a real cluster may accept this request, but its documentation \
         does not promise it: {}",
        violations.collect::<Vec<_>>().join("; ")
    );
    Exception::new("undocumented_request_exception", reason).into()
}
