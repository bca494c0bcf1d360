//! What is written of a deployment (server-behaviour: Statistics: answer).

use super::node;
use crate::endpoints::Context;
use crate::model::{AdaptiveAllocations, Deployment, Usage, features};
use crate::text::{byte_size, timestamp};
use crate::xcontent::OrderedValue;

type Members<'a> = Vec<(&'static str, OrderedValue<'a>)>;

pub(super) fn stats<'c>(deployment: &'c Deployment, context: &'c Context<'_>) -> OrderedValue<'c> {
    let dialect = context.call.dialect;
    let mut members = Members::new();
    if dialect.has(features::DEPLOYMENT_ID) {
        members.push(("deployment_id", deployment.id().into()));
    }
    members.push(("model_id", deployment.model_id().into()));
    let threads = deployment.threads_per_allocation();
    members.push(("threads_per_allocation", u64::from(threads).into()));
    let number = deployment.number_of_allocations();
    members.push(("number_of_allocations", u64::from(number).into()));
    if let Some(settings) = deployment.adaptive_allocations() {
        members.push(("adaptive_allocations", adaptive(settings)));
    }
    let queue = deployment.queue_capacity();
    members.push(("queue_capacity", u64::from(queue).into()));
    push_state(&mut members, deployment, context);
    let cache = byte_size::human(deployment.cache_bytes());
    members.push(("cache_size", cache.into()));
    if dialect.has(features::PRIORITY) {
        members.push(("priority", deployment.priority().name().into()));
    }
    push_time(
        &mut members,
        "start_time",
        "start_time_string",
        deployment.started_at(),
        context,
    );
    push_counts(&mut members, deployment);
    let (started, now) = (deployment.started_at(), context.now);
    let peaks = deployment.usages().map(|usage| usage.peak(started, now));
    members.push(("peak_throughput_per_minute", peaks.sum::<u64>().into()));
    let mut nodes: Vec<_> = deployment.routing_table().collect();
    nodes.sort_unstable_by_key(|(id, _)| *id);
    let nodes = nodes
        .into_iter()
        .map(|(id, route)| node::stats(id, route, deployment, context));
    members.push(("nodes", nodes.collect()));
    OrderedValue::object(members)
}

/// A time, for people too if they ask for it.
pub(super) fn push_time(
    members: &mut Members<'_>,
    name: &'static str,
    for_people: &'static str,
    time: std::time::SystemTime,
    context: &Context<'_>,
) {
    if context.call.flag("human", false) == Ok(true) {
        members.push((for_people, timestamp::format_millis(time).into()));
    }
    members.push((name, timestamp::epoch_millis(time).into()));
}

fn push_state<'c>(members: &mut Members<'c>, deployment: &'c Deployment, context: &Context<'_>) {
    members.push(("state", deployment.assignment_state().name().into()));
    if let Some(reason) = deployment.reason() {
        members.push(("reason", reason.into()));
    }
    let Some(status) = deployment.allocation_status() else {
        return;
    };
    let zero_is_all = context.call.dialect.has(features::ADAPTIVE_ALLOCATIONS);
    let status = OrderedValue::object([
        ("allocation_count", status.count.unsigned_abs().into()),
        (
            "target_allocation_count",
            status.target.unsigned_abs().into(),
        ),
        ("state", status.state(zero_is_all).name().into()),
    ]);
    members.push(("allocation_status", status));
}

/// Of what has happened, and of failures that have.
fn push_counts(members: &mut Members<'_>, deployment: &Deployment) {
    let sum = |count: fn(&Usage) -> u64| deployment.usages().map(count).sum::<u64>();
    for (name, sum) in [
        ("error_count", sum(|usage| usage.errors)),
        ("rejected_execution_count", sum(|usage| usage.rejections)),
        ("timeout_count", sum(|usage| usage.timeouts)),
        ("inference_count", sum(|usage| usage.inferences)),
    ] {
        if sum > 0 {
            members.push((name, sum.into()));
        }
    }
}

fn adaptive(settings: &AdaptiveAllocations) -> OrderedValue<'static> {
    let mut members = vec![("enabled", settings.is_enabled().into())];
    for (name, bound) in [
        ("min_number_of_allocations", settings.min),
        ("max_number_of_allocations", settings.max),
    ] {
        members.extend(bound.map(|bound| (name, bound.into())));
    }
    OrderedValue::object(members)
}
