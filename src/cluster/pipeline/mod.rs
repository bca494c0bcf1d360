//! The way of a request to its answer.
//!
//! [`checks`] lists the reasons to refuse a request, in the order in which they are looked for, in
//! two parts: before the endpoint has understood the request, and after it. Then the endpoint does
//! what is asked.

mod checks;
#[cfg(test)]
mod tests;

use std::time::SystemTime;

use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode, header};

use super::Delivery;
use super::facade::{Shared, State};
use crate::contract::Verdict;
use crate::endpoints::{Call, Context, Handler, Judged, Visitor, judge};
use crate::http::{Answer, ErrorResponse, OPAQUE_ID, Presentation, warning};
use crate::journal::AnsweredBy;
use crate::model::{BUILD_HASH, Subject};
use crate::script::{Carrier, Disturbance};
use crate::xcontent::Exception;

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
pub(super) struct Decided {
    pub(super) verdict: Verdict,
    /// The number of the exchange.
    pub(super) seq: u64,
    pub(super) delivery: Delivery,
}

impl Visitor for Pipeline<'_> {
    type Output = Decided;

    fn visit<H: Handler>(self) -> Decided {
        let Judged { verdict, reading } = judge::<H>(self.call);
        let seq = self.shared.journal.next_number();
        if let Some((answered_by, answer)) = self.answered {
            return Decided {
                verdict,
                seq,
                delivery: Delivery {
                    answer: *answer,
                    answered_by,
                    disturbance: None,
                },
            };
        }
        let mut attempt = Attempt {
            shared: self.shared,
            call: self.call,
            at: self.at,
            carrier: self.carrier,
            verdict: &verdict,
            seq,
            presentation: Presentation::of(
                self.call.query().ok(),
                self.call.media_types.as_ref().ok(),
                H::SPEC.is_pretty,
            ),
            subject: Subject::Unchecked,
            answered_by: AnsweredBy::Fake,
            disturbance: None,
        };
        let decided = attempt.decide::<H>(reading);
        let answer = attempt.present(decided);
        let delivery = Delivery {
            answer,
            answered_by: attempt.answered_by,
            disturbance: attempt.disturbance,
        };
        Decided {
            verdict,
            seq,
            delivery,
        }
    }
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
    fn decide<H: Handler>(
        &mut self,
        body: Result<H::Body, Exception>,
    ) -> Result<Answer, ErrorResponse> {
        for (_, check) in &checks::BEFORE_PARSING {
            if let Some(answer) = check(self)? {
                return Ok(answer);
            }
        }
        let request = H::parse(self.call, body)?;
        for (_, check) in &checks::AFTER_PARSING {
            check(self, &request)?;
        }
        let State {
            deployments,
            renderer,
        } = &mut *self.shared.state.lock();
        let settings = &self.shared.settings;
        let rendered = H::carry_out(
            request,
            &mut Context {
                call: self.call,
                deployments,
                settling: settings.settling,
                inference_endpoints: &settings.inference_endpoints,
                renderer,
                now: self.at,
            },
        )?;
        let content_type = self.presentation.content_type.clone();
        let mut answer = Answer::new(StatusCode::OK, content_type, rendered.body);
        let number = self.call.dialect.number;
        let warnings = rendered.warnings.iter();
        let warnings = warnings.map(|text| warning(number, BUILD_HASH, text));
        answer.more_headers.extend(warnings);
        Ok(answer)
    }

    /// The answer as the request wants it written.
    fn present(&self, decided: Result<Answer, ErrorResponse>) -> Answer {
        let (call, presentation) = (self.call, &self.presentation);
        let mut answer = decided.unwrap_or_else(|refusal| {
            refusal.into_answer(presentation.content_type.clone(), call.trace())
        });
        if answer.is_rendered_here() {
            answer.body = presentation.present(answer.body, answer.status.as_u16() >= 400);
        }
        if call.method == Method::HEAD {
            let length = HeaderValue::from(answer.body.len());
            answer.more_headers.push((header::CONTENT_LENGTH, length));
            answer.body = Bytes::new();
        }
        if let Some(id) = call.headers.opaque_id {
            // A copy: the value itself would keep the connection's whole read buffer alive.
            let copy = HeaderValue::from_bytes(id.as_bytes()).ok();
            answer.more_headers.extend(copy.map(|id| (OPAQUE_ID, id)));
        }
        answer
    }
}
