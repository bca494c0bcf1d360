//! Assignments as answers show them (documentation page; server-behaviour: Update: the 200 answer).

use bytes::Bytes;
use serde_json::Value;

use crate::model::{
    AdaptiveAllocations, Deployment, DeploymentIndex, Deployments, Dialect, Incarnation, Route,
    features,
};
use crate::text::{BytesArena, timestamp};
use crate::xcontent::json::write_string;

/// Writes answers of one edition, and remembers what does not change from one to the next.
#[derive(Debug, Default)]
pub(crate) struct Renderer {
    memory: BytesArena,
    /// By the place of the deployment; each with the incarnation that it is of.
    constants: Vec<Option<(Incarnation, Constants)>>,
}

impl Renderer {
    /// The answer to what changes an assignment.
    pub(crate) fn assignment(
        &mut self,
        deployments: &Deployments,
        index: DeploymentIndex,
        dialect: &Dialect,
    ) -> Bytes {
        let deployment = &deployments[index];
        let (position, incarnation) = (index.position(), deployments.incarnation(index));
        if self.constants.len() <= position {
            self.constants.resize(position + 1, None);
        }
        let known = &mut self.constants[position];
        if known.as_ref().is_none_or(|(of, _)| *of != incarnation) {
            *known = Some((incarnation, Constants::of(deployment, dialect)));
        }
        let memory = &mut self.memory;
        known.as_ref().map_or_else(Bytes::new, |(_, constants)| {
            memory.keep(|out| render(out, deployment, constants, dialect))
        })
    }
}

/// The parts of the answer that updates never change, as they are written.
#[derive(Debug, Clone)]
struct Constants {
    up_to_number_of_allocations: String,
    up_to_routing_table: String,
    start_time: String,
}

impl Constants {
    fn of(deployment: &Deployment, dialect: &Dialect) -> Self {
        Self {
            up_to_number_of_allocations: format!(
                r#"{{"assignment":{{"task_parameters":{{"model_id":{}{},"model_bytes":{},"threads_per_allocation":{},"number_of_allocations":"#,
                Value::from(deployment.model_id()),
                deployment_id(deployment, dialect),
                deployment.model_bytes(),
                deployment.threads_per_allocation()
            ),
            up_to_routing_table: format!(
                r#","queue_capacity":{}{}{}}},"routing_table":{{"#,
                deployment.queue_capacity(),
                cache_and_priority(deployment, dialect),
                memory(deployment, dialect)
            ),
            start_time: format!(
                r#","start_time":"{}""#,
                timestamp::format_nanos(deployment.started_at())
            ),
        }
    }
}

fn deployment_id(deployment: &Deployment, dialect: &Dialect) -> String {
    if dialect.is_documented() || !dialect.has(features::DEPLOYMENT_ID_WRITTEN) {
        return String::new();
    }
    format!(r#","deployment_id":{}"#, Value::from(deployment.id()))
}

fn cache_and_priority(deployment: &Deployment, dialect: &Dialect) -> String {
    if dialect.is_documented() {
        return String::new();
    }
    let cache = Value::from(deployment.cache_size());
    let priority = match dialect.has(features::PRIORITY) {
        true => format!(r#","priority":"{}""#, deployment.priority().name()),
        false => String::new(),
    };
    format!(r#","cache_size":{cache}{priority}"#)
}

fn memory(deployment: &Deployment, dialect: &Dialect) -> String {
    if dialect.is_documented() || !dialect.has(features::MEMORY_WRITTEN) {
        return String::new();
    }
    format!(
        r#","per_deployment_memory_bytes":{},"per_allocation_memory_bytes":{}"#,
        deployment.per_deployment_memory_bytes(),
        deployment.per_allocation_memory_bytes()
    )
}

/// Writes the assignment, with the fields of the edition. The documented one has `reason` and
/// `adaptive_allocations` only where there is something to say.
fn render(out: &mut Vec<u8>, deployment: &Deployment, constants: &Constants, dialect: &Dialect) {
    push(out, &constants.up_to_number_of_allocations);
    number(out, deployment.number_of_allocations());
    push(out, &constants.up_to_routing_table);
    for (index, (node, route)) in deployment.routing_table().enumerate() {
        push(out, if index == 0 { "" } else { "," });
        write_string(out, node);
        write_route(out, route);
    }
    push(out, r#"},"assignment_state":""#);
    push(out, deployment.assignment_state().name());
    push(out, "\"");
    if let Some(reason) = deployment.reason() {
        push(out, r#","reason":"#);
        write_string(out, reason);
    }
    push(out, &constants.start_time);
    if !dialect.is_documented() {
        push(out, r#","max_assigned_allocations":"#);
        number(out, deployment.max_assigned_allocations());
    }
    write_adaptive_allocations(out, deployment.adaptive_allocations(), dialect);
    push(out, "}}");
}

fn write_adaptive_allocations(
    out: &mut Vec<u8>,
    settings: Option<&AdaptiveAllocations>,
    dialect: &Dialect,
) {
    if !dialect.has(features::ADAPTIVE_ALLOCATIONS) {
        return;
    }
    match settings {
        Some(settings) => {
            push(out, r#","adaptive_allocations":"#);
            write_settings(out, settings);
        }
        None if dialect.is_documented() => {}
        None => push(out, r#","adaptive_allocations":null"#),
    }
}

fn write_route(out: &mut Vec<u8>, route: &Route) {
    push(out, r#":{"current_allocations":"#);
    number(out, route.current_allocations());
    push(out, r#","target_allocations":"#);
    number(out, route.target_allocations());
    push(out, r#","routing_state":""#);
    push(out, route.routing_state().name());
    if route.reason().is_empty() {
        push(out, r#"","reason":""}"#);
    } else {
        push(out, r#"","reason":"#);
        write_string(out, route.reason());
        push(out, "}");
    }
}

fn write_settings(out: &mut Vec<u8>, settings: &AdaptiveAllocations) {
    push(out, r#"{"enabled":"#);
    push(
        out,
        if settings.is_enabled() {
            "true"
        } else {
            "false"
        },
    );
    for (name, bound) in [
        (r#","min_number_of_allocations":"#, settings.min),
        (r#","max_number_of_allocations":"#, settings.max),
    ] {
        if let Some(bound) = bound {
            push(out, name);
            number(out, bound);
        }
    }
    push(out, "}");
}

fn push(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
}

fn number(out: &mut Vec<u8>, number: impl Into<i64>) {
    serde_json::to_writer(out, &number.into()).expect("writing to memory does not fail");
}
