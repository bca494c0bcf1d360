//! `POST /_ml/trained_models/{deployment_id}/deployment/_update` (documentation page; reference, sections 1 to 3).
//!
//! [`body`] is what the server makes of the body, [`apply`] what the update does to its deployment, [`render`] the answer.

mod apply;
mod body;
mod render;

use http::{HeaderValue, StatusCode};

pub(crate) use body::{AdaptiveChange, Body};

use super::query::Query;
use super::refusal::{Exception, Refusal};
use super::respond::{Call, State};
use super::{Answer, time_value};
use crate::cluster::AdaptiveAllocations;
use crate::contract::Verdict;
use apply::apply;
pub(crate) use render::AnswerConstants;
use render::render;

/// The query parameter that takes the place of the body (reference, section 1.1).
pub(crate) const NUMBER_OF_ALLOCATIONS: &str = "number_of_allocations";

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

/// Answers an update: steps 5 to 11 of reference section 2, as far as there is anything to check yet.
pub(crate) fn respond(
    call: &Call<'_>,
    query: &Query<'_>,
    reading: Reading,
    verdict: &Verdict,
    state: &mut State<'_>,
    content_type: &HeaderValue,
) -> Result<Answer, Refusal> {
    let id = call.routed.deployment_id().unwrap_or_default();
    let update = parse(call, id, query, reading)?;
    refuse_invalid(&update)?;
    if state.refuses_breaches {
        refuse_breach(verdict)?;
    }
    let deployed = state.deployments.get_mut(id).ok_or_else(|| unknown(id))?;
    deployed.deployment.settle();
    apply(&update, &mut deployed.deployment)?;
    let mut answer = Answer::new(StatusCode::OK, content_type.clone(), render(deployed));
    answer
        .more_headers
        .extend(update.warnings.iter().map(|text| super::warning(text)));
    Ok(answer)
}

/// Steps 5 and 6: whatever the handler itself refuses.
fn parse(
    call: &Call<'_>,
    id: &str,
    query: &Query<'_>,
    reading: Reading,
) -> Result<Update, Refusal> {
    let number_in_query = number_in_query(query)?;
    let update = match number_in_query {
        Some(number) => Update {
            number_of_allocations: Some(number),
            ..Update::default()
        },
        None => from_body(id, call.body(), reading)?,
    };
    for timeout in TIMEOUTS {
        if let Some(value) = query.get(timeout) {
            time_value::check(timeout, value)?;
        }
    }
    let [timeout, master_timeout] = TIMEOUTS;
    let consumed = ["model_id", timeout, master_timeout, NUMBER_OF_ALLOCATIONS];
    let consumed = if number_in_query.is_some() {
        &consumed[..]
    } else {
        &consumed[..3]
    };
    query.refuse_unknown(&call.decoded_path(), consumed)?;
    if number_in_query.is_some() {
        call.refuse_body()?;
    }
    Ok(update)
}

/// Reference, section 2.3.
fn unknown(id: &str) -> Refusal {
    let reason = format!("No known model deployment with id [{id}]");
    Refusal::exception(
        StatusCode::NOT_FOUND,
        Exception::new("resource_not_found_exception", reason),
    )
}

/// The one refusal that no server gives: of a request that it would accept although the contract does not promise it.
fn refuse_breach(verdict: &Verdict) -> Result<(), Refusal> {
    if verdict.conforms() {
        return Ok(());
    }
    let violations: Vec<_> = verdict
        .violations()
        .iter()
        .map(ToString::to_string)
        .collect();
    let reason = format!(
        "es-ml-fake is strict: a real cluster may accept this request, but its documentation does not promise it: {}",
        violations.join("; ")
    );
    Err(Exception::new("undocumented_request_exception", reason).into())
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

fn from_body(id: &str, body: &[u8], reading: Reading) -> Result<Update, Refusal> {
    if body.is_empty() {
        return Err(Exception::new("parse_exception", "request body is required").into());
    }
    let body = reading?;
    if let Some(model_id) = body.model_id.filter(|model_id| model_id != id) {
        let reason = format!(
            "Inconsistent model_id; '{model_id}' specified in the body differs from '{id}' specified as a URL argument"
        );
        return Err(Exception::new("status_exception", reason).into());
    }
    if let Some(timeout) = &body.timeout {
        time_value::check("timeout", timeout)?;
    }
    Ok(Update {
        number_of_allocations: body.number_of_allocations,
        adaptive_allocations: body.adaptive_allocations,
        warnings: body.warnings,
    })
}

/// Request validation (reference, section 2.2).
fn refuse_invalid(update: &Update) -> Result<(), Refusal> {
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
