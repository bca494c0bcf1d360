//! `/_fake/conditions`: what keeps the cluster from taking updates.

use serde_json::json;

use super::call::Call;
use super::content::{Answered, answer};
use super::problem::Problem;
use crate::model::Condition;

/// `GET`: those that the cluster is in.
pub(super) fn list(call: &Call<'_>) -> Answered {
    answer(&json!({ "conditions": call.scope.cluster.conditions() }))
}

/// `PUT`: puts the cluster into one.
pub(super) fn set(call: &Call<'_>) -> Answered {
    call.scope.cluster.set_condition(named(call)?);
    list(call)
}

/// `DELETE`: ends one.
pub(super) fn clear(call: &Call<'_>) -> Answered {
    call.scope.cluster.clear_condition(named(call)?);
    list(call)
}

fn named(call: &Call<'_>) -> Result<Condition, Problem> {
    let condition = call.name().parse();
    condition.map_err(|error: crate::text::UnknownName| Problem::not_found(error.to_string()))
}
