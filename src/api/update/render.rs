//! The 200 answer of an update, as the documentation shows it (reference, section 3.1).

use bytes::Bytes;
use serde_json::Value;

use crate::api::refusal::write_string;
use crate::cluster::{AdaptiveAllocations, Deployed, Deployment, Route};
use crate::time;

/// The parts of the answer that updates never change, as they are written.
#[derive(Debug, Clone)]
pub(crate) struct AnswerConstants {
    up_to_number_of_allocations: String,
    up_to_routing_table: String,
    start_time: String,
}

impl AnswerConstants {
    pub(crate) fn of(deployment: &Deployment) -> Self {
        Self {
            up_to_number_of_allocations: format!(
                r#"{{"assignment":{{"task_parameters":{{"model_id":{},"model_bytes":{},"threads_per_allocation":{},"number_of_allocations":"#,
                Value::from(deployment.model_id()),
                deployment.model_bytes(),
                deployment.threads_per_allocation()
            ),
            up_to_routing_table: format!(
                r#","queue_capacity":{}}},"routing_table":{{"#,
                deployment.queue_capacity()
            ),
            start_time: format!(
                r#","start_time":"{}""#,
                time::format_nanos(deployment.started_at())
            ),
        }
    }
}

/// Writes the assignment: exactly the fields of the documented answer, and beyond them `reason` and `adaptive_allocations`
/// only where there is something to say.
pub(crate) fn render(deployed: &Deployed) -> Bytes {
    let Deployed {
        deployment,
        constants,
    } = deployed;
    let mut out = Vec::with_capacity(512);
    push(&mut out, &constants.up_to_number_of_allocations);
    number(&mut out, deployment.number_of_allocations());
    push(&mut out, &constants.up_to_routing_table);
    for (index, (node, route)) in deployment.routing_table().enumerate() {
        push(&mut out, if index == 0 { "" } else { "," });
        write_string(&mut out, node);
        write_route(&mut out, route);
    }
    push(&mut out, r#"},"assignment_state":""#);
    push(&mut out, deployment.assignment_state().name());
    push(&mut out, "\"");
    if let Some(reason) = deployment.reason() {
        push(&mut out, r#","reason":"#);
        write_string(&mut out, reason);
    }
    push(&mut out, &constants.start_time);
    if let Some(settings) = deployment.adaptive_allocations() {
        push(&mut out, r#","adaptive_allocations":"#);
        write_settings(&mut out, settings);
    }
    push(&mut out, "}}");
    Bytes::from(out)
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
