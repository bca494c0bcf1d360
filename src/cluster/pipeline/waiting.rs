//! Requests whose answers have to wait for what they ask for.

use std::fmt;
use std::time::{Duration, SystemTime};

use super::checks::Ended;
use super::present::{Begun, rendered_answer};
use super::{Answered, Decided};
use crate::cluster::shared::Shared;
use crate::endpoints::{Call, Context, Rendered, Step};
use crate::http::ErrorResponse;
use crate::model::Subject;

/// Does the next step.
pub(super) type CarryOn = Box<dyn FnMut(&mut Context<'_>) -> Result<Step, ErrorResponse> + Send>;

/// The least time that a step waits for.
const MOMENT: Duration = Duration::from_millis(1);

/// A request that has passed all checks, and is not done.
///
/// Who has received it waits, for the time or for a change of the cluster, and lets it go on then.
pub(crate) struct Waiting {
    begun: Begun,
    until: Option<SystemTime>,
    carry_on: CarryOn,
}

impl Waiting {
    pub(super) fn new(begun: Begun, until: Option<SystemTime>, carry_on: CarryOn) -> Self {
        Self {
            begun,
            until,
            carry_on,
        }
    }

    /// When it goes on, unless the cluster changes before; if time alone is enough.
    pub(crate) fn until(&self) -> Option<SystemTime> {
        self.until
    }

    /// Lets it go on, as soon as it could: a clock that a test moves may have passed that by far.
    pub(in crate::cluster) fn go_on(
        mut self: Box<Self>,
        shared: &Shared,
        call: &Call<'_>,
        now: SystemTime,
    ) -> Decided {
        let at = self.until.map_or(now, |until| until.min(now));
        let step = shared.look(call, Subject::Unchecked, at, |context| {
            (self.carry_on)(context)
        });
        let done = match step {
            Ok(Step::Wait(until)) => {
                let least = at.checked_add(MOMENT).unwrap_or(at);
                self.until = until.map(|until| if until > at { until } else { least });
                return Decided::Waiting(self);
            }
            Ok(Step::Done(rendered)) => Ok(rendered),
            Err(refusal) => Err(refusal),
        };
        shared.changed.notify();
        Decided::Answered(self.end(call, done))
    }

    /// What comes of it if nothing else happens meanwhile, and when. Where it waits for the hand of
    /// a test alone, that comes at once. The cluster stays as it is.
    pub(in crate::cluster) fn foresee(
        mut self,
        shared: &Shared,
        call: &Call<'_>,
        now: SystemTime,
    ) -> (Answered, SystemTime) {
        let mut future = shared.state.lock().foreseen();
        let mut latest = now;
        loop {
            // Time goes on, or this would have no end.
            let until = self.until.map_or(latest, |until| until.max(latest));
            if self.until.is_none() {
                future.deployments.settle(until);
            }
            latest = until.checked_add(MOMENT).unwrap_or(until);
            future.come_to(until);
            let mut context = future.context(shared, call, Subject::Unchecked, until);
            match (self.carry_on)(&mut context) {
                Ok(Step::Wait(later)) => self.until = later,
                Ok(Step::Done(rendered)) => return (self.end(call, Ok(rendered)), until),
                Err(refusal) => return (self.end(call, Err(refusal)), until),
            }
        }
    }

    fn end(self, call: &Call<'_>, done: Result<Rendered, ErrorResponse>) -> Answered {
        let presentation = &self.begun.presentation;
        let answer = done.map(|rendered| rendered_answer(rendered, call, presentation));
        self.begun.end(call, answer.map_err(Ended::from))
    }
}

impl fmt::Debug for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waiting")
            .field("seq", &self.begun.number.seq())
            .field("until", &self.until)
            .finish_non_exhaustive()
    }
}
