//! The order in which reasons to refuse a request are looked for
//! (server-behaviour: Update: order of checks). The first that is found is the answer.

use bytes::Bytes;
use http::header::{ALLOW, AUTHORIZATION, HeaderName};
use http::{HeaderValue, Method, StatusCode};

use super::Attempt;
use crate::endpoints::{Request, RequestBody, Route, UnimplementedPolicy, failures};
use crate::http::{Answer, ErrorResponse};
use crate::journal::{AnsweredBy, BreachPolicy};
use crate::model::{Condition, SentCredentials};
use crate::script::ScriptedRequest;
use crate::text::redact;
use crate::xcontent::Exception;

/// The answer, if the rest does not matter to this request; else nothing.
type Checked = Result<Option<Answer>, ErrorResponse>;

type Before = fn(&mut Attempt<'_>) -> Checked;
type After = fn(&Attempt<'_>, &dyn Request) -> Result<(), ErrorResponse>;

/// What is checked before the endpoint reads the request.
pub(super) static BEFORE_PARSING: [(&str, Before); 8] = [
    ("complete body", complete_body),
    ("media types", media_types),
    ("common parameters", common_parameters),
    ("authentication", authentication),
    ("scripts", scripts),
    ("routing", routing),
    ("content type", content_type),
    ("circuit breaker", circuit_breaker),
];

/// What is checked when the endpoint has read the request, and before it does anything.
pub(super) static AFTER_PARSING: [(&str, After); 6] = [
    ("query parameters", query_parameters),
    ("superfluous body", superfluous_body),
    ("validation", validation),
    ("documentation", documentation),
    ("authorisation", authorisation),
    ("availability", availability),
];

/// The header by which a user acts for another one.
const RUN_AS: HeaderName = HeaderName::from_static("es-security-runas-user");

/// The body has to be there in full, and in the encoding that its header names.
fn complete_body(attempt: &mut Attempt<'_>) -> Checked {
    match attempt.call.body {
        Ok(_) => Ok(None),
        Err(problem) => Err(failures::of_body(problem)),
    }
}

fn media_types(attempt: &mut Attempt<'_>) -> Checked {
    match &attempt.call.media_types {
        Ok(_) => Ok(None),
        Err(refusal) => Err(refusal.clone()),
    }
}

/// The query has to be readable, and with it what every endpoint takes.
fn common_parameters(attempt: &mut Attempt<'_>) -> Checked {
    let query = attempt.call.query().map_err(Exception::clone)?;
    query.refuse_broken_flags()?;
    Ok(None)
}

/// Asking what a path takes needs no credentials (recalled).
fn authentication(attempt: &mut Attempt<'_>) -> Checked {
    let (call, security) = (attempt.call, &attempt.shared.settings.security);
    if call.method == Method::OPTIONS || !security.is_on() {
        return Ok(None);
    }
    let headers = call.headers.all;
    let sent = SentCredentials {
        // Of several headers the first counts (recalled).
        authorization: headers.get(AUTHORIZATION).map(HeaderValue::as_bytes),
        run_as: headers.get(RUN_AS).and_then(|name| name.to_str().ok()),
    };
    match security.authenticate(sent) {
        Ok(subject) => attempt.subject = subject,
        Err(error) => {
            let uri = redact(call.uri);
            return Err(failures::unauthenticated(&error, &uri, call.dialect));
        }
    }
    Ok(None)
}

/// The one step that is the test's own: what is to happen instead of the rest.
#[allow(clippy::unnecessary_wraps, reason = "it is a check like the others")]
fn scripts(attempt: &mut Attempt<'_>) -> Checked {
    let scripts = &attempt.shared.scripts;
    if scripts.is_empty() {
        return Ok(None);
    }
    let content_type = attempt.presentation.content_type.clone();
    let request = ScriptedRequest::of(attempt.call, attempt.seq, content_type);
    let scripted = scripts.ask(&request, attempt.at, attempt.carrier);
    attempt.disturbance = scripted.disturbance;
    if scripted.answer.is_some() {
        attempt.answered_by = AnsweredBy::Script;
    }
    Ok(scripted.answer)
}

fn routing(attempt: &mut Attempt<'_>) -> Checked {
    let call = attempt.call;
    let says = attempt.shared.settings.unimplemented == UnimplementedPolicy::Say;
    let outside = attempt.verdict.outside();
    if let Some(api) = outside.filter(|_| says) {
        return Err(failures::not_implemented(api));
    }
    let allowed = match &call.route {
        Route::To { endpoint, .. }
            if outside.is_none() && call.dialect.has(endpoint.spec().versions) =>
        {
            return Ok(None);
        }
        Route::To { .. } | Route::UnknownPath => Vec::new(),
        Route::WrongMethod { own, outside } if says => [own.as_slice(), outside].concat(),
        Route::Outside { own, .. } | Route::WrongMethod { own, .. } => own.clone(),
    };
    match allowed.is_empty() {
        true => Err(failures::no_handler(call.method, call.uri)),
        false if call.method == Method::OPTIONS => Ok(Some(options(&allowed))),
        false => Err(failures::wrong_method(call.method, call.uri, &allowed)),
    }
}

/// `OPTIONS` on a path that exists (server-behaviour: HTTP: routing).
fn options(allowed: &[&Method]) -> Answer {
    let text = HeaderValue::from_static("text/plain; charset=UTF-8");
    Answer::new(StatusCode::OK, text, Bytes::new()).with_header(ALLOW, failures::allow(allowed))
}

fn content_type(attempt: &mut Attempt<'_>) -> Checked {
    let call = attempt.call;
    if let (false, Ok(media_types)) = (call.body().is_empty(), &call.media_types) {
        media_types.refuse_unreadable_body(call.headers)?;
    }
    Ok(None)
}

fn circuit_breaker(attempt: &mut Attempt<'_>) -> Checked {
    let conditions = attempt.shared.conditions.now();
    match conditions.has(Condition::CircuitBreaker) {
        true => Err(failures::circuit_breaker(attempt.call.body().len())),
        false => Ok(None),
    }
}

fn query_parameters(attempt: &Attempt<'_>, request: &dyn Request) -> Result<(), ErrorResponse> {
    let call = attempt.call;
    if let Ok(query) = call.query() {
        let spec = call.endpoint().spec();
        let known = || {
            let documented = spec.parameters.iter();
            let documented = documented.filter(|each| call.dialect.has(each.versions));
            let names = documented.map(|each| each.name);
            let names = names.chain(spec.undocumented.iter().copied());
            names.filter(|name| !request.ignores(name))
        };
        query.refuse_unknown(|| call.decoded_path(), known)?;
    }
    Ok(())
}

fn superfluous_body(attempt: &Attempt<'_>, request: &dyn Request) -> Result<(), ErrorResponse> {
    let call = attempt.call;
    let takes_body = call.endpoint().spec().request != RequestBody::None;
    match call.body().is_empty() || (takes_body && request.has_read_body()) {
        true => Ok(()),
        false => Err(failures::superfluous_body(
            call.method,
            &call.decoded_path(),
        )),
    }
}

fn validation(_: &Attempt<'_>, request: &dyn Request) -> Result<(), ErrorResponse> {
    request.validate()
}

/// The one check that no server makes: whether the request is promised to work.
fn documentation(attempt: &Attempt<'_>, _: &dyn Request) -> Result<(), ErrorResponse> {
    let is_strict = attempt.shared.settings.breaches == BreachPolicy::Refuse;
    match is_strict && attempt.verdict.is_breach() {
        true => Err(failures::undocumented(attempt.verdict)),
        false => Ok(()),
    }
}

fn authorisation(attempt: &Attempt<'_>, _: &dyn Request) -> Result<(), ErrorResponse> {
    let security = &attempt.shared.settings.security;
    let action = attempt.call.endpoint().spec().action;
    let authorised = security.authorise(attempt.subject, action);
    authorised.map_err(|denial| failures::forbidden(&denial))
}

/// Only what the master answers needs one, and the other things that may be missing.
fn availability(attempt: &Attempt<'_>, _: &dyn Request) -> Result<(), ErrorResponse> {
    let spec = attempt.call.endpoint().spec();
    match spec.needs_master {
        true => failures::of_condition(attempt.shared.conditions.now(), spec),
        false => Ok(()),
    }
}
