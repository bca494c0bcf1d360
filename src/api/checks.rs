//! The order in which reasons to refuse a request are looked for (reference, section 2). The first that is found is the answer.

#[cfg(test)]
mod tests;

use http::{HeaderValue, Method};

use super::query::Query;
use super::refusal::{Exception, Refusal};
use super::respond::{Call, State};
use super::routes::{self, Routed};
use super::{Endpoint, availability, info, update};
use crate::cluster::{
    AdaptiveAllocations, Breaches, Condition, Deployment, Dialect, Slot, Subject,
};
use crate::contract::Verdict;
use crate::script::Asked;

/// A request on its way through the checks, with what they have found out.
#[derive(Debug)]
pub(super) struct Attempt<'a, 'r> {
    pub(super) call: &'a mut Call<'r>,
    verdict: &'a Verdict,
    /// Of the answer.
    content_type: &'a HeaderValue,
    pub(super) state: State<'a>,
    pub(super) dialect: &'static Dialect,
    /// Who asks. Known from authentication on.
    subject: Subject<'a>,
    /// What an update asks for. Known from parsing on.
    pub(super) update: update::Update,
    /// Where the deployment is that is to be updated. Known once it is known to exist.
    slot: Option<Slot>,
    /// The settings that it is to have. Known once they are known to be valid.
    merged: Option<AdaptiveAllocations>,
}

/// What follows a check that did not refuse.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    Check,
    /// The answer: whatever is left to be checked does not matter to this request.
    Answer,
}

type Checked = Result<Next, Refusal>;
type Check = fn(&mut Attempt<'_, '_>) -> Checked;

/// All checks, first to last.
#[rustfmt::skip]
pub(super) static ORDER: [(&str, Check); 21] = [
    ("complete body",       complete_body),
    ("media types",         media_types),
    ("common parameters",   common_parameters),
    ("authentication",      authentication),
    ("scripts",             scripts),
    ("routing",             routing),
    ("content type",        content_type),
    ("circuit breaker",     circuit_breaker),
    ("parsing",             parsing),
    ("query parameters",    query_parameters),
    ("superfluous body",    superfluous_body),
    ("validation",          validation),
    ("documentation",       documentation),
    ("authorisation",       authorisation),
    ("availability",        availability),
    ("inference endpoint",  inference_endpoint),
    ("existence",           existence),
    ("merged settings",     merged_settings),
    ("no change",           no_change),
    ("state",               state),
    ("capacity",            capacity),
];

/// Makes the checks, as long as there is reason to.
pub(super) fn pass(attempt: &mut Attempt<'_, '_>) -> Result<(), Refusal> {
    for (_, check) in &ORDER {
        if check(attempt)? == Next::Answer {
            break;
        }
    }
    Ok(())
}

impl<'a, 'r> Attempt<'a, 'r> {
    pub(super) fn of(
        call: &'a mut Call<'r>,
        verdict: &'a Verdict,
        state: State<'a>,
        content_type: &'a HeaderValue,
    ) -> Self {
        Self {
            dialect: state.settings.edition.dialect(),
            call,
            verdict,
            content_type,
            state,
            subject: Subject::Anybody,
            update: update::Update::default(),
            slot: None,
            merged: None,
        }
    }

    fn endpoint(&self) -> Endpoint {
        self.call.routed.endpoint()
    }

    /// The deployment that the path names.
    pub(super) fn deployment_id(&self) -> &str {
        self.call.routed.deployment_id().unwrap_or_default()
    }

    /// Where the deployment is that the path names.
    pub(super) fn slot(&self) -> Result<Slot, Refusal> {
        self.slot
            .ok_or_else(|| update::unknown(self.deployment_id()))
    }

    fn deployment(&self) -> Result<&Deployment, Refusal> {
        Ok(&self.state.deployments[self.slot()?].deployment)
    }

    /// The query, empty before its encoding is known to be right.
    pub(super) fn query(&self) -> &Query<'r> {
        static EMPTY: Query<'static> = Query::EMPTY;
        self.call.query.as_ref().unwrap_or(&EMPTY)
    }
}

/// It may be too long, incomplete, or not what its encoding says.
fn complete_body(attempt: &mut Attempt<'_, '_>) -> Checked {
    match &attempt.call.body {
        Ok(_) => Ok(Next::Check),
        Err(problem) => Err(problem.refusal()),
    }
}

fn media_types(attempt: &mut Attempt<'_, '_>) -> Checked {
    match &attempt.call.media_types {
        Ok(_) => Ok(Next::Check),
        Err(refusal) => Err(refusal.clone()),
    }
}

/// The query has to be readable, and with it what every endpoint takes.
fn common_parameters(attempt: &mut Attempt<'_, '_>) -> Checked {
    let query = attempt.call.query.as_ref().map_err(Exception::clone)?;
    for flag in Query::FLAGS {
        query.flag(flag, false)?;
    }
    Ok(Next::Check)
}

/// Whoever asks what a path takes need not say who they are (recalled).
fn authentication(attempt: &mut Attempt<'_, '_>) -> Checked {
    let call = &attempt.call;
    if call.method != Method::OPTIONS {
        let security = &attempt.state.settings.security;
        attempt.subject = security.authenticate(call.headers.all, call.uri, attempt.dialect)?;
    }
    Ok(Next::Check)
}

