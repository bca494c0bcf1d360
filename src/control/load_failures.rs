//! `/_fake/models/{id}/load_failures`: nodes that cannot load a model.

use serde_json::json;

use super::call::Call;
use super::content::{Answered, answer};
use super::problem::Problem;
use crate::model::LoadFailure;

/// How many there may be of a model.
const MOST: usize = 1000;

/// `GET`: those of a model.
pub(super) fn list(call: &Call<'_>) -> Answered {
    let failures = call.scope.cluster.load_failures(call.name());
    let failures = failures.ok_or_else(|| missing(call))?;
    answer(&json!({ "load_failures": failures.all() }))
}

/// `PUT`: from now on a node cannot load it, or none can.
pub(super) fn add(call: &Call<'_>) -> Answered {
    let failure: LoadFailure = call.judged()?;
    let (cluster, id) = (&call.scope.cluster, call.name());
    let so_far = cluster.load_failures(id).ok_or_else(|| missing(call))?;
    let is_new = || so_far.all().iter().all(|each| each.node != failure.node);
    if so_far.all().len() >= MOST && is_new() {
        return Err(Problem::bad_request(format!(
            "there are {MOST} failures of this model already; `DELETE` ends them"
        )));
    }
    cluster.add_load_failure(id, failure);
    list(call)
}

/// `DELETE`: all can load it, and those that have failed try again.
pub(super) fn clear(call: &Call<'_>) -> Answered {
    let (scope, id) = (&call.scope, call.name());
    scope.cluster.loads_again_at(scope.clock.now(), id);
    list(call)
}

fn missing(call: &Call<'_>) -> Problem {
    Problem::not_found(format!("there is no model `{}`", call.name()))
}
