//! What is written of a node of a deployment (server-behaviour: Statistics: answer).

use super::deployment::push_time;
use crate::endpoints::Context;
use crate::model::{Deployment, Dialect, Node, Route, RoutingState, features};
use crate::xcontent::OrderedValue;

type Members<'a> = Vec<(&'static str, OrderedValue<'a>)>;

pub(super) fn stats<'c>(
    id: &'c str,
    route: &'c Route,
    deployment: &'c Deployment,
    context: &Context<'_>,
) -> OrderedValue<'c> {
    let mut members = vec![
        ("node", describe(id, context)),
        ("routing_state", routing_state(route)),
    ];
    if route.routing_state() != RoutingState::Started {
        members.push(("peak_throughput_per_minute", 0.into()));
        members.push(("throughput_last_minute", 0.into()));
        return OrderedValue::object(members);
    }
    let (usage, started) = (&route.usage, deployment.started_at());
    let last = usage.last_minute(started, context.now);
    push_inferences(&mut members, route, context);
    push_time(
        &mut members,
        "start_time",
        "start_time_string",
        route.loaded_at.unwrap_or(started),
        context,
    );
    let (threads, allocations) = (
        deployment.threads_per_allocation(),
        route.current_allocations(),
    );
    members.push(("threads_per_allocation", u64::from(threads).into()));
    members.push(("number_of_allocations", u64::from(allocations).into()));
    let peak = usage.peak(started, context.now);
    members.push(("peak_throughput_per_minute", peak.into()));
    members.push(("throughput_last_minute", last.inferences.into()));
    if let Some(average) = last.average_ms() {
        let average = OrderedValue::double(average);
        members.push(("average_inference_time_ms_last_minute", average));
        let hits = last.cache_hits;
        members.push(("inference_cache_hit_count_last_minute", hits.into()));
    }
    OrderedValue::object(members)
}

fn push_inferences(members: &mut Members<'_>, route: &Route, context: &Context<'_>) {
    let usage = &route.usage;
    members.push(("inference_count", usage.inferences.into()));
    let averages = [
        ("average_inference_time_ms", usage.average_ms()),
        (
            "average_inference_time_ms_excluding_cache_hits",
            usage.average_ms_without_hits(),
        ),
    ];
    for (name, average) in averages {
        members.extend(average.map(|average| (name, OrderedValue::double(average))));
    }
    members.push(("inference_cache_hit_count", usage.cache_hits.into()));
    if let Some(time) = usage.last_access {
        push_time(members, "last_access", "last_access_string", time, context);
    }
    members.push(("number_of_pending_requests", usage.pending.into()));
    for (name, count) in [
        ("error_count", usage.errors),
        ("rejected_execution_count", usage.rejections),
        ("timeout_count", usage.timeouts),
    ] {
        if count > 0 {
            members.push((name, count.into()));
        }
    }
}

fn routing_state(route: &Route) -> OrderedValue<'_> {
    let mut members = vec![("routing_state", route.routing_state().name().into())];
    if !route.reason().is_empty() {
        members.push(("reason", route.reason().into()));
    }
    OrderedValue::object(members)
}

/// Names and addresses are made up.
fn describe<'c>(id: &'c str, context: &Context<'_>) -> OrderedValue<'c> {
    let nodes = context.deployments.nodes();
    let number = nodes.number(id);
    let named = nodes.all().iter().find(|node| node.id() == id);
    let name = named.map_or(id, Node::node_name).to_owned();
    let mut members = vec![
        ("name", name.clone().into()),
        ("ephemeral_id", id.into()),
        (
            "transport_address",
            format!("127.0.0.1:{}", 9300 + number).into(),
        ),
        ("external_id", name.into()),
        ("attributes", OrderedValue::object([])),
        ("roles", OrderedValue::Array(vec!["ml".into()])),
    ];
    let dialect = context.call.dialect;
    if dialect.has(features::NODE_VERSIONS_WRITTEN) {
        let (oldest, newest) = index_versions(dialect);
        members.push(("version", dialect.number.into()));
        members.push(("min_index_version", oldest.into()));
        members.push(("max_index_version", newest.into()));
    }
    OrderedValue::object([(id, OrderedValue::object(members))])
}

/// The oldest and the newest indices that it reads, by its major version **(recalled)**.
fn index_versions(dialect: &Dialect) -> (u64, u64) {
    match dialect.major() {
        8 => (7_000_099, 8_500_000),
        _ => (8_000_099, 9_000_000),
    }
}
