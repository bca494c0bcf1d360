//! `POST /_ml/trained_models/{deployment_id}/deployment/_update` (documentation page; reference, sections 1 to 3).
//!
//! [`body`] is what the server makes of the body, [`apply`] what the update does to its deployment, [`render`] the answer.

mod apply;
mod body;
mod render;

use http::{HeaderValue, StatusCode};

pub(crate) use body::{AdaptiveChange, Body};

use super::checks::Attempt;
use super::query::Query;
use super::refusal::{Exception, Refusal};
use super::{Answer, time_value};
use crate::cluster::AdaptiveAllocations;
use crate::contract::Verdict;
pub(crate) use apply::not_started;
pub(super) use apply::{carry_out, changes_nothing, merged_settings, refuse_unless_started};
pub(crate) use render::AnswerConstants;
use render::render;

/// The query parameter that takes the place of the body (reference, section 1.1).
pub(crate) const NUMBER_OF_ALLOCATIONS: &str = "number_of_allocations";

/// The id in the path, as the server's route calls it.
const MODEL_ID: &str = "model_id";

/// Undocumented parameters that every update takes; nothing here takes long enough for them to matter.
const TIMEOUTS: [&str; 2] = ["timeout", "master_timeout"];

/// What the server makes of a body, or why it refuses it.
pub(crate) type Reading = Result<Body, Exception>;

/// An update that is valid as far as the request alone can tell.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Update {
    pub(crate) number_of_allocations: Option<i32>,
    pub(crate) adaptive_allocations: AdaptiveChange,
    /// Texts for `Warning` headers.
    pub(crate) warnings: Vec<String>,
}

/// Whether the number is a query parameter, in which case the body is not read (reference, section 1.1).
pub(super) fn is_in_query(attempt: &Attempt<'_, '_>) -> bool {
    attempt.dialect.takes_number_in_query() && attempt.query().get(NUMBER_OF_ALLOCATIONS).is_some()
}

/// What the handler itself makes of the request: body, then timeouts (reference, section 2, step 5).
pub(super) fn parse(attempt: &mut Attempt<'_, '_>) -> Result<Update, Refusal> {
    let update = if is_in_query(attempt) {
        Update {
            number_of_allocations: number_in_query(attempt.query())?,
            ..Update::default()
        }
    } else {
        from_body(attempt)?
    };
    for timeout in TIMEOUTS {
        if let Some(value) = attempt.query().get(timeout) {
            time_value::check(timeout, value)?;
        }
    }
    Ok(update)
}

/// The parameters that the handler has looked at.
pub(super) fn consumed_parameters(attempt: &Attempt<'_, '_>) -> &'static [&'static str] {
    const CONSUMED: [&str; 4] = [MODEL_ID, TIMEOUTS[0], TIMEOUTS[1], NUMBER_OF_ALLOCATIONS];
    match is_in_query(attempt) {
        true => &CONSUMED,
        false => &CONSUMED[..3],
    }
}

/// The answer to an update that was carried out.
pub(super) fn answer(
    attempt: &mut Attempt<'_, '_>,
    content_type: &HeaderValue,
) -> Result<Answer, Refusal> {
    let slot = attempt.slot()?;
    let (state, writes) = (&mut attempt.state, attempt.dialect.writes);
    let deployed = &state.deployments[slot];
    let body = state.memory.keep(|out| render(out, deployed, writes));
    let mut answer = Answer::new(StatusCode::OK, content_type.clone(), body);
    let warnings = attempt.update.warnings.iter();
    answer
        .more_headers
        .extend(warnings.map(|text| super::warning(attempt.dialect, text)));
    Ok(answer)
}

/// Reference, section 2.3.
pub(crate) fn unknown(id: &str) -> Refusal {
    let reason = format!("No known model deployment with id [{id}]");
    Refusal::exception(
        StatusCode::NOT_FOUND,
        Exception::new("resource_not_found_exception", reason),
    )
}

/// Reference, section 2.5.
pub(crate) fn owned_by_inference_endpoint(id: &str) -> Refusal {
    let reason = format!(
        "Cannot update deployment [{id}] as it was created by inference endpoint [{id}]. This model deployment must be updated through the inference API."
    );
    Refusal::exception(
        StatusCode::CONFLICT,
        Exception::new("status_exception", reason),
    )
}

/// The one refusal that no server gives: of a request that it would accept although the contract does not promise it.
pub(super) fn undocumented(verdict: &Verdict) -> Refusal {
    let violations: Vec<_> = verdict
        .violations()
        .iter()
        .map(ToString::to_string)
        .collect();
    let reason = format!(
        "es-ml-fake is strict: a real cluster may accept this request, but its documentation does not promise it: {}",
        violations.join("; ")
    );
    Exception::new("undocumented_request_exception", reason).into()
}

fn number_in_query(query: &Query<'_>) -> Result<Option<i32>, Exception> {
    let Some(raw) = query.get(NUMBER_OF_ALLOCATIONS) else {
        return Ok(None);
    };
    let number = raw.parse().map_err(|_| {
        let reason =
            format!("Failed to parse int parameter [{NUMBER_OF_ALLOCATIONS}] with value [{raw}]");
        let cause = format!("For input string: \"{raw}\"");
        Exception::illegal_argument(reason)
            .caused_by(Exception::plain_java("number_format_exception", cause))
    })?;
    Ok(Some(number))
}

fn from_body(attempt: &mut Attempt<'_, '_>) -> Result<Update, Refusal> {
    let call = &mut *attempt.call;
    let Some(judged) = call.update.take().filter(|_| !call.body().is_empty()) else {
        return Err(Exception::new("parse_exception", "request body is required").into());
    };
    let body = judged.reading?;
    let id = attempt.deployment_id();
    if let Some(model_id) = body.model_id.filter(|model_id| model_id != id) {
        let reason = format!(
            "Inconsistent model_id; '{model_id}' specified in the body differs from '{id}' specified as a URL argument"
        );
        return Err(Exception::new("status_exception", reason).into());
    }
    if let Some(timeout) = &body.timeout {
        time_value::check("timeout", timeout)?;
    }
    let default = match attempt.dialect.takes_adaptive_allocations() {
        true => None,
        // Inferred (reference, section 1.2).
        false => Some(0),
    };
    Ok(Update {
        number_of_allocations: body.number_of_allocations.or(default),
        adaptive_allocations: body.adaptive_allocations,
        warnings: body.warnings,
    })
}

/// Request validation (reference, section 2.2).
pub(super) fn refuse_invalid(update: &Update) -> Result<(), Refusal> {
    let adaptive = match &update.adaptive_allocations {
        AdaptiveChange::Merge(settings) => Some(settings),
        AdaptiveChange::Keep | AdaptiveChange::Remove => None,
    };
    let is_enabled = adaptive.is_some_and(AdaptiveAllocations::is_enabled);
    let number = update.number_of_allocations;
    let mut failures = Vec::new();
    if number.is_some_and(|number| number < 1) {
        failures.push("[number_of_allocations] must be a positive integer");
    }
    if number.is_some() && is_enabled {
        failures.push(apply::NUMBER_WHILE_ADAPTIVE);
    }
    failures.extend(adaptive.into_iter().flat_map(AdaptiveAllocations::failures));
    if failures.is_empty() {
        return Ok(());
    }
    Err(Refusal::validation(
        "action_request_validation_exception",
        &failures,
    ))
}
