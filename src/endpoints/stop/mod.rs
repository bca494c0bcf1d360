//! `POST /_ml/trained_models/{deployment_id}/deployment/_stop`
//! (documentation page; server-behaviour: The stop API).

mod body;
mod find;

use http::{Method, StatusCode};

use super::failures::status_exception;
use super::{
    Call, Context, DeploymentId, Handler, Judged, Request, RequestBody, Spec, Step, body as bodies,
    failures,
};
use crate::contract::{Parameter, ParameterKind, Schema};
use crate::http::ErrorResponse;
use crate::model::{DeploymentIndex, Incarnation, Model, Versions, features};
use crate::xcontent::{Exception, OrderedValue};
use body::Body;

/// The endpoint.
pub(crate) struct Stop;

/// A stop, and how far it has come.
#[derive(Debug)]
pub(crate) struct StopRequest {
    allow_no_match: bool,
    force: bool,
    /// Whether that came in the body, in which case the query is not read.
    is_in_body: bool,
    /// What is stopping, with its id.
    stopping: Option<(String, Incarnation)>,
}

const PENDING_WORK: &str = "finish_pending_work";

impl Handler for Stop {
    const SPEC: Spec = Spec {
        name: "stop",
        methods: &[Method::POST],
        paths: &["/_ml/trained_models/{deployment_id}/deployment/_stop"],
        action: body::NAME,
        versions: Versions::ALL,
        needs_master: true,
        parameters: &[
            Parameter::new("allow_no_match", ParameterKind::Boolean),
            Parameter::new("force", ParameterKind::Boolean),
        ],
        undocumented: &["model_id", PENDING_WORK],
        request: RequestBody::Optional(Schema::StopRequest),
        response: Some(Schema::StopResponse),
        deployment: DeploymentId::InPath("deployment_id"),
        is_pretty: false,
    };

    type Body = Body;
    type Request = StopRequest;

    fn read(call: &Call<'_>) -> Judged<Body> {
        bodies::read(call, Schema::StopRequest, Body::read)
    }

    fn parse(call: &Call<'_>, body: Result<Body, Exception>) -> Result<StopRequest, ErrorResponse> {
        let body = body?;
        let id = call.deployment_id().unwrap_or_default();
        let kind = "illegal_argument_exception";
        failures::refuse_other_id(kind, body.model_id.as_deref(), id)?;
        let is_in_body = !call.body().is_empty();
        let flag = |name, in_body: Option<bool>, default| match is_in_body {
            true => Ok(in_body.unwrap_or(default)),
            false => call.flag(name, default),
        };
        flag(PENDING_WORK, None, false)?;
        Ok(StopRequest {
            allow_no_match: flag("allow_no_match", body.allow_no_match, true)?,
            force: flag("force", body.force, false)?,
            is_in_body,
            stopping: None,
        })
    }

    fn carry_out(
        request: &mut StopRequest,
        context: &mut Context<'_>,
    ) -> Result<Step, ErrorResponse> {
        context.deployments.come_to(context.now);
        match &request.stopping {
            None => begin(request, context),
            Some((id, stopping)) => Ok(look(id, *stopping, context)),
        }
    }
}

impl Request for StopRequest {
    fn ignores(&self, parameter: &str) -> bool {
        self.is_in_body && parameter != "model_id"
    }
}

/// The order of the checks is the server's (server-behaviour: Stop: refusals).
fn begin(request: &mut StopRequest, context: &mut Context<'_>) -> Result<Step, ErrorResponse> {
    let Some(index) = find::find(request.allow_no_match, context)? else {
        return Ok(stopped());
    };
    if !request.force {
        let id = context.deployments[index].id();
        refuse_if_owned(id, context)?;
        refuse_if_in_pipelines(id, index, context)?;
    }
    context.deployments.stop(index, context.now);
    let id = context.deployments[index].id().to_owned();
    let incarnation = context.deployments.incarnation(index);
    context.deployments.come_to(context.now);
    let step = look(&id, incarnation, context);
    request.stopping = Some((id, incarnation));
    Ok(step)
}

fn refuse_if_owned(id: &str, context: &Context<'_>) -> Result<(), ErrorResponse> {
    let is_owned = context.inference_endpoints.contains(id);
    match is_owned && context.call.dialect.has(features::OWNED_DEPLOYMENTS_STAY) {
        true => Err(failures::owned_by_inference_endpoint(id, &Stop::SPEC)),
        false => Ok(()),
    }
}

fn refuse_if_in_pipelines(
    id: &str,
    index: DeploymentIndex,
    context: &Context<'_>,
) -> Result<(), ErrorResponse> {
    let why = if context.is_in_pipelines(id) {
        "is referenced by ingest processors".to_owned()
    } else {
        let model = context.models.get(context.deployments[index].model_id());
        let mut aliases = model.into_iter().flat_map(Model::aliases);
        match aliases.find(|alias| context.is_in_pipelines(alias)) {
            None => return Ok(()),
            Some(alias) => {
                format!("has a model_alias [{alias}] that is still referenced by ingest processors")
            }
        }
    };
    let what = match find::is_by_id(context.call) {
        true => "deployment",
        false => "deployment for model",
    };
    Err(status_exception(
        StatusCode::CONFLICT,
        format!("Cannot stop {what} [{id}] as it {why}; use force to stop the deployment"),
    ))
}

/// Done when it is gone, whatever became of it.
fn look(id: &str, stopping: Incarnation, context: &Context<'_>) -> Step {
    let found = context.deployments.find(id);
    let same = found.filter(|&index| context.deployments.incarnation(index) == stopping);
    let end = same.and_then(|index| context.deployments[index].ending());
    end.map_or_else(stopped, |end| Step::Wait(end.due_at()))
}

fn stopped() -> Step {
    OrderedValue::object([("stopped", true.into())]).into()
}
