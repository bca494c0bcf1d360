//! The 200 answer of an update, as the documentation shows it (reference, section 3.1).

use bytes::Bytes;

use crate::api::refusal::write_string;
use crate::cluster::{AdaptiveAllocations, Deployment};

/// Writes the assignment: exactly the fields of the documented answer, and beyond them `reason` and `adaptive_allocations`
/// only where there is something to say.
pub(crate) fn render(deployment: &Deployment) -> Bytes {
    let mut out = Vec::with_capacity(512);
    let out = &mut out;
    push(out, r#"{"assignment":{"task_parameters":{"model_id":"#);
    write_string(out, deployment.model_id());
    push(out, r#","model_bytes":"#);
    number(out, deployment.model_bytes());
    push(out, r#","threads_per_allocation":"#);
    number(out, deployment.threads_per_allocation());
    push(out, r#","number_of_allocations":"#);
    number(out, deployment.number_of_allocations());
    push(out, r#","queue_capacity":"#);
    number(out, deployment.queue_capacity());
    push(out, r#"},"routing_table":{"#);
    for (index, (node, route)) in deployment.routing_table().enumerate() {
        push(out, if index == 0 { "" } else { "," });
        write_string(out, node);
        push(out, r#":{"current_allocations":"#);
        number(out, route.current_allocations());
        push(out, r#","target_allocations":"#);
        number(out, route.target_allocations());
        push(out, r#","routing_state":""#);
        push(out, route.routing_state().name());
        push(out, r#"","reason":"#);
        write_string(out, route.reason());
        push(out, "}");
    }
    push(out, r#"},"assignment_state":""#);
    push(out, deployment.assignment_state().name());
    push(out, "\"");
    if let Some(reason) = deployment.reason() {
        push(out, r#","reason":"#);
        write_string(out, reason);
    }
    push(out, r#","start_time":""#);
    push(out, deployment.start_time_text());
    push(out, "\"");
    if let Some(settings) = deployment.adaptive_allocations() {
        push(out, r#","adaptive_allocations":"#);
        write_settings(out, settings);
    }
    push(out, "}}");
    Bytes::from(std::mem::take(out))
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

fn number<N: serde::Serialize>(out: &mut Vec<u8>, number: N) {
    serde_json::to_writer(out, &number).expect("writing to memory does not fail");
}
