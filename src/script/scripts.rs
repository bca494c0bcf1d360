//! The scripts of a cluster, and which of them a request meets.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use super::chance::Chance;
use super::hold::Gate;
use super::panics::Panics;
use super::unused::{Nearest, UnusedScript, UnusedScripts};
use super::{Asked, Hold, On, Replies, Reply, Travel};
use crate::api::Answer;

/// All scripts of a cluster, in the order in which they were added.
#[derive(Debug)]
pub(crate) struct Scripts {
    all: Vec<Script>,
    /// Of scripts that were removed, those that had not been used.
    unused: Vec<UnusedScript>,
    next_id: u64,
    seed: u64,
    chance: Chance,
    has_used_chance: bool,
    panics: Panics,
}

struct Script {
    id: u64,
    on: On,
    does: Does,
    added: SystemTime,
    /// How many requests it selected, and how many of them it had a reply for.
    selected: usize,
    calls: Arc<AtomicUsize>,
    nearest: Option<Nearest>,
}

enum Does {
    Reply(Box<dyn Replies>),
    Hold(Arc<Gate>),
}

/// What a script does with one request.
enum Turn {
    Reply(Reply),
    Hold(Hold),
}

impl std::fmt::Debug for Script {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let calls = self.calls.load(Ordering::Relaxed);
        write!(f, "Script({}; {calls} calls)", self.on)
    }
}

/// What the scripts do with a request.
#[derive(Debug, Default)]
pub(crate) struct Scripted {
    pub(crate) answer: Option<Answer>,
    pub(crate) travel: Option<Box<Travel>>,
}

impl Scripted {
    fn travel(&mut self) -> &mut Travel {
        self.travel.get_or_insert_default()
    }

    fn hold(&mut self, hold: Hold) {
        self.travel().holds.push(hold);
    }

    fn delay(&mut self, delay: Duration) {
        let travel = self.travel();
        travel.delay = Some(travel.delay.unwrap_or_default() + delay);
    }
}

impl Scripts {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            all: Vec::new(),
            unused: Vec::new(),
            next_id: 0,
            seed,
            chance: Chance::from_seed(seed),
            has_used_chance: false,
            panics: Panics::default(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The seed, if anything has depended on it.
    pub(crate) fn used_seed(&self) -> Option<u64> {
        self.has_used_chance.then_some(self.seed)
    }

    pub(crate) fn add(
        &mut self,
        on: On,
        replies: Box<dyn Replies>,
        now: SystemTime,
    ) -> (u64, Arc<AtomicUsize>) {
        self.push(on, Does::Reply(replies), now)
    }

    pub(crate) fn add_gate(&mut self, on: On, gate: Arc<Gate>, now: SystemTime) -> u64 {
        self.push(on, Does::Hold(gate), now).0
    }

    fn push(&mut self, on: On, does: Does, added: SystemTime) -> (u64, Arc<AtomicUsize>) {
        let calls = Arc::new(AtomicUsize::new(0));
        self.next_id += 1;
        self.all.push(Script {
            id: self.next_id,
            on,
            does,
            added,
            selected: 0,
            calls: Arc::clone(&calls),
            nearest: None,
        });
        (self.next_id, calls)
    }

    /// Removes a script. If it was never used, that is not forgotten.
    pub(crate) fn remove(&mut self, id: u64) {
        if let Some(at) = self.all.iter().position(|script| script.id == id) {
            self.unused.extend(self.all.remove(at).unused());
        }
    }

    /// Removes all scripts, used or not.
    pub(crate) fn clear(&mut self) {
        self.all.clear();
        self.unused.clear();
    }

    /// Asks the scripts one after the other. Delays and holds add up; the first that answers, or breaks the wire, is the last that is asked.
    pub(crate) fn ask(&mut self, asked: &Asked<'_>, now: SystemTime) -> Scripted {
        let mut scripted = Scripted::default();
        for script in &mut self.all {
            // A closure may panic, most likely in an assertion. The cluster has not changed anything for this request so far.
            let reply = match catch_unwind(AssertUnwindSafe(|| script.turn(asked, now))) {
                Ok(None) => continue,
                Ok(Some(Turn::Hold(hold))) => {
                    scripted.hold(hold);
                    continue;
                }
                Ok(Some(Turn::Reply(reply))) => reply,
                Err(panic) => {
                    script.calls.fetch_add(1, Ordering::Relaxed);
                    self.panics.add(&script.on, asked, &*panic)
                }
            };
            if let Some(delay) = reply.delay {
                self.has_used_chance |= delay.is_random();
                scripted.delay(delay.sample(&mut self.chance));
            }
            if let Some(fault) = reply.fault {
                scripted.travel().fault = Some(fault);
            }
            if reply.is_final() {
                scripted.answer = reply.answer(asked);
                break;
            }
        }
        scripted
    }

    /// What closures have panicked with. What this has reported, that does not report again.
    pub(crate) fn take_panics(&mut self) -> Option<Panics> {
        let panics = std::mem::take(&mut self.panics);
        (!panics.is_empty()).then_some(panics)
    }

    /// The scripts that were not used, or not as often as they were to be. What this has reported, that does not report again.
    pub(crate) fn take_unused(&mut self) -> Option<UnusedScripts> {
        let mut scripts = std::mem::take(&mut self.unused);
        for script in &mut self.all {
            scripts.extend(script.unused());
            script.nearest = None;
        }
        if scripts.is_empty() {
            return None;
        }
        self.all.clear();
        Some(UnusedScripts::of(scripts, self.used_seed()))
    }
}

impl Script {
    /// What it does with a request, if it is one of those that it is for.
    fn turn(&mut self, asked: &Asked<'_>, now: SystemTime) -> Option<Turn> {
        if !self.selects(asked, now) {
            return None;
        }
        let call = self.calls.load(Ordering::Relaxed);
        let turn = match &self.does {
            Does::Hold(gate) => Turn::Hold(gate.hold(asked)),
            Does::Reply(replies) => Turn::Reply(replies.reply(asked, call)?),
        };
        self.calls.store(call + 1, Ordering::Relaxed);
        Some(turn)
    }

    fn selects(&mut self, asked: &Asked<'_>, now: SystemTime) -> bool {
        if let Some((nearness, why)) = self.on.mismatch(asked) {
            let is_nearer = |nearest: &Nearest| nearness >= nearest.nearness;
            if self.calls.load(Ordering::Relaxed) == 0
                && self.nearest.as_ref().is_none_or(is_nearer)
            {
                self.nearest = Some(Nearest::of(asked, nearness, why));
            }
            return false;
        }
        let before = self.selected;
        self.selected += 1;
        self.on.is_due(before, self.added, now)
    }

    fn unused(&self) -> Option<UnusedScript> {
        let calls = self.calls.load(Ordering::Relaxed);
        let length = match &self.does {
            Does::Reply(replies) => replies.count(),
            Does::Hold(_) => None,
        };
        let expected = match (self.on.expected_times(), length) {
            (Some(times), Some(length)) => Some(times.min(length)),
            (times, length) => times.or(length),
        };
        (calls < expected.unwrap_or(1)).then(|| UnusedScript {
            on: self.on.to_string(),
            calls,
            expected,
            nearest: self.nearest.clone(),
        })
    }
}
