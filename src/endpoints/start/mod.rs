//! `POST /_ml/trained_models/{model_id}/deployment/_start`
//! (documentation page; server-behaviour: The start API).
//!
//! [`body`] is what the server makes of the body, [`request`] what is asked for in all,
//! [`launch`](mod@launch) puts the deployment there, or says why not, and [`progress`] says when it
//! has come far enough.

mod body;
mod launch;
mod progress;
mod request;
mod words;

use http::Method;

use super::{
    Call, Context, DeploymentId, Handler, Judged, RequestBody, Spec, Step, body as bodies,
};
use crate::contract::{Parameter, ParameterKind, Schema};
use crate::http::ErrorResponse;
use crate::model::{AllocationState, Versions, features};
use crate::xcontent::Exception;
use body::{Body, FIELDS};
use request::RENAMED;
pub(crate) use request::StartRequest;

/// The endpoint.
pub(crate) struct Start;

const COUNT: ParameterKind = ParameterKind::Integer { minimum: 1 };

impl Handler for Start {
    const SPEC: Spec = Spec {
        name: "start",
        methods: &[Method::POST],
        paths: &["/_ml/trained_models/{model_id}/deployment/_start"],
        action: body::NAME,
        versions: Versions::ALL,
        needs_master: true,
        parameters: &[
            Parameter::new("cache_size", ParameterKind::Size),
            Parameter {
                name: "deployment_id",
                kind: ParameterKind::Text,
                versions: features::DEPLOYMENT_ID,
            },
            Parameter::new("number_of_allocations", COUNT),
            Parameter {
                name: "priority",
                kind: ParameterKind::Word(&["normal", "low"]),
                versions: features::PRIORITY,
            },
            Parameter::new("queue_capacity", COUNT),
            Parameter::new("threads_per_allocation", COUNT),
            Parameter::new("timeout", ParameterKind::Time),
            Parameter::new("wait_for", ParameterKind::Word(AllocationState::NAMES)),
        ],
        undocumented: &[
            "model_id",
            "master_timeout",
            RENAMED[0].former,
            RENAMED[1].former,
        ],
        request: RequestBody::Optional(Schema::StartRequest),
        response: Some(Schema::StartResponse),
        deployment: DeploymentId::InQueryOrPath("deployment_id", "model_id"),
        is_pretty: false,
    };

    type Body = Body;
    type Request = StartRequest;

    fn read(call: &Call<'_>) -> Judged<Body> {
        bodies::read_of_edition(call, Schema::StartRequest, &FIELDS)
    }

    fn parse(
        call: &Call<'_>,
        body: Result<Body, Exception>,
    ) -> Result<StartRequest, ErrorResponse> {
        StartRequest::of(call, body?)
    }

    fn carry_out(
        request: &mut StartRequest,
        context: &mut Context<'_>,
    ) -> Result<Step, ErrorResponse> {
        if request.launched.is_none() {
            request.launched = Some(launch::launch(request, context)?);
        }
        progress::look(request, context)
    }
}
