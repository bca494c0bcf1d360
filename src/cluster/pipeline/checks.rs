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

/// What ends the way of a request before its endpoint has done anything. Both are rare, and large.
pub(super) enum Ended {
    Answered(Box<Answer>),
    Refused(Box<ErrorResponse>),
}

impl From<Answer> for Ended {
    fn from(answer: Answer) -> Self {
        Self::Answered(Box::new(answer))
    }
}

impl<E: Into<ErrorResponse>> From<E> for Ended {
    fn from(refusal: E) -> Self {
        Self::Refused(Box::new(refusal.into()))
    }
}

type Passed = Result<(), Ended>;

/// Makes a function of a list of checks, in their order.
macro_rules! checks {
    ($(#[$doc:meta])* $name:ident $given:tt ($($parameters:tt)+): $($check:ident,)+) => {
        $(#[$doc])*
        pub(super) fn $name($($parameters)+) -> Passed {
            $($check $given?;)+
            Ok(())
        }

        #[cfg(test)]
        pub(super) mod $name {
            pub(in super::super) const NAMES: &[&str] = &[$(stringify!($check)),+];
        }
    };
}

checks! {
    /// What is checked before the endpoint reads the request.
    before_parsing (attempt) (attempt: &mut Attempt<'_>):
        complete_body,
        media_types,
        common_parameters,
        authentication,
        scripts,
        routing,
        content_type,
        circuit_breaker,
}

checks! {
    /// What is checked when the endpoint has read the request, and before it does anything.
    after_parsing (attempt, request) (attempt: &Attempt<'_>, request: &impl Request):
        query_parameters,
        superfluous_body,
        validation,
        documentation,
        authorisation,
        availability,
}

/// The header by which a user acts for another one.
const RUN_AS: HeaderName = HeaderName::from_static("es-security-runas-user");

/// The body has to be there in full, and in the encoding that its header names.
fn complete_body(attempt: &Attempt<'_>) -> Passed {
    match attempt.call.body {
        Ok(_) => Ok(()),
        Err(problem) => Err(failures::of_body(problem).into()),
    }
}

fn media_types(attempt: &Attempt<'_>) -> Passed {
    match &attempt.call.media_types {
        Ok(_) => Ok(()),
        Err(refusal) => Err(refusal.clone().into()),
    }
}

/// The query has to be readable, and with it what every endpoint takes.
fn common_parameters(attempt: &Attempt<'_>) -> Passed {
    let query = attempt.call.query().map_err(Exception::clone)?;
    query.refuse_broken_flags()?;
    Ok(())
}

/// Asking what a path takes needs no credentials (recalled).
fn authentication(attempt: &mut Attempt<'_>) -> Passed {
    let (call, security) = (attempt.call, &attempt.shared.settings.security);
    if call.method == Method::OPTIONS || !security.is_on() {
        return Ok(());
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
            return Err(failures::unauthenticated(&error, &uri, call.dialect).into());
        }
    }
    Ok(())
}

/// The one step that is the test's own: what is to happen instead of the rest.
fn scripts(attempt: &mut Attempt<'_>) -> Passed {
    let scripts = &attempt.shared.scripts;
    if scripts.is_empty() {
        return Ok(());
    }
    let content_type = attempt.presentation.content_type.clone();
    let request = ScriptedRequest::of(attempt.call, attempt.seq, content_type);
    let scripted = scripts.ask(&request, attempt.at, attempt.carrier);
    attempt.disturbance = scripted.disturbance;
    match scripted.answer {
        None => Ok(()),
        Some(answer) => {
            attempt.answered_by = AnsweredBy::Script;
            Err(answer.into())
        }
    }
}

fn routing(attempt: &Attempt<'_>) -> Passed {
    let call = attempt.call;
    let says = attempt.shared.settings.unimplemented == UnimplementedPolicy::Say;
    let outside = attempt.verdict.outside();
    if let Some(api) = outside.filter(|_| says) {
        return Err(failures::not_implemented(api).into());
    }
    let allowed = match &call.route {
        Route::To { endpoint, .. }
            if outside.is_none() && call.dialect.has(endpoint.spec().versions) =>
        {
            return Ok(());
        }
        Route::To { .. } | Route::UnknownPath => Vec::new(),
        Route::WrongMethod { own, outside } if says => [own.as_slice(), outside].concat(),
        Route::Outside { own, .. } | Route::WrongMethod { own, .. } => own.clone(),
    };
    match allowed.is_empty() {
        true => Err(failures::no_handler(call.method, call.uri).into()),
        false if call.method == Method::OPTIONS => Err(options(&allowed).into()),
        false => Err(failures::wrong_method(call.method, call.uri, &allowed).into()),
    }
}

/// `OPTIONS` on a path that exists (server-behaviour: HTTP: routing).
fn options(allowed: &[&Method]) -> Answer {
    let text = HeaderValue::from_static("text/plain; charset=UTF-8");
    Answer::new(StatusCode::OK, text, Bytes::new()).with_header(ALLOW, failures::allow(allowed))
}

fn content_type(attempt: &Attempt<'_>) -> Passed {
    let call = attempt.call;
    if let (false, Ok(media_types)) = (call.body().is_empty(), &call.media_types) {
        media_types.refuse_unreadable_body(call.headers)?;
    }
    Ok(())
}

fn circuit_breaker(attempt: &Attempt<'_>) -> Passed {
    let conditions = attempt.shared.conditions.now();
    match conditions.has(Condition::CircuitBreaker) {
        true => Err(failures::circuit_breaker(attempt.call.body().len()).into()),
        false => Ok(()),
    }
}

fn query_parameters(attempt: &Attempt<'_>, request: &impl Request) -> Passed {
    let call = attempt.call;
    if let Ok(query) = call.query()
        && !query.is_empty()
    {
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

fn superfluous_body(attempt: &Attempt<'_>, request: &impl Request) -> Passed {
    let call = attempt.call;
    let takes_body = call.endpoint().spec().request != RequestBody::None;
    if call.body().is_empty() || (takes_body && request.has_read_body()) {
        return Ok(());
    }
    let refusal = failures::superfluous_body(call.method, &call.decoded_path());
    Err(refusal.into())
}

fn validation(_: &Attempt<'_>, request: &impl Request) -> Passed {
    Ok(request.validate()?)
}

/// The one check that no server makes: whether the request is promised to work.
fn documentation(attempt: &Attempt<'_>, _: &impl Request) -> Passed {
    let is_strict = attempt.shared.settings.breaches == BreachPolicy::Refuse;
    match is_strict && attempt.verdict.is_breach() {
        true => Err(failures::undocumented(attempt.verdict).into()),
        false => Ok(()),
    }
}

fn authorisation(attempt: &Attempt<'_>, _: &impl Request) -> Passed {
    let security = &attempt.shared.settings.security;
    let action = attempt.call.endpoint().spec().action;
    let authorised = security.authorise(attempt.subject, action);
    authorised.map_err(|denial| failures::forbidden(&denial).into())
}

/// Only what the master answers needs one, and the other things that may be missing.
fn availability(attempt: &Attempt<'_>, _: &impl Request) -> Passed {
    let spec = attempt.call.endpoint().spec();
    match spec.needs_master {
        true => Ok(failures::of_condition(
            attempt.shared.conditions.now(),
            spec,
        )?),
        false => Ok(()),
    }
}
