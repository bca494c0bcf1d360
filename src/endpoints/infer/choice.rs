//! What serves an inference, or why nothing does (server-behaviour: Infer: choice of deployment;
//! Infer: refusals).

use std::time::SystemTime;

use http::StatusCode;

use crate::endpoints::failures::status_exception;
use crate::endpoints::{Context, failures};
use crate::http::{ErrorResponse, TimeValue};
use crate::model::{
    AssignmentState, Deployment, DeploymentIndex, ModelKind, Route, RoutingState, Task, features,
};

/// What serves a request.
#[derive(Debug, Clone, Copy)]
pub(super) enum Choice {
    Deployment(DeploymentIndex, Task),
    /// A model that is used without being deployed.
    Model(Task),
    /// That deployment, but not yet: perhaps at that time, or when the cluster has changed.
    Wait(DeploymentIndex, Option<SystemTime>),
}

/// How long a request waits for an allocation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    pub(super) timeout: TimeValue,
    pub(super) deadline: Option<SystemTime>,
}

/// What serves a request that has just arrived.
pub(super) fn choose(
    context: &mut Context<'_>,
    patience: Patience,
) -> Result<Choice, ErrorResponse> {
    let asked_for = context.call.route.name("model_id").unwrap_or_default();
    let model = context.models.find(asked_for);
    if let Some(model) = model.filter(|model| model.kind == ModelKind::TreeEnsemble) {
        return Ok(Choice::Model(model.task));
    }
    let model_id = model.map(|model| model.id().to_owned());
    let found = context.deployments.find(asked_for);
    let index = match (found, model_id) {
        (Some(index), _) => index,
        (None, Some(model_id)) => best_of(&model_id, context).ok_or_else(|| {
            conflict(format!(
                "Model [{asked_for}] must be deployed to use. Please deploy with the start trained \
                 model deployment API."
            ))
        })?,
        (None, None) => {
            let reason = format!("Could not find trained model [{asked_for}]");
            return Err(failures::not_found(reason));
        }
    };
    let deployment = &context.deployments[index];
    if let AssignmentState::Stopping | AssignmentState::Failed = deployment.assignment_state() {
        let (id, state) = (deployment.id(), deployment.assignment_state());
        return Err(conflict(format!("Trained model [{id}] is [{state}]")));
    }
    if let Some(served) = serve(index, context) {
        return Ok(served);
    }
    wake(asked_for, index, context)?;
    wait(index, context, patience)
}

/// What serves a request that has waited for that deployment.
pub(super) fn choose_again(
    id: &str,
    context: &Context<'_>,
    patience: Patience,
) -> Result<Choice, ErrorResponse> {
    let index = context.deployments.find(id).ok_or_else(|| {
        conflict(format!(
            "[{id}] Error waiting for a model allocation, model assignment has been removed"
        ))
    })?;
    serve(index, context).map_or_else(|| wait(index, context, patience), Ok)
}

fn serve(index: DeploymentIndex, context: &Context<'_>) -> Option<Choice> {
    let deployment = &context.deployments[index];
    let model = context.models.get(deployment.model_id());
    let task = model.map_or(Task::PassThrough, |model| model.task);
    is_served(deployment).then_some(Choice::Deployment(index, task))
}

/// The deployment of a model in the best state.
fn best_of(model_id: &str, context: &Context<'_>) -> Option<DeploymentIndex> {
    let of_model = context
        .deployments
        .iter()
        .filter(|each| each.model_id() == model_id);
    let best = of_model.min_by_key(|each| match each.assignment_state() {
        AssignmentState::Started if is_served(each) => 0,
        AssignmentState::Started => 1,
        AssignmentState::Starting => 2,
        AssignmentState::Stopping => 3,
        AssignmentState::Failed => 4,
    })?;
    context.deployments.find(best.id())
}

fn is_served(deployment: &Deployment) -> bool {
    let is_started = |route: &Route| route.routing_state() == RoutingState::Started;
    deployment
        .routing_table()
        .any(|(_, route)| is_started(route))
}

/// A deployment that was scaled to zero gets an allocation when it is asked
/// (server-behaviour: Adaptive allocations: waking from zero).
fn wake(
    asked_for: &str,
    index: DeploymentIndex,
    context: &mut Context<'_>,
) -> Result<(), ErrorResponse> {
    let deployment = &context.deployments[index];
    let settings = deployment
        .adaptive_allocations()
        .filter(|settings| settings.is_enabled());
    let may_sleep = settings.is_some_and(|settings| settings.min.is_none_or(|min| min <= 0));
    let nowhere = format!("Trained model deployment [{asked_for}] is not allocated to any nodes");
    if !may_sleep {
        return Err(conflict(nowhere));
    }
    let is_asleep = deployment.number_of_allocations() == 0;
    context
        .activity
        .asked(deployment.id(), is_asleep, context.now);
    if is_asleep {
        let _ = context.deployments.scale(index, 1, context.now);
    }
    match context.call.dialect.has(features::INFERENCES_WAIT) {
        true => Ok(()),
        false => Err(conflict(format!(
            "{nowhere}; starting deployment of one allocation"
        ))),
    }
}

/// Until a node serves it, unless none will.
fn wait(
    index: DeploymentIndex,
    context: &Context<'_>,
    patience: Patience,
) -> Result<Choice, ErrorResponse> {
    let deployment = &context.deployments[index];
    let id = deployment.id();
    if deployment.has_failed() {
        let failed = failures::failed_nodes(deployment);
        return Err(status_exception(
            StatusCode::INTERNAL_SERVER_ERROR,
            format!(
                "[{id}] Error waiting for a model allocation, all nodes have failed with errors \
                 {failed}"
            ),
        ));
    }
    let Patience { timeout, deadline } = patience;
    if deadline.is_none_or(|deadline| deadline <= context.now) {
        return Err(failures::slow_deployment(id, timeout, context.call.dialect));
    }
    let due = deployment.due_at();
    Ok(Choice::Wait(index, deadline.into_iter().chain(due).min()))
}

fn conflict(reason: String) -> ErrorResponse {
    status_exception(StatusCode::CONFLICT, reason)
}
