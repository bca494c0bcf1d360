//! `DELETE /_ml/trained_models/{model_id}/model_aliases/{model_alias}`
//! (server-behaviour: Model alias: delete).

use http::{Method, StatusCode};

use super::failures::status_exception;
use super::{BodilessHandler, Context, DeploymentId, RequestBody, Spec, Step, acknowledged};
use crate::contract::Schema;
use crate::http::ErrorResponse;
use crate::model::Versions;

/// The endpoint.
pub(crate) struct DeleteAlias;

impl BodilessHandler for DeleteAlias {
    const SPEC: Spec = Spec {
        name: "delete_alias",
        methods: &[Method::DELETE],
        paths: &["/_ml/trained_models/{model_id}/model_aliases/{model_alias}"],
        action: "cluster:admin/xpack/ml/inference/model_aliases/delete",
        versions: Versions::ALL,
        needs_master: true,
        parameters: &[],
        undocumented: &["model_id", "model_alias", "timeout", "master_timeout"],
        request: RequestBody::None,
        response: Some(Schema::Acknowledged),
        deployment: DeploymentId::Nowhere,
        is_pretty: false,
    };

    fn carry_out(context: &mut Context<'_>) -> Result<Step, ErrorResponse> {
        let name = |name| context.call.route.name(name).unwrap_or_default();
        let (model_id, alias) = (name("model_id"), name("model_alias"));
        let conflict = |reason| Err(status_exception(StatusCode::CONFLICT, reason));
        let Some(model) = context.models.by_alias(alias) else {
            let reason = format!("model_alias [{alias}] could not be found");
            return Err(status_exception(StatusCode::NOT_FOUND, reason));
        };
        if model.id() != model_id {
            return conflict(format!(
                "model_alias [{alias}] does not refer to provided model_id [{model_id}]"
            ));
        }
        if context.is_in_pipelines(alias) {
            return conflict(format!(
                "Cannot delete model_alias [{alias}] as it is still referenced by ingest processors"
            ));
        }
        context.models.remove_alias(alias);
        Ok(acknowledged())
    }
}
