//! The end of a request's way: its answer as the request wants it written.

use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode, header};

use super::Answered;
use super::checks::Ended;
use crate::cluster::Delivery;
use crate::contract::Verdict;
use crate::endpoints::{Call, Rendered};
use crate::http::{Answer, OPAQUE_ID, Presentation, warning};
use crate::journal::{AnsweredBy, Number};
use crate::model::BUILD_HASH;
use crate::script::Disturbance;

/// A request that has passed the checks, or was refused.
pub(super) struct Begun {
    pub(super) verdict: Verdict,
    pub(super) number: Number,
    pub(super) presentation: Presentation,
    pub(super) answered_by: AnsweredBy,
    pub(super) disturbance: Option<Box<Disturbance>>,
}

impl Begun {
    pub(super) fn end(self, call: &Call<'_>, decided: Result<Answer, Ended>) -> Answered {
        let delivery = Delivery {
            answer: present(decided, call, &self.presentation),
            answered_by: self.answered_by,
            disturbance: self.disturbance,
        };
        Answered {
            verdict: self.verdict,
            number: self.number,
            delivery,
        }
    }
}

/// The answer of an endpoint that has done what was asked.
pub(super) fn rendered_answer(
    rendered: Rendered,
    call: &Call<'_>,
    presentation: &Presentation,
) -> Answer {
    let content_type = presentation.content_type.clone();
    let mut answer = Answer::new(StatusCode::OK, content_type, rendered.body);
    let number = call.dialect.number;
    let warnings = rendered.warnings.iter();
    let warnings = warnings.map(|text| warning(number, BUILD_HASH, text));
    answer.more_headers.extend(warnings);
    answer
}

/// The answer as the request wants it written.
fn present(decided: Result<Answer, Ended>, call: &Call<'_>, presentation: &Presentation) -> Answer {
    let mut answer = decided.unwrap_or_else(|ended| match ended {
        Ended::Answered(answer) => *answer,
        Ended::Refused(refusal) => {
            refusal.into_answer(presentation.content_type.clone(), call.trace())
        }
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
