//! `/_fake/deployments`: what the cluster holds.

use serde::Serialize;

use super::call::Call;
use super::content::{Answered, answer, done};
use super::parameters::{REACHED, STATE};
use super::problem::Problem;
use crate::model::{AdaptiveAllocations, AssignmentState, Deployment, Route};
use crate::text::{UnknownName, timestamp};

/// How many deployments there may be.
const MOST: usize = 10_000;

/// Those that a deployment can be in.
pub(crate) const STATES: [AssignmentState; 4] = [
    AssignmentState::Starting,
    AssignmentState::Started,
    AssignmentState::Stopping,
    AssignmentState::Failed,
];

/// A deployment as it is now.
#[derive(Serialize)]
struct Document<'d> {
    id: &'d str,
    model_id: &'d str,
    state: &'static str,
    reason: Option<&'d str>,
    allocations: u32,
    max_assigned_allocations: u32,
    adaptive_allocations: Option<Adaptive>,
    threads_per_allocation: u32,
    queue_capacity: u32,
    priority: &'static str,
    model_bytes: u64,
    cache_size: String,
    per_deployment_memory_bytes: u64,
    per_allocation_memory_bytes: u64,
    start_time: String,
    routing_table: Vec<Routed<'d>>,
}

#[derive(Serialize)]
struct Adaptive {
    enabled: bool,
    min_number_of_allocations: Option<u32>,
    max_number_of_allocations: Option<u32>,
}

#[derive(Serialize)]
struct Routed<'d> {
    node: &'d str,
    state: &'static str,
    current_allocations: u32,
    target_allocations: u32,
    reason: &'d str,
}

/// `GET`: all of them, ordered by id.
pub(super) async fn list(call: &Call<'_>) -> Answered {
    call.elsewhere(|scope| {
        let deployments = scope.cluster_by_now().deployments();
        let documents: Vec<_> = deployments.iter().map(Document::of).collect();
        answer(&serde_json::json!({ "deployments": documents }))
    })
    .await
}

/// `GET` with an id: that one; with `wait`, as soon as it is there, and in that `state`.
pub(super) async fn get(call: &Call<'_>) -> Answered {
    let wait = call.time(REACHED)?;
    let state = call.parameters.get_by(STATE, state_of_name)?;
    if let Some(wait) = wait {
        let _place = call.control.waits.enter()?;
        let is_so = |it: &Deployment| state.is_none_or(|state| it.assignment_state() == state);
        let cluster = call.scope.cluster_by_now();
        // It is shown as it is, whatever was waited for.
        let _ = cluster.wait_for_deployment(call.name(), wait, is_so).await;
    }
    show(call)
}

fn state_of_name(name: &str) -> Result<AssignmentState, UnknownName> {
    let mut states = STATES.into_iter();
    let found = states.find(|state| state.name() == name);
    found.ok_or_else(|| UnknownName::new("state", name, STATES))
}

fn show(call: &Call<'_>) -> Answered {
    let deployment = call.scope.cluster_by_now().deployment(call.name());
    answer(&Document::of(&deployment.ok_or_else(|| missing(call))?))
}

/// `PUT`: adds one, or replaces the one of that id.
pub(super) fn put(call: &Call<'_>) -> Answered {
    let deployment: Deployment = call.judge(call.named_document()?)?;
    let cluster = call.scope.cluster_by_now();
    let is_new = cluster.deployment(deployment.id()).is_none();
    if is_new && cluster.number_of_deployments() >= MOST {
        return Err(Problem::bad_request(format!(
            "there are {MOST} deployments already"
        )));
    }
    cluster.put_deployment(deployment);
    show(call)
}

/// `DELETE`: removes it.
pub(super) fn remove(call: &Call<'_>) -> Answered {
    match call.scope.cluster.remove_deployment(call.name()) {
        Some(_) => done(),
        None => Err(missing(call)),
    }
}

/// `POST …/settle`: lets its nodes catch up.
pub(super) fn settle(call: &Call<'_>) -> Answered {
    let (scope, id) = (&call.scope, call.name());
    match scope.cluster.settle_deployment_at(scope.clock.now(), id) {
        true => done(),
        false => Err(missing(call)),
    }
}

pub(super) fn missing(call: &Call<'_>) -> Problem {
    Problem::not_found(format!("there is no deployment `{}`", call.name()))
}

impl<'d> Document<'d> {
    fn of(deployment: &'d Deployment) -> Self {
        let routes = deployment.routing_table();
        Self {
            id: deployment.id(),
            model_id: deployment.model_id(),
            state: deployment.assignment_state().name(),
            reason: deployment.reason(),
            allocations: deployment.number_of_allocations(),
            max_assigned_allocations: deployment.max_assigned_allocations(),
            adaptive_allocations: deployment.adaptive_allocations().map(Adaptive::of),
            threads_per_allocation: deployment.threads_per_allocation(),
            queue_capacity: deployment.queue_capacity(),
            priority: deployment.priority().name(),
            model_bytes: deployment.model_bytes(),
            cache_size: deployment.cache_size().into_owned(),
            per_deployment_memory_bytes: deployment.per_deployment_memory_bytes(),
            per_allocation_memory_bytes: deployment.per_allocation_memory_bytes(),
            start_time: timestamp::format_nanos(deployment.started_at()),
            routing_table: routes
                .map(|(node, route)| Routed::of(node, route))
                .collect(),
        }
    }
}

impl Adaptive {
    fn of(settings: &AdaptiveAllocations) -> Self {
        Self {
            enabled: settings.is_enabled(),
            min_number_of_allocations: settings.min_number_of_allocations(),
            max_number_of_allocations: settings.max_number_of_allocations(),
        }
    }
}

impl<'d> Routed<'d> {
    fn of(node: &'d str, route: &'d Route) -> Self {
        Self {
            node,
            state: route.routing_state().name(),
            current_allocations: route.current_allocations(),
            target_allocations: route.target_allocations(),
            reason: route.reason(),
        }
    }
}
