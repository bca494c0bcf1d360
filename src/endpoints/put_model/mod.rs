//! `PUT /_ml/trained_models/{model_id}`, of models that are made with PyTorch
//! (documentation page; server-behaviour: Put model: configuration).
//!
//! [`body`] is what the server makes of the body, [`rules`] what it minds in it.

mod body;
mod rules;

use http::{Method, StatusCode};

use super::failures::status_exception;
use super::model_config::{self, Shown};
use super::{
    Call, Context, DeploymentId, Handler, Judged, Rendered, Request, RequestBody, Spec, Step,
    body as bodies, failures,
};
use crate::contract::{Parameter, ParameterKind, Schema, Verdict};
use crate::http::ErrorResponse;
use crate::model::{Model, Task, Versions, features};
use crate::xcontent::Exception;
use body::{Body, FIELDS};

/// The endpoint.
pub(crate) struct PutModel;

/// A model that is to be there, still without definition.
#[derive(Debug)]
pub(crate) struct PutModelRequest {
    body: Body,
    task: Task,
}

impl Handler for PutModel {
    const SPEC: Spec = Spec {
        name: "put_model",
        methods: &[Method::PUT],
        paths: &["/_ml/trained_models/{model_id}"],
        action: "cluster:admin/xpack/ml/inference/put",
        versions: Versions::ALL,
        needs_master: true,
        parameters: &[
            Parameter::new("defer_definition_decompression", ParameterKind::Boolean),
            Parameter {
                name: "wait_for_completion",
                kind: ParameterKind::Boolean,
                versions: features::MODEL_PACKAGES,
            },
        ],
        undocumented: &["model_id", "timeout", "master_timeout"],
        request: RequestBody::Required(Schema::PutModelRequest),
        response: Some(Schema::PutModelResponse),
        deployment: DeploymentId::Nowhere,
        is_pretty: false,
    };

    type Body = Body;
    type Request = PutModelRequest;

    fn read(call: &Call<'_>) -> Judged<Body> {
        let mut judged = bodies::read_of_edition(call, Schema::PutModelRequest, &FIELDS);
        let outside = judged.reading.as_ref().ok();
        if let Some(what) = outside.and_then(|body| body.outside(id(call))) {
            judged.verdict = Verdict::of_outside(what);
        }
        judged
    }

    /// The rules are looked at here, since the server's own handler does: before it looks at the
    /// rest of the query.
    fn parse(
        call: &Call<'_>,
        body: Result<Body, Exception>,
    ) -> Result<PutModelRequest, ErrorResponse> {
        call.flag("defer_definition_decompression", false)?;
        if call.dialect.has(features::MODEL_PACKAGES) {
            call.flag("wait_for_completion", false)?;
        }
        if call.body().is_empty() {
            return Err(failures::no_body());
        }
        let (id, body) = (id(call), body?);
        rules::check(&body, id)?;
        call.time_parameter("timeout")?;
        call.time_parameter("master_timeout")?;
        let task = body.task();
        let task = task.ok_or_else(|| Exception::illegal_argument("there is no task"))?;
        Ok(PutModelRequest { body, task })
    }

    fn carry_out(
        request: &mut PutModelRequest,
        context: &mut Context<'_>,
    ) -> Result<Step, ErrorResponse> {
        context.deployments.come_to(context.now);
        let id = id(context.call);
        refuse_if_taken(id, &request.body.tags, context)?;
        let body_bytes = context.call.body().len();
        if !context.models.has_room_for(body_bytes) {
            return Err(failures::no_room_for_models());
        }
        let PutModelRequest { body, task } = request;
        let mut model = Model::to_be_put(id, *task, context.now);
        model.sent.body_bytes = body_bytes;
        let warnings = std::mem::take(body).describe(&mut model);
        let dialect = context.call.dialect;
        let shown = model_config::write(&model, Shown::default(), dialect);
        let answer = Rendered {
            warnings,
            ..Rendered::from(shown)
        };
        context.models.put(model);
        Ok(answer.into())
    }
}

impl Request for PutModelRequest {}

fn id<'c>(call: &'c Call<'_>) -> &'c str {
    call.route.name("model_id").unwrap_or_default()
}

/// The order of the checks is the server's.
fn refuse_if_taken(id: &str, tags: &[String], context: &Context<'_>) -> Result<(), ErrorResponse> {
    let bad_request = |reason| Err(status_exception(StatusCode::BAD_REQUEST, reason));
    let models = &context.models;
    if models.by_alias(id).is_some() {
        return bad_request(format!(
            "requested model_id [{id}] is the same as an existing model_alias. Model model_aliases \
             and ids must be unique"
        ));
    }
    if context.deployments.find(id).is_some() {
        return bad_request(format!(
            "Cannot create model [{id}] the id is the same as an current model deployment"
        ));
    }
    if models
        .iter()
        .any(|model| model.tags.iter().any(|tag| tag == id))
    {
        return bad_request(format!(
            "The provided model_id {id} must not match existing tags."
        ));
    }
    if tags.iter().any(|tag| models.get(tag).is_some()) {
        return bad_request(format!(
            "The provided tags [{}] must not match existing model_ids.",
            tags.join(", ")
        ));
    }
    match models.get(id) {
        None => Ok(()),
        Some(_) => Err(failures::already_exists(format_args!("[{id}]"))),
    }
}
