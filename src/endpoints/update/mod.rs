//! `POST /_ml/trained_models/{deployment_id}/deployment/_update` (documentation page;
//! server-behaviour: The update API).
//!
//! [`body`] is what the server makes of the body, [`fast_path`] the short way for most of them,
//! [`judge`](mod@judge) the contract's word on it, [`apply`](mod@apply) what the update does.

mod apply;
mod body;
mod fast_path;
mod judge;

use http::Method;

use super::{
    Call, Context, DeploymentId, Handler, Judged, Rendered, Request, RequestBody, Spec, Step,
    failures,
};
use crate::contract::{Parameter, ParameterKind, Schema};
use crate::http::{ErrorResponse, TimeValue};
use crate::model::{AdaptiveAllocations, features};
use crate::xcontent::Exception;
pub(crate) use body::{AdaptiveChange, Body};
pub(super) use judge::judge_body;

/// The query parameter that takes the place of the body
/// (server-behaviour: Update: query parameters).
pub(crate) const NUMBER: Parameter = Parameter {
    name: "number_of_allocations",
    kind: ParameterKind::Integer { minimum: 1 },
    versions: features::NUMBER_IN_QUERY,
};

/// The id in the path, as the server's route calls it.
const MODEL_ID: &str = "model_id";

/// Undocumented parameters that every update takes; nothing here takes long enough for them to
/// matter.
const TIMEOUTS: [&str; 2] = ["timeout", "master_timeout"];

/// The endpoint.
pub(crate) struct Update;

/// An update that is valid as far as the request alone can tell.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct UpdateRequest {
    pub(crate) number_of_allocations: Option<i32>,
    pub(crate) adaptive_allocations: AdaptiveChange,
    /// Texts for `Warning` headers.
    warnings: Vec<String>,
    /// Whether the number came as a query parameter, in which case the body is not read.
    is_in_query: bool,
}

impl Handler for Update {
    const SPEC: Spec = Spec {
        name: "update",
        methods: &[Method::POST],
        paths: &["/_ml/trained_models/{deployment_id}/deployment/_update"],
        action: body::NAME,
        versions: features::UPDATE,
        needs_master: true,
        parameters: &[NUMBER],
        undocumented: &[MODEL_ID, TIMEOUTS[0], TIMEOUTS[1]],
        request: RequestBody::RequiredUnless(Schema::UpdateRequest, NUMBER),
        response: Some(Schema::UpdateResponse),
        deployment: DeploymentId::InPath("deployment_id"),
        is_pretty: false,
    };

    type Body = Body;
    type Request = UpdateRequest;

    fn read(call: &Call<'_>) -> Judged<Body> {
        judge::read(call)
    }

    /// The body, then the timeouts (step 5; server-behaviour: Update: order of checks).
    fn parse(
        call: &Call<'_>,
        body: Result<Body, Exception>,
    ) -> Result<UpdateRequest, ErrorResponse> {
        let update = match number_in_query(call)? {
            Some(number) => UpdateRequest {
                number_of_allocations: Some(number),
                is_in_query: true,
                ..UpdateRequest::default()
            },
            None => from_body(call, body)?,
        };
        for timeout in TIMEOUTS {
            call.time_parameter(timeout)?;
        }
        Ok(update)
    }

    fn carry_out(
        update: &mut UpdateRequest,
        context: &mut Context<'_>,
    ) -> Result<Step, ErrorResponse> {
        let index = apply::apply(update, context)?;
        let rendered = Rendered {
            body: context.assignment(index),
            warnings: std::mem::take(&mut update.warnings),
        };
        Ok(rendered.into())
    }
}

impl Request for UpdateRequest {
    /// Request validation (server-behaviour: Update: request validation).
    fn validate(&self) -> Result<(), ErrorResponse> {
        let adaptive = match &self.adaptive_allocations {
            AdaptiveChange::Merge(settings) => Some(settings),
            AdaptiveChange::Keep | AdaptiveChange::Remove => None,
        };
        let is_enabled = adaptive.is_some_and(AdaptiveAllocations::is_enabled);
        let number = self.number_of_allocations;
        let mut broken = Vec::new();
        if number.is_some_and(|number| number < 1) {
            broken.push("[number_of_allocations] must be a positive integer");
        }
        if number.is_some() && is_enabled {
            broken.push(apply::NUMBER_WHILE_ADAPTIVE);
        }
        if let Some(settings) = adaptive {
            broken.extend(settings.failures());
        }
        match broken.is_empty() {
            true => Ok(()),
            false => Err(failures::validation(&broken)),
        }
    }

    fn ignores(&self, parameter: &str) -> bool {
        parameter == NUMBER.name && !self.is_in_query
    }

    fn has_read_body(&self) -> bool {
        !self.is_in_query
    }
}

/// The number as a query parameter, if it is there and the server takes it
/// (server-behaviour: Update: query parameters).
fn number_in_query(call: &Call<'_>) -> Result<Option<i32>, Exception> {
    match call.integer_parameter(NUMBER.name) {
        Ok(None) => Ok(None),
        _ if !call.dialect.has(NUMBER.versions) => Ok(None),
        number => number,
    }
}

fn from_body(
    call: &Call<'_>,
    body: Result<Body, Exception>,
) -> Result<UpdateRequest, ErrorResponse> {
    if call.body().is_empty() {
        return Err(failures::no_body());
    }
    let body = body?;
    if let Some(sent) = body.model_id.as_deref() {
        let id = call.deployment_id().unwrap_or_default();
        failures::refuse_other_id("status_exception", Some(sent), id)?;
    }
    if let Some(timeout) = &body.timeout {
        TimeValue::parse("timeout", timeout)?;
    }
    let default = match call.dialect.has(features::ADAPTIVE_ALLOCATIONS) {
        true => None,
        // See server-behaviour: Update: body fields.
        false => Some(0),
    };
    Ok(UpdateRequest {
        number_of_allocations: body.number_of_allocations.or(default),
        adaptive_allocations: body.adaptive_allocations,
        warnings: body.warnings,
        is_in_query: false,
    })
}
