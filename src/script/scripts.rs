//! The scripts of a cluster, and which of them a request meets.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use super::hold::Gate;
use super::rng::Rng;
use super::script_errors::{ScriptError, ScriptErrors};
use super::unused::{Nearest, UnusedScript, UnusedScripts};
use super::{Carrier, Disturbance, Hold, On, Replies, Reply, ScriptState, ScriptedRequest};
use crate::http::Answer;
use crate::time::Lock;

/// All scripts of a cluster.
///
/// Nothing is locked while a closure of a test runs, so that it may ask the cluster.
pub(crate) struct Scripts {
    /// In the order in which they were added.
    all: Lock<Vec<Arc<AddedScript>>>,
    /// Whether there are any, which each request asks.
    are_there: AtomicBool,
    /// Of scripts that were removed, those that had not been used.
    removed: Lock<Vec<UnusedScript>>,
    last_id: AtomicU64,
    seed: u64,
    rng: Lock<Rng>,
    has_used_rng: AtomicBool,
    errors: Lock<ScriptErrors>,
}

struct AddedScript {
    id: u64,
    on: On,
    action: Action,
    added: SystemTime,
    /// How many requests it selected, and how many of them it had a reply for.
    selected: AtomicUsize,
    calls: Arc<AtomicUsize>,
    nearest: Lock<Option<Nearest>>,
}

/// What a script does with the requests that it selects.
pub(crate) enum Action {
    Reply(Arc<dyn Replies>),
    Hold(Arc<Gate>),
}

impl Action {
    /// How many replies there are, if they come to an end.
    fn count(&self) -> Option<usize> {
        match self {
            Self::Reply(replies) => replies.count(),
            Self::Hold(_) => None,
        }
    }
}

/// What a script does with one request.
enum Turn {
    Reply(Reply),
    Hold(Hold),
}

impl Turn {
    /// What it does to the answer that its carrier cannot do.
    fn beyond(&self, carrier: Carrier) -> Option<&'static str> {
        match (self, carrier) {
            (_, Carrier::Connection) => None,
            (Self::Hold(_), _) => Some("keeps the answer back"),
            (Self::Reply(reply), _) if reply.fault.is_some() => Some("breaks the connection"),
            (Self::Reply(reply), Carrier::Return) if reply.delay.is_some() => {
                Some("delays the answer")
            }
            (Self::Reply(_), _) => None,
        }
    }
}

/// What the scripts do with a request.
#[derive(Debug, Default)]
pub(crate) struct Scripted {
    pub(crate) answer: Option<Answer>,
    pub(crate) disturbance: Option<Box<Disturbance>>,
}

impl Scripted {
    fn disturbance(&mut self) -> &mut Disturbance {
        self.disturbance.get_or_insert_default()
    }

    fn hold(&mut self, hold: Hold) {
        self.disturbance().holds.push(hold);
    }

    fn delay(&mut self, delay: Duration) {
        let disturbance = self.disturbance();
        let before = disturbance.delay.unwrap_or_default();
        disturbance.delay = Some(before.saturating_add(delay));
    }
}

impl Scripts {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            all: Lock::default(),
            are_there: AtomicBool::new(false),
            removed: Lock::default(),
            last_id: AtomicU64::new(0),
            seed,
            rng: Lock::new(Rng::from_seed(seed)),
            has_used_rng: AtomicBool::new(false),
            errors: Lock::default(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        !self.are_there.load(Ordering::Acquire)
    }

    /// The seed, if anything has depended on it.
    pub(crate) fn used_seed(&self) -> Option<u64> {
        let is_used = self.has_used_rng.load(Ordering::Relaxed);
        is_used.then_some(self.seed)
    }

    /// Adds a script, and returns its id and the count of its calls.
    #[track_caller]
    pub(crate) fn add(&self, on: On, action: Action, added: SystemTime) -> (u64, Arc<AtomicUsize>) {
        if let Some(count) = action.count() {
            on.refuse_replies(count);
        }
        let id = self.last_id.fetch_add(1, Ordering::Relaxed) + 1;
        let calls = Arc::new(AtomicUsize::new(0));
        self.change(|all| {
            all.push(Arc::new(AddedScript {
                id,
                on,
                action,
                added,
                selected: AtomicUsize::new(0),
                calls: Arc::clone(&calls),
                nearest: Lock::default(),
            }));
        });
        (id, calls)
    }

    /// Removes a script. If it was never used, that is not forgotten.
    pub(crate) fn remove(&self, id: u64) {
        let removed = self.change(|all| {
            let at = all.iter().position(|script| script.id == id)?;
            Some(all.remove(at))
        });
        let unused = removed.and_then(|script| script.unused());
        self.removed.lock().extend(unused);
    }

    /// Removes a script and forgets it, and tells whether there was one.
    pub(crate) fn forget(&self, id: u64) -> bool {
        self.change(|all| {
            let before = all.len();
            all.retain(|script| script.id != id);
            all.len() < before
        })
    }

    /// All scripts as they stand, in the order in which they are asked.
    pub(crate) fn states(&self) -> Vec<ScriptState> {
        let all = self.all.lock();
        all.iter().map(|script| script.state()).collect()
    }

    /// Removes all scripts, used or not.
    pub(crate) fn clear(&self) {
        self.change(Vec::clear);
        self.removed.lock().clear();
    }

    fn change<T>(&self, change: impl FnOnce(&mut Vec<Arc<AddedScript>>) -> T) -> T {
        let mut all = self.all.lock();
        let changed = change(&mut all);
        self.are_there.store(!all.is_empty(), Ordering::Release);
        changed
    }

