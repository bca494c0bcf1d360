//! `POST /_ml/trained_models/{deployment_id}/deployment/cache/_clear`
//! (server-behaviour: The clear cache API).

use http::Method;

use super::{BodilessHandler, Context, DeploymentId, RequestBody, Spec, Step, failures};
use crate::contract::Schema;
use crate::http::ErrorResponse;
use crate::model::Versions;
use crate::xcontent::OrderedValue;

/// The endpoint.
pub(crate) struct ClearCache;

impl BodilessHandler for ClearCache {
    const SPEC: Spec = Spec {
        name: "clear_cache",
        methods: &[Method::POST],
        paths: &["/_ml/trained_models/{deployment_id}/deployment/cache/_clear"],
        action: "cluster:admin/xpack/ml/trained_models/deployment/clear_cache",
        versions: Versions::ALL,
        needs_master: false,
        parameters: &[],
        undocumented: &["model_id"],
        request: RequestBody::None,
        response: Some(Schema::Cleared),
        deployment: DeploymentId::InPath("deployment_id"),
        is_pretty: false,
    };

    fn carry_out(context: &mut Context<'_>) -> Result<Step, ErrorResponse> {
        let id = context.call.deployment_id().unwrap_or_default();
        let found = context.deployments.find_at(id, context.now);
        let index = found.ok_or_else(|| failures::no_deployment(id))?;
        context.deployments[index].forget_inputs();
        Ok(OrderedValue::object([("cleared", true.into())]).into())
    }
}
