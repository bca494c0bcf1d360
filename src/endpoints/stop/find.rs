//! Which deployment a stop is about (server-behaviour: Stop: request and answer).

use http::StatusCode;

use crate::endpoints::failures::{self, status_exception};
use crate::endpoints::paging::Selection;
use crate::endpoints::{Call, Context};
use crate::http::ErrorResponse;
use crate::model::{Deployment, DeploymentIndex, Model, features};

/// The deployment, or none if there need not be one.
pub(super) fn find(
    allow_no_match: bool,
    context: &Context<'_>,
) -> Result<Option<DeploymentIndex>, ErrorResponse> {
    let id = context.call.deployment_id().unwrap_or_default();
    if !is_by_id(context.call) {
        return of_model(id, allow_no_match, context);
    }
    match context.deployments.find(id) {
        None if !allow_no_match => Err(failures::no_deployment(id)),
        found => Ok(found),
    }
}

/// Whether deployments are stopped by ids of their own, and not by their models.
pub(super) fn is_by_id(call: &Call<'_>) -> bool {
    call.dialect.has(features::DEPLOYMENT_ID)
}

/// That of the one model that is named.
fn of_model(
    asked_for: &str,
    allow_no_match: bool,
    context: &Context<'_>,
) -> Result<Option<DeploymentIndex>, ErrorResponse> {
    let selection = Selection::named(asked_for, allow_no_match);
    let is_wanted = |model: &Model| selection.names_model(model);
    let (_, models) = selection.find(context.models, is_wanted, |_| false)?;
    let [model] = models.as_slice() else {
        return match models.is_empty() {
            true => Ok(None),
            false => Err(status_exception(
                StatusCode::BAD_REQUEST,
                "cannot undeploy multiple models at the same time",
            )),
        };
    };
    let is_its_own = |each: &&Deployment| each.model_id() == model.id();
    let own = context.deployments.iter().find(is_its_own);
    Ok(own.and_then(|each| context.deployments.find(each.id())))
}
