//! The way of a request to its answer.
//!
//! [`checks`] lists the reasons to refuse a request, in the order in which they are looked for, in
//! two parts: before the endpoint has understood the request, and after it. Then the endpoint does
//! what is asked.

mod checks;
mod present;
#[cfg(test)]
mod tests;
mod waiting;

use std::time::SystemTime;

use super::Delivery;
use super::shared::Shared;
use crate::contract::Verdict;
use crate::endpoints::{Call, Handler, Judged, Step, Visitor, judge};
use crate::http::{Answer, Presentation};
use crate::journal::{AnsweredBy, Number};
use crate::model::Subject;
use crate::script::{Carrier, Disturbance};
use crate::xcontent::Exception;
use checks::Ended;
use present::{Begun, rendered_answer};
use waiting::CarryOn;
pub(crate) use waiting::Waiting;

/// A request at the beginning of its way.
pub(super) struct Pipeline<'p> {
    pub(super) shared: &'p Shared,
    pub(super) call: &'p Call<'p>,
    /// When the request arrived.
    pub(super) at: SystemTime,
    /// The answer of something in between, past which the request does not get.
    pub(super) answered: Option<(AnsweredBy, Box<Answer>)>,
    /// What takes the answer back.
    pub(super) carrier: Carrier,
}

/// What came of a request.
pub(super) enum Decided {
    Answered(Answered),
    /// Nothing yet.
    Waiting(Box<Waiting>),
}

/// An answer, to be recorded and delivered.
pub(super) struct Answered {
    pub(super) verdict: Verdict,
    /// That of the exchange.
    pub(super) number: Number,
    pub(super) delivery: Delivery,
}

impl Visitor for Pipeline<'_> {
    type Output = Decided;

    fn visit<H: Handler>(self) -> Decided {
        let Judged { verdict, reading } = judge::<H>(self.call);
        let number = self.shared.journal.next_number();
        if let Some((answered_by, answer)) = self.answered {
            return Decided::Answered(Answered {
                verdict,
                number,
                delivery: Delivery {
                    answer: *answer,
                    answered_by,
                    disturbance: None,
                },
            });
        }
        let mut attempt = Attempt {
            shared: self.shared,
            call: self.call,
            at: self.at,
            verdict: &verdict,
            seq: number.seq(),
            presentation: Presentation::of(
                self.call.query().ok(),
                self.call.media_types.as_ref().ok(),
                H::SPEC.is_pretty,
            ),
            subject: Subject::Unchecked,
            answered_by: AnsweredBy::Fake,
            disturbance: None,
            carrier: self.carrier,
        };
        let decided = attempt.decide::<H>(reading);
        let Attempt {
            presentation,
            answered_by,
            disturbance,
            ..
        } = attempt;
        let begun = |verdict| Begun {
            verdict,
            number,
            presentation,
            answered_by,
            disturbance,
        };
        match decided {
            Ok(Outcome::Wait(until, carry_on)) => {
                let waiting = Waiting::new(begun(verdict), until, carry_on);
                Decided::Waiting(Box::new(waiting))
            }
            Ok(Outcome::Answer(answer)) => {
                Decided::Answered(begun(verdict).end(self.call, Ok(answer)))
            }
            Err(ended) => Decided::Answered(begun(verdict).end(self.call, Err(ended))),
        }
    }
}

/// What the checks have made of a request.
enum Outcome {
    Answer(Answer),
    Wait(Option<SystemTime>, CarryOn),
}

/// A request on its way, with what is known so far.
struct Attempt<'p> {
    shared: &'p Shared,
    call: &'p Call<'p>,
    at: SystemTime,
    carrier: Carrier,
    verdict: &'p Verdict,
    seq: u64,
    /// How the answer is to be written.
    presentation: Presentation,
    /// Who asks. Known from authentication on.
    subject: Subject<'p>,
    answered_by: AnsweredBy,
    /// What scripts do to the answer on its way.
    disturbance: Option<Box<Disturbance>>,
}

impl Attempt<'_> {
    /// Lets the request pass all checks, and does what it asks for.
    fn decide<H: Handler>(&mut self, body: Result<H::Body, Exception>) -> Result<Outcome, Ended> {
        checks::before_parsing(self)?;
        let mut request = H::parse(self.call, body)?;
        checks::after_parsing(self, &request)?;
        let step = self
            .shared
            .work(self.call, self.subject, self.at, |context| {
                H::carry_out(&mut request, context)
            });
        match step? {
            Step::Done(rendered) => {
                let answer = rendered_answer(rendered, self.call, &self.presentation);
                Ok(Outcome::Answer(answer))
            }
            Step::Wait(until) => {
                let carry_on: CarryOn =
                    Box::new(move |context| H::carry_out(&mut request, context));
                Ok(Outcome::Wait(until, carry_on))
            }
        }
    }
}
