//! How far a started deployment has come (server-behaviour: Start: answer).

use http::StatusCode;

use super::StartRequest;
use crate::endpoints::failures::{self, status_exception};
use crate::endpoints::{Context, Rendered, Step};
use crate::http::ErrorResponse;
use crate::model::{DeploymentIndex, features};

/// The answer, if the deployment is as far as was asked for, or there is nothing to wait for.
pub(super) fn look(
    request: &mut StartRequest,
    context: &mut Context<'_>,
) -> Result<Step, ErrorResponse> {
    // First as it is: where nodes are ready at once, a start that asks for less sees them loading.
    if let Some(done) = look_now(request, context)? {
        return Ok(done);
    }
    context.deployments.come_to(context.now);
    match look_now(request, context)? {
        Some(done) => Ok(done),
        None => wait(request, context),
    }
}

fn look_now(
    request: &mut StartRequest,
    context: &mut Context<'_>,
) -> Result<Option<Step>, ErrorResponse> {
    let index = find(request, context).ok_or_else(removed)?;
    let deployment = &context.deployments[index];
    if deployment.failed_nodes().next().is_some() {
        return Err(failed(context, index));
    }
    let zero_is_all = context.call.dialect.has(features::ADAPTIVE_ALLOCATIONS);
    if !deployment.has_reached(request.wait_for, zero_is_all) {
        return Ok(None);
    }
    let rendered = Rendered {
        body: context.assignment(index),
        warnings: std::mem::take(&mut request.warnings),
    };
    Ok(Some(rendered.into()))
}

/// What was started, unless it is gone, or another has its id.
fn find(request: &StartRequest, context: &Context<'_>) -> Option<DeploymentIndex> {
    let id = context.call.deployment_id().unwrap_or_default();
    let index = context.deployments.find(id)?;
    let incarnation = context.deployments.incarnation(index);
    (request.launched == Some(incarnation)).then_some(index)
}

/// Until its nodes are due, at most for the timeout.
fn wait(request: &StartRequest, context: &Context<'_>) -> Result<Step, ErrorResponse> {
    let index = find(request, context).ok_or_else(removed)?;
    let deployment = &context.deployments[index];
    let timeout = request.timeout.duration().unwrap_or_default();
    let deadline = deployment.started_at().checked_add(timeout);
    if deadline.is_some_and(|deadline| deadline <= context.now) {
        let (id, dialect) = (deployment.id(), context.call.dialect);
        return Err(failures::slow_deployment(id, request.timeout, dialect));
    }
    let due = deployment.due_at();
    Ok(Step::Wait(deadline.into_iter().chain(due).min()))
}

fn removed() -> ErrorResponse {
    status_exception(
        StatusCode::BAD_REQUEST,
        "Error waiting for the model deployment to start. The trained model assignment was \
         removed while waiting",
    )
}

/// What has failed is not kept.
fn failed(context: &mut Context<'_>, index: DeploymentIndex) -> ErrorResponse {
    let deployment = context.deployments.end(index, context.now);
    let failed = failures::failed_nodes(&deployment);
    status_exception(
        StatusCode::INTERNAL_SERVER_ERROR,
        format!(
            "Could not start trained model deployment, the following nodes failed with errors \
             {failed}"
        ),
    )
}