/// The one step that is the test's own: what is to happen instead of the rest.
#[allow(clippy::unnecessary_wraps, reason = "it is a check like the others")]
fn scripts(attempt: &mut Attempt<'_, '_>) -> Checked {
    if attempt.state.scripts.is_empty() {
        return Ok(Next::Check);
    }
    let call = &attempt.call;
    let asked = Asked {
        method: call.method,
        target: call.uri,
        headers: call.headers.all,
        body: call.body(),
        endpoint: call.routed.endpoint(),
        deployment_id: call.routed.deployment_id(),
        content_type: attempt.content_type.clone(),
        dialect: attempt.dialect,
        seq: attempt.state.seq,
    };
    let scripted = attempt.state.scripts.ask(&asked, attempt.state.now);
    let next = match &scripted.answer {
        Some(_) => Next::Answer,
        None => Next::Check,
    };
    attempt.call.scripted = scripted;
    Ok(next)
}

fn routing(attempt: &mut Attempt<'_, '_>) -> Checked {
    let call = &attempt.call;
    match &call.routed {
        Routed::To {
            endpoint: Endpoint::Update,
            ..
        } if !attempt.dialect.has_update() => Err(routes::no_handler(call.method, call.uri)),
        Routed::To { .. } => Ok(Next::Check),
        Routed::WrongMethod { .. } if call.method == Method::OPTIONS => Ok(Next::Answer),
        Routed::WrongMethod { allow } => Err(routes::wrong_method(call.method, call.uri, allow)),
        Routed::UnknownPath => Err(routes::no_handler(call.method, call.uri)),
    }
}

fn content_type(attempt: &mut Attempt<'_, '_>) -> Checked {
    let call = &attempt.call;
    if let (false, Ok(media_types)) = (call.body().is_empty(), &call.media_types) {
        media_types.refuse_unreadable_body(call.headers)?;
    }
    Ok(Next::Check)
}

fn circuit_breaker(attempt: &mut Attempt<'_, '_>) -> Checked {
    if attempt.state.conditions.has(Condition::CircuitBreaker) {
        return Err(availability::circuit_breaker(attempt.call.body().len()));
    }
    Ok(Next::Check)
}

fn parsing(attempt: &mut Attempt<'_, '_>) -> Checked {
    if attempt.endpoint() == Endpoint::Update {
        attempt.update = update::parse(attempt)?;
    }
    Ok(Next::Check)
}

fn query_parameters(attempt: &mut Attempt<'_, '_>) -> Checked {
    let consumed = match attempt.endpoint() {
        Endpoint::Update => update::consumed_parameters(attempt),
        _ => info::CONSUMED_PARAMETERS,
    };
    let path = || attempt.call.decoded_path();
    attempt.query().refuse_unknown(path, consumed)?;
    Ok(Next::Check)
}

fn superfluous_body(attempt: &mut Attempt<'_, '_>) -> Checked {
    let reads_body = attempt.endpoint() == Endpoint::Update && !update::is_in_query(attempt);
    if !reads_body {
        attempt.call.refuse_body()?;
    }
    Ok(Next::Check)
}

fn validation(attempt: &mut Attempt<'_, '_>) -> Checked {
    update::refuse_invalid(&attempt.update)?;
    Ok(Next::Check)
}

/// The one check that no server makes: whether the request is promised to work.
fn documentation(attempt: &mut Attempt<'_, '_>) -> Checked {
    let is_strict = attempt.state.settings.breaches == Breaches::Refuse;
    if is_strict && attempt.endpoint() == Endpoint::Update && !attempt.verdict.conforms() {
        return Err(update::undocumented(attempt.verdict));
    }
    Ok(Next::Check)
}

fn authorisation(attempt: &mut Attempt<'_, '_>) -> Checked {
    let security = &attempt.state.settings.security;
    security.authorise(attempt.subject, attempt.endpoint().action())?;
    Ok(Next::Check)
}

/// Only what is answered by the master needs one, and the other things that may be missing.
fn availability(attempt: &mut Attempt<'_, '_>) -> Checked {
    if attempt.endpoint() != Endpoint::Update {
        return Ok(Next::Answer);
    }
    match availability::refusal(attempt.state.conditions) {
        Some(refusal) => Err(refusal),
        None => Ok(Next::Check),
    }
}

fn inference_endpoint(attempt: &mut Attempt<'_, '_>) -> Checked {
    let endpoints = &attempt.state.settings.inference_endpoints;
    let id = attempt.deployment_id();
    if attempt.dialect.guards_inference_endpoints() && endpoints.contains(id) {
        return Err(update::owned_by_inference_endpoint(id));
    }
    Ok(Next::Check)
}

/// What is there catches up with what was to be, if it is time.
fn existence(attempt: &mut Attempt<'_, '_>) -> Checked {
    attempt.slot = attempt.state.deployments.find(attempt.deployment_id());
    let slot = attempt.slot()?;
    let state = &mut attempt.state;
    let deployment = &mut state.deployments[slot].deployment;
    deployment.settle_if_due(state.settings.settling, state.now);
    Ok(Next::Check)
}

fn merged_settings(attempt: &mut Attempt<'_, '_>) -> Checked {
    attempt.merged = update::merged_settings(&attempt.update, attempt.deployment()?)?;
    Ok(Next::Check)
}

fn no_change(attempt: &mut Attempt<'_, '_>) -> Checked {
    if update::changes_nothing(&attempt.update, attempt.deployment()?) {
        return Ok(Next::Answer);
    }
    Ok(Next::Check)
}

fn state(attempt: &mut Attempt<'_, '_>) -> Checked {
    update::refuse_unless_started(attempt.deployment()?)?;
    Ok(Next::Check)
}

fn capacity(attempt: &mut Attempt<'_, '_>) -> Checked {
    let (slot, merged) = (attempt.slot()?, attempt.merged.take());
    let state = &mut attempt.state;
    update::carry_out(&attempt.update, merged, state.deployments, slot, state.now)?;
    Ok(Next::Answer)
}
