//! `/_fake/timing`: how long the cluster takes for what it is asked.

use serde::Deserialize;
use serde_json::json;

use super::call::Call;
use super::content::{Answered, answer};
use crate::model::Settling;

/// What is to be different.
#[derive(Deserialize)]
struct NewTiming {
    settling: Option<Settling>,
    start_takes: Option<Settling>,
    stop_takes: Option<Settling>,
}

/// `GET`: as it is now.
pub(super) fn get(call: &Call<'_>) -> Answered {
    let timing = call.scope.cluster.timing();
    answer(&json!({
        "settling": timing.settling,
        "start_takes": timing.start.unwrap_or(timing.settling),
        "stop_takes": timing.stop,
    }))
}

/// `PUT`: from the next change on. What is not said stays as it is.
pub(super) fn set(call: &Call<'_>) -> Answered {
    let new: NewTiming = call.judged()?;
    let cluster = &call.scope.cluster;
    let set = |policy: Option<Settling>, set: &dyn Fn(Settling)| policy.map_or((), set);
    set(new.settling, &|policy| cluster.set_settling(policy));
    set(new.start_takes, &|policy| cluster.set_start_takes(policy));
    set(new.stop_takes, &|policy| cluster.set_stop_takes(policy));
    get(call)
}
