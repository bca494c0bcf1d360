//! The 200 answer of an update, as the documentation shows it (reference, section 3.1).

use serde_json::Value;

use crate::cluster::{AdaptiveAllocations, Deployed, Deployment, Route, Writes};
use crate::json::write_string;
use crate::time;

/// The parts of the answer that updates never change, as they are written.
#[derive(Debug, Clone)]
pub(crate) struct AnswerConstants {
    up_to_number_of_allocations: String,
    up_to_routing_table: String,
    start_time: String,
}

impl AnswerConstants {
    pub(crate) fn of(deployment: &Deployment, writes: Writes) -> Self {
        Self {
            up_to_number_of_allocations: format!(
                r#"{{"assignment":{{"task_parameters":{{"model_id":{}{},"model_bytes":{},"threads_per_allocation":{},"number_of_allocations":"#,
                Value::from(deployment.model_id()),
                deployment_id(deployment, writes),
                deployment.model_bytes(),
                deployment.threads_per_allocation()
            ),
            up_to_routing_table: format!(
                r#","queue_capacity":{}{}{}}},"routing_table":{{"#,
                deployment.queue_capacity(),
                cache_and_priority(deployment, writes),
                memory(deployment, writes)
            ),
            start_time: format!(
                r#","start_time":"{}""#,
                time::format_nanos(deployment.started_at())
            ),
        }
    }
}

fn deployment_id(deployment: &Deployment, writes: Writes) -> String {
    if writes < Writes::DeploymentId {
        return String::new();
    }
    format!(r#","deployment_id":{}"#, Value::from(deployment.id()))
}

fn cache_and_priority(deployment: &Deployment, writes: Writes) -> String {
    if writes < Writes::Basics {
        return String::new();
    }
    format!(
        r#","cache_size":{},"priority":"{}""#,
        Value::from(deployment.cache_size()),
        deployment.priority().name()
    )
}

fn memory(deployment: &Deployment, writes: Writes) -> String {
    if writes < Writes::Memory {
        return String::new();
    }
    format!(
        r#","per_deployment_memory_bytes":{},"per_allocation_memory_bytes":{}"#,
        deployment.per_deployment_memory_bytes(),
        deployment.per_allocation_memory_bytes()
    )
}

/// Writes the assignment, with the fields of the edition. The documented one has `reason` and `adaptive_allocations` only where there is
/// something to say.
pub(crate) fn render(out: &mut Vec<u8>, deployed: &Deployed, writes: Writes) {
    let Deployed {
        deployment,
        constants,
    } = deployed;
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
    if writes >= Writes::Basics {
        push(out, r#","max_assigned_allocations":"#);
        number(out, deployment.max_assigned_allocations());
    }
    write_adaptive_allocations(out, deployment.adaptive_allocations(), writes);
    push(out, "}}");
}

fn write_adaptive_allocations(
    out: &mut Vec<u8>,
    settings: Option<&AdaptiveAllocations>,
    writes: Writes,
) {
    if let Some(settings) = settings.filter(|_| writes.adaptive_allocations()) {
        push(out, r#","adaptive_allocations":"#);
        write_settings(out, settings);
    } else if writes == Writes::AdaptiveAllocations {
        push(out, r#","adaptive_allocations":null"#);
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

fn number(out: &mut Vec<u8>, number: i32) {
    serde_json::to_writer(out, &number).expect("writing to memory does not fail");
}
