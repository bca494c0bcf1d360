//! `DELETE /_ml/trained_models/{model_id}`
//! (documentation page; server-behaviour: The delete model API).

use http::{Method, StatusCode};

use super::failures::status_exception;
use super::{
    Call, Context, DeploymentId, Handler, Judged, Request, RequestBody, Spec, Step, acknowledged,
    failures,
};
use crate::contract::{Parameter, ParameterKind, Schema};
use crate::http::ErrorResponse;
use crate::model::{Model, Versions};
use crate::xcontent::Exception;

/// The endpoint.
pub(crate) struct DeleteModel;

/// A model that is to be deleted, used or not.
#[derive(Debug)]
pub(crate) struct DeleteModelRequest {
    force: bool,
}

impl Handler for DeleteModel {
    const SPEC: Spec = Spec {
        name: "delete_model",
        methods: &[Method::DELETE],
        paths: &["/_ml/trained_models/{model_id}"],
        action: "cluster:admin/xpack/ml/inference/delete",
        versions: Versions::ALL,
        needs_master: true,
        parameters: &[
            Parameter::new("force", ParameterKind::Boolean),
            Parameter::new("timeout", ParameterKind::Time),
        ],
        undocumented: &["model_id", "master_timeout"],
        request: RequestBody::None,
        response: Some(Schema::Acknowledged),
        deployment: DeploymentId::Nowhere,
        is_pretty: false,
    };

    type Body = ();
    type Request = DeleteModelRequest;

    fn read(_: &Call<'_>) -> Judged<()> {
        Judged::nothing()
    }

    fn parse(
        call: &Call<'_>,
        _: Result<(), Exception>,
    ) -> Result<DeleteModelRequest, ErrorResponse> {
        call.time_parameter("timeout")?;
        call.time_parameter("master_timeout")?;
        let force = call.flag("force", false)?;
        Ok(DeleteModelRequest { force })
    }

    /// A forced delete stops the deployment that has the id of the model, and leaves others.
    fn carry_out(
        request: &mut DeleteModelRequest,
        context: &mut Context<'_>,
    ) -> Result<Step, ErrorResponse> {
        context.deployments.come_to(context.now);
        let id = context.call.route.name("model_id").unwrap_or_default();
        if !request.force {
            refuse_if_used(id, context)?;
        }
        if context.models.get(id).is_none() {
            return Err(failures::no_model_config(id));
        }
        if let Some(index) = context.deployments.find(id) {
            drop(context.deployments.end(index, context.now));
        }
        drop(context.models.remove(id));
        Ok(acknowledged())
    }
}

impl Request for DeleteModelRequest {}

/// The order of the checks is the server's.
fn refuse_if_used(id: &str, context: &Context<'_>) -> Result<(), ErrorResponse> {
    let model = context.models.get(id);
    let mut aliases = model.into_iter().flat_map(Model::aliases);
    let alias = aliases.find(|alias| context.is_in_pipelines(alias));
    let why = if context.is_in_pipelines(id) {
        "is still referenced by ingest processors".to_owned()
    } else if let Some(alias) = alias {
        format!("has a model_alias [{alias}] that is still referenced by ingest processors")
    } else if context.deployments.iter().any(|each| each.model_id() == id) {
        "is currently deployed".to_owned()
    } else {
        return Ok(());
    };
    Err(status_exception(
        StatusCode::CONFLICT,
        format!("Cannot delete model [{id}] as it {why}; use force to delete the model"),
    ))
}