    /// Asks the scripts one after the other. Delays and holds add up; the first that answers, or
    /// breaks the wire, is the last that is asked.
    pub(crate) fn ask(
        &self,
        request: &ScriptedRequest<'_>,
        now: SystemTime,
        carrier: Carrier,
    ) -> Scripted {
        let mut scripted = Scripted::default();
        let all = self.all.lock().clone();
        for script in all {
            let reply = match self.turn(&script, request, now, carrier) {
                None => continue,
                Some(Turn::Hold(hold)) => {
                    scripted.hold(hold);
                    continue;
                }
                Some(Turn::Reply(reply)) => reply,
            };
            if let Some(delay) = reply.delay {
                self.has_used_rng
                    .fetch_or(delay.is_random(), Ordering::Relaxed);
                scripted.delay(delay.sample(&mut self.rng.lock()));
            }
            if let Some(fault) = reply.fault {
                scripted.disturbance().fault = Some(fault);
            }
            if reply.is_final() {
                scripted.answer = reply.answer(request);
                break;
            }
        }
        scripted
    }

    /// A closure may panic, most likely in an assertion. Nothing has been changed for this request
    /// so far.
    fn turn(
        &self,
        script: &AddedScript,
        request: &ScriptedRequest<'_>,
        now: SystemTime,
        carrier: Carrier,
    ) -> Option<Turn> {
        let error = match catch_unwind(AssertUnwindSafe(|| script.turn(request, now))) {
            Ok(turn) => match turn.as_ref().and_then(|turn| turn.beyond(carrier)) {
                None => return turn,
                Some(effect) => ScriptError::NeedsConnection(effect),
            },
            Err(panic) => {
                script.calls.fetch_add(1, Ordering::Relaxed);
                ScriptError::of_panic(&*panic)
            }
        };
        let reply = self.errors.lock().add(&script.on, request, &error);
        Some(Turn::Reply(reply))
    }

    /// What went wrong. Each error is reported once.
    pub(crate) fn take_errors(&self) -> Option<ScriptErrors> {
        let errors = std::mem::take(&mut *self.errors.lock());
        (!errors.is_empty()).then_some(errors)
    }

    /// The scripts that were used less often than expected so far, which stay.
    pub(crate) fn unused(&self) -> Option<UnusedScripts> {
        let all = self.all.lock();
        let unused: Vec<_> = all.iter().filter_map(|script| script.unused()).collect();
        (!unused.is_empty()).then(|| UnusedScripts::of(unused, self.used_seed()))
    }

    /// The scripts that were used less often than expected. They are removed, so that each is
    /// reported once.
    pub(crate) fn take_unused(&self) -> Option<UnusedScripts> {
        let mut unused = std::mem::take(&mut *self.removed.lock());
        self.change(|all| {
            unused.extend(all.iter().filter_map(|script| script.unused()));
            if !unused.is_empty() {
                all.clear();
            }
        });
        (!unused.is_empty()).then(|| UnusedScripts::of(unused, self.used_seed()))
    }
}

impl fmt::Debug for Scripts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.all.lock().iter()).finish()
    }
}

impl AddedScript {
    /// What it does with a request, if it is one of those that it is for.
    fn turn(&self, request: &ScriptedRequest<'_>, now: SystemTime) -> Option<Turn> {
        let call = self.select(request, now)?;
        let count = || self.calls.fetch_add(1, Ordering::Relaxed);
        match &self.action {
            Action::Hold(gate) => {
                // The test may let it go as soon as it has arrived, and by then it counts.
                count();
                Some(Turn::Hold(gate.hold(request)))
            }
            Action::Reply(replies) => {
                let reply = replies.reply(request, call)?;
                count();
                Some(Turn::Reply(reply))
            }
        }
    }

    /// Which of the calls of this script the request is, from 0 on, if it is one.
    fn select(&self, request: &ScriptedRequest<'_>, now: SystemTime) -> Option<usize> {
        if let Some((nearness, why)) = self.on.mismatch(request) {
            if self.calls.load(Ordering::Relaxed) == 0 {
                let mut nearest = self.nearest.lock();
                let is_nearer = |nearest: &Nearest| nearness >= nearest.nearness;
                if nearest.as_ref().is_none_or(is_nearer) {
                    *nearest = Some(Nearest::of(request, nearness, why));
                }
            }
            return None;
        }
        let before = self.selected.fetch_add(1, Ordering::Relaxed);
        self.on.call(before, self.added, now)
    }

    fn state(&self) -> ScriptState {
        let (reply, is_hold) = match &self.action {
            Action::Reply(replies) => (replies.written(), false),
            Action::Hold(_) => (None, true),
        };
        let calls = self.calls.load(Ordering::Relaxed);
        let nearest = self.nearest.lock();
        let nearest = nearest.as_ref().filter(|_| calls == 0);
        ScriptState {
            id: self.id,
            on: self.on.clone(),
            reply,
            is_hold,
            calls,
            expected: self.expected(),
            nearest: nearest.map(ToString::to_string),
        }
    }

    /// There are not more replies than times.
    fn expected(&self) -> Option<usize> {
        self.action.count().or(self.on.expected_times())
    }

    fn unused(&self) -> Option<UnusedScript> {
        let calls = self.calls.load(Ordering::Relaxed);
        let expected = self.expected();
        (calls < expected.unwrap_or(1)).then(|| UnusedScript {
            on: self.on.to_string(),
            calls,
            expected,
            nearest: self.nearest.lock().clone(),
        })
    }
}

impl fmt::Debug for AddedScript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let calls = self.calls.load(Ordering::Relaxed);
        write!(f, "Script({}; {calls} calls)", self.on)
    }
}
