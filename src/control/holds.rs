//! `/_fake/holds`: answers that are kept back until the test lets them go.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::call::Call;
use super::content::{Answered, answer, done};
use super::parameters::{TIMES, WAIT};
use super::problem::Problem;
use super::scripts::refuse_too_many;
use crate::script::{Held, On};
use crate::time::{Lock, real_sleep};

/// The holds of a scope, by their number. It is that of the script that they are.
#[derive(Debug, Default)]
pub(super) struct Holds(Lock<BTreeMap<u64, Arc<Held>>>);

impl Holds {
    fn add(&self, held: Held) -> u64 {
        let id = held.id();
        self.0.lock().insert(id, Arc::new(held));
        id
    }

    fn get(&self, id: u64) -> Option<Arc<Held>> {
        self.0.lock().get(&id).cloned()
    }

    fn all(&self) -> Vec<Arc<Held>> {
        self.0.lock().values().cloned().collect()
    }

    /// Ends a hold, if there is one, also while something waits for it.
    pub(super) fn end(&self, id: u64) {
        let held = self.0.lock().remove(&id);
        if let Some(held) = held {
            held.end();
        }
    }

    pub(super) fn end_all(&self) {
        let all = std::mem::take(&mut *self.0.lock());
        for held in all.values() {
            held.end();
        }
    }
}

/// A hold as it is now.
#[derive(Serialize)]
struct Document {
    id: u64,
    /// How many requests have arrived, also those that were let go.
    arrived: usize,
    held: Vec<HeldDocument>,
}

#[derive(Serialize)]
struct HeldDocument {
    seq: u64,
    deployment: Option<String>,
}

impl Document {
    fn of(held: &Held) -> Self {
        let waiting = held.waiting().into_iter();
        Self {
            id: held.id(),
            arrived: held.count(),
            held: waiting
                .map(|(seq, deployment)| HeldDocument { seq, deployment })
                .collect(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewHold {
    #[serde(default = "On::any")]
    on: On,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Release {
    seq: Option<u64>,
    count: Option<usize>,
}

/// `GET`: all of them.
pub(super) fn list(call: &Call<'_>) -> Answered {
    let all = call.scope.holds.all();
    let holds: Vec<_> = all.iter().map(|held| Document::of(held)).collect();
    answer(&json!({ "holds": holds }))
}

/// `POST`: keeps the answers to requests back from now on.
pub(super) fn add(call: &Call<'_>) -> Answered {
    let NewHold { on } = call.judged()?;
    refuse_too_many(call)?;
    let held = call.scope.cluster.hold_at(call.scope.clock.now(), on);
    answer(&json!({ "id": call.scope.holds.add(held) }))
}

/// `GET` with an id: that one; with `wait`, as soon as a request has arrived, or as many as `times`
/// says.
pub(super) async fn get(call: &Call<'_>) -> Answered {
    let wait = call.time(WAIT)?;
    let times = call.parameters.get(TIMES)?.unwrap_or(1);
    let held = find(call)?;
    if let Some(wait) = wait {
        let _place = call.control.waits.enter()?;
        held.arrived_within(times, real_sleep(wait)).await;
    }
    answer(&Document::of(&held))
}

/// `POST …/release`: lets answers go that are held at the moment: all, the one of a `seq`, or as
/// many as `count` says, the oldest first. The hold goes on.
pub(super) fn release(call: &Call<'_>) -> Answered {
    let release: Release = call.judged()?;
    let held = find(call)?;
    let released = match (release.seq, release.count) {
        (Some(seq), _) if held.release_one(seq) => 1,
        (Some(seq), _) => {
            let message = format!("no answer to a request #{seq} is held here");
            return Err(Problem::not_found(message));
        }
        (None, count) => {
            let most = count.unwrap_or(usize::MAX);
            (0..most).take_while(|_| held.release_next()).count()
        }
    };
    answer(&json!({ "released": released }))
}

/// `DELETE`: lets all answers go, and holds no more.
pub(super) fn remove(call: &Call<'_>) -> Answered {
    let id = call.number("hold")?;
    if call.scope.holds.get(id).is_none() {
        return Err(missing(id));
    }
    // Before it ends, so that it is not remembered as one that was never used.
    call.scope.cluster.forget_script(id);
    call.scope.holds.end(id);
    done()
}

fn find(call: &Call<'_>) -> Result<Arc<Held>, Problem> {
    let id = call.number("hold")?;
    call.scope.holds.get(id).ok_or_else(|| missing(id))
}

fn missing(id: u64) -> Problem {
    Problem::not_found(format!("there is no hold `{id}`"))
}
