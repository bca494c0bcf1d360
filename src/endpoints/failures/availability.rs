//! What a cluster says that cannot take an update now
//! (server-behaviour: Errors: overload and availability; Security: licence).

use http::StatusCode;

use crate::endpoints::Spec;
use crate::http::ErrorResponse;
use crate::model::{Condition, Conditions};
use crate::text::byte_size;
use crate::xcontent::Exception;

/// What is said to a request to an endpoint.
type Refusal = fn(&Spec) -> ErrorResponse;

/// Conditions in which the master does nothing, with what is said in each. The first that holds is
/// the answer.
static REFUSALS: [(Condition, Refusal); 4] = [
    (Condition::RejectedExecution, rejected_execution),
    (Condition::NoMaster, |_| no_master()),
    (Condition::ClusterBlock, |_| cluster_block()),
    (Condition::Licence, |_| licence()),
];

/// The refusal of an endpoint that needs the master, if these conditions keep it from answering.
pub(crate) fn of_condition(conditions: Conditions, spec: &Spec) -> Result<(), ErrorResponse> {
    if conditions.are_none() {
        return Ok(());
    }
    let is_so = |condition| match condition {
        Condition::Licence => spec.is_machine_learning() && conditions.has(condition),
        _ => conditions.has(condition),
    };
    match REFUSALS.iter().find(|(each, _)| is_so(*each)) {
        None => Ok(()),
        Some((_, refusal)) => Err(refusal(spec)),
    }
}

/// The parent breaker has a limit of 95 % of a heap of 1 GiB, of which nothing is left.
const LIMIT: u64 = 1_020_054_732;

/// The refusal of a request whose body, of that length, finds no room.
pub(crate) fn circuit_breaker(body: usize) -> ErrorResponse {
    let body = body as u64;
    let wanted = LIMIT + 1 + body;
    let size = |bytes| format!("{bytes}/{}", byte_size::human(bytes));
    let reason = format!(
        "[parent] Data too large, data for [<http_request>] would be [{}], which is larger than the limit of [{}], real usage: [{}], \
         new bytes reserved: [{}], usages [request=0/0b, fielddata=0/0b, in_flight_requests={}]",
        size(wanted),
        size(LIMIT),
        size(LIMIT + 1),
        size(body),
        size(body)
    );
    let exception = Exception::new("circuit_breaking_exception", reason)
        .with_member("bytes_wanted", wanted)
        .with_member("bytes_limit", LIMIT)
        .with_member("durability", "PERMANENT");
    ErrorResponse::exception(StatusCode::TOO_MANY_REQUESTS, exception).named("circuit_breaker")
}

/// The bodies of all requests that are on their way in take too much memory **(recalled)**.
pub(super) fn no_room_for_bodies(wanted: usize, limit: usize) -> ErrorResponse {
    let size = |bytes: usize| format!("{bytes}/{}", byte_size::human(bytes as u64));
    let reason = format!(
        "[inflight_requests] Data too large, data for [<http_request>] would be [{}], which is \
         larger than the limit of [{}]",
        size(wanted),
        size(limit)
    );
    let exception = Exception::new("circuit_breaking_exception", reason)
        .with_member("bytes_wanted", wanted as u64)
        .with_member("bytes_limit", limit as u64)
        .with_member("durability", "TRANSIENT");
    ErrorResponse::exception(StatusCode::TOO_MANY_REQUESTS, exception).named("circuit_breaker")
}

/// The text is free (server-behaviour: Errors: overload and availability).
pub(crate) fn rejected_execution(spec: &Spec) -> ErrorResponse {
    let reason = format!(
        "rejected execution of [{}] on EsThreadPoolExecutor[name = es-ml-fake/management, \
         queue capacity = 1000, Running, pool size = 1, active threads = 1, queued tasks = 1000]",
        spec.action
    );
    let exception = Exception::new("es_rejected_execution_exception", reason);
    ErrorResponse::exception(StatusCode::TOO_MANY_REQUESTS, exception).named("rejected_execution")
}

pub(crate) fn no_master() -> ErrorResponse {
    let exception = Exception::without_reason("master_not_discovered_exception");
    ErrorResponse::exception(StatusCode::SERVICE_UNAVAILABLE, exception).named("no_master")
}

/// See server-behaviour: Errors: overload and availability.
pub(crate) fn cluster_block() -> ErrorResponse {
    let reason = "blocked by: [SERVICE_UNAVAILABLE/1/state not recovered / initialized];";
    let exception = Exception::new("cluster_block_exception", reason);
    ErrorResponse::exception(StatusCode::SERVICE_UNAVAILABLE, exception).named("cluster_block")
}

pub(crate) fn licence() -> ErrorResponse {
    let exception = Exception::new(
        "security_exception",
        "current license is non-compliant for [ml]",
    )
    .with_member("license.expired.feature", "ml");
    ErrorResponse::exception(StatusCode::FORBIDDEN, exception).named("licence")
}
