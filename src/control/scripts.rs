//! `/_fake/scripts`: programmed answers.

use serde_json::json;

use super::call::Call;
use super::content::{Answered, answer, done};
use super::problem::Problem;
use crate::script::{ScriptDefinition, UnusedScripts};

/// How many scripts and holds there may be.
const MOST: usize = 1024;

/// `GET`: all of them, with what they still wait for, in the order in which they are asked; and
/// what a test in Rust would be told of those that were not used.
pub(super) async fn list(call: &Call<'_>) -> Answered {
    call.elsewhere(|scope| {
        let unused = scope.cluster.unused_scripts();
        let unused = json!({
            "total": unused.as_ref().map_or(0, UnusedScripts::total),
            "report": unused.map(|unused| unused.to_string()),
        });
        answer(&json!({ "scripts": scope.cluster.scripts(), "unused": unused }))
    })
    .await
}

/// `POST`: adds one.
pub(super) fn add(call: &Call<'_>) -> Answered {
    let script: ScriptDefinition = call.judged()?;
    refuse_too_many(call)?;
    let now = call.scope.clock.now();
    let script = call.scope.cluster.script_at(now, script.on, script.reply);
    answer(&json!({ "id": script.id() }))
}

/// `DELETE`: removes all, holds too.
pub(super) fn clear(call: &Call<'_>) -> Answered {
    call.scope.cluster.clear_scripts();
    call.scope.holds.end_all();
    done()
}

/// `DELETE` with an id: removes one.
pub(super) fn remove(call: &Call<'_>) -> Answered {
    let id = call.number("script")?;
    if !call.scope.cluster.forget_script(id) {
        return Err(Problem::not_found(format!("there is no script `{id}`")));
    }
    call.scope.holds.end(id);
    done()
}

pub(super) fn refuse_too_many(call: &Call<'_>) -> Result<(), Problem> {
    match call.scope.cluster.scripts().len() < MOST {
        true => Ok(()),
        false => Err(Problem::bad_request(format!(
            "there are {MOST} scripts already"
        ))),
    }
}
