//! `POST /_ml/trained_models/{model_id}/_infer`
//! (documentation page; server-behaviour: The infer API).
//!
//! [`choice`] finds what serves a request, [`results`] makes up what it says. A test that wants
//! another result programs it by a script.

mod body;
mod choice;
mod input;
mod results;

use http::{Method, StatusCode};

use super::failures::status_exception;
use super::{
    Call, Context, DeploymentId, Handler, Judged, Rendered, Request, RequestBody, Spec, Step,
    body as bodies, failures,
};
use crate::contract::{Parameter, ParameterKind, Schema};
use crate::http::{ErrorResponse, TimeValue};
use crate::model::{Condition, Versions};
use crate::xcontent::{Exception, OrderedValue};
use body::Body;
use choice::{Choice, Patience};

/// The endpoint.
pub(crate) struct Infer;

/// Inputs, and how long their results may take.
#[derive(Debug)]
pub(crate) struct InferRequest {
    docs: Vec<OrderedValue<'static>>,
    config: Option<OrderedValue<'static>>,
    timeout: TimeValue,
    /// When it arrived, if it has waited since.
    arrived: Option<std::time::SystemTime>,
    /// The deployment that it waits for.
    awaited: Option<String>,
    warnings: Vec<String>,
}

const DEFAULT_TIMEOUT: TimeValue = TimeValue::of_seconds(10);

const DEPRECATED: &str = "[POST /_ml/trained_models/{model_id}/deployment/_infer] is deprecated! Use [POST /_ml/trained_models/{model_id}/_infer] instead.";

impl Handler for Infer {
    const SPEC: Spec = Spec {
        name: "infer",
        methods: &[Method::POST],
        paths: &[
            "/_ml/trained_models/{model_id}/_infer",
            "/_ml/trained_models/{model_id}/deployment/_infer",
        ],
        action: "cluster:monitor/xpack/ml/inference/infer",
        versions: Versions::ALL,
        needs_master: false,
        parameters: &[Parameter::new("timeout", ParameterKind::Time)],
        undocumented: &["model_id"],
        request: RequestBody::Required(Schema::InferRequest),
        response: Some(Schema::InferResponse),
        deployment: DeploymentId::InPath("model_id"),
        is_pretty: false,
    };

    type Body = Body;
    type Request = InferRequest;

    fn read(call: &Call<'_>) -> Judged<Body> {
        bodies::read(call, Schema::InferRequest, Body::read)
    }

    fn parse(
        call: &Call<'_>,
        body: Result<Body, Exception>,
    ) -> Result<InferRequest, ErrorResponse> {
        if call.body().is_empty() {
            return Err(status_exception(StatusCode::BAD_REQUEST, "requires body"));
        }
        let body = body?;
        let in_body = body.timeout.as_deref();
        let in_body = in_body
            .map(|time| TimeValue::parse("timeout", time))
            .transpose()?;
        let timeout = call.time_parameter("timeout")?.or(in_body);
        let docs = body.docs;
        let docs = docs.ok_or_else(|| Exception::illegal_argument("[docs] must not be null."))?;
        let is_deprecated = call
            .decoded_path()
            .trim_end_matches('/')
            .ends_with("/deployment/_infer");
        Ok(InferRequest {
            docs,
            config: body.config,
            timeout: timeout.unwrap_or(DEFAULT_TIMEOUT),
            arrived: None,
            awaited: None,
            warnings: is_deprecated
                .then(|| DEPRECATED.to_owned())
                .into_iter()
                .collect(),
        })
    }

    fn carry_out(
        request: &mut InferRequest,
        context: &mut Context<'_>,
    ) -> Result<Step, ErrorResponse> {
        if context.conditions.has(Condition::Licence) {
            return Err(failures::licence());
        }
        context.deployments.come_to(context.now);
        let arrived = *request.arrived.get_or_insert(context.now);
        let timeout = request.timeout;
        let deadline = timeout
            .duration()
            .and_then(|time| arrived.checked_add(time));
        let patience = Patience { timeout, deadline };
        let chosen = match &request.awaited {
            None => choice::choose(context, patience)?,
            Some(id) => choice::choose_again(id, context, patience)?,
        };
        if let Choice::Wait(index, until) = chosen {
            request.awaited = Some(context.deployments[index].id().to_owned());
            return Ok(Step::Wait(until));
        }
        let results = results::infer(&request.docs, request.config.as_ref(), chosen, context);
        let answer = OrderedValue::object([("inference_results", OrderedValue::Array(results))]);
        let mut rendered = Rendered::from(answer);
        rendered.warnings = std::mem::take(&mut request.warnings);
        Ok(rendered.into())
    }
}

impl Request for InferRequest {}
