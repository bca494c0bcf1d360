//! `/_fake/deployments/{id}/scaling`: what adaptive allocations made of a load.

use serde::Serialize;
use serde_json::json;

use super::call::Call;
use super::content::{Answered, answer};
use super::deployments::missing;
use crate::model::Look;
use crate::text::timestamp;

/// A deployment at a time.
#[derive(Serialize)]
struct Moment {
    at: String,
    requests_per_second: f64,
    allocations: u32,
    working: u32,
    min: Option<u32>,
    max: Option<u32>,
    pending: u64,
    /// Since the load was declared, for whatever reason.
    given_up: u64,
}

/// `GET`: a moment for each round of the last hour, and one for now. There are none without a
/// declared load.
pub(super) fn get(call: &Call<'_>) -> Answered {
    let (now, id) = (call.scope.clock.now(), call.name());
    let cluster = call.scope.cluster_by_now();
    if cluster.deployment(id).is_none() {
        return Err(missing(call));
    }
    let looks = cluster.looks_at(now, id);
    let moments: Vec<_> = looks.iter().map(Moment::of).collect();
    answer(&json!({ "id": id, "moments": moments }))
}

impl Moment {
    fn of(look: &Look) -> Self {
        let totals = look.totals;
        Self {
            at: timestamp::format_millis(look.at),
            requests_per_second: look.requests_per_second,
            allocations: look.allocations,
            working: look.working,
            min: look.bounds.map(|(min, _)| min),
            max: look.bounds.and_then(|(_, max)| max),
            pending: totals.pending,
            given_up: totals.rejected + totals.timed_out + totals.unserved,
        }
    }
}
