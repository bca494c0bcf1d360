//! From a request to its answer. Which checks stand between the two says [`checks`].

use std::borrow::Cow;
use std::time::SystemTime;

use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode, header};

use super::answer::OPAQUE_ID;
use super::checks::{self, Attempt};
use super::presentation::Presentation;
use super::query::Query;
use super::refusal::{Exception, Trace};
use super::routes::{self, Routed};
use super::{Answer, BodyProblem, Endpoint, Headers, MediaTypes, Refusal, info, update};
use crate::arena::Arena;
use crate::cluster::{Conditions, Deployments, Dialect, Settings};
use crate::contract::{self, JudgedBody, Surroundings, Verdict};
use crate::formats::Format;
use crate::journal::AnsweredBy;
use crate::script::{Scripted, Scripts, Travel};

/// A request, taken apart as far as that takes no knowledge of the cluster.
///
/// What is wrong with its parts is kept with them: which of several wrongs is reported is a matter of order.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(super) method: &'a Method,
    /// The path as it was sent.
    path: &'a str,
    /// Path and query as they were sent.
    pub(super) uri: &'a str,
    pub(super) headers: &'a Headers<'a>,
    pub(super) query: Result<Query<'a>, Exception>,
    pub(super) media_types: Result<MediaTypes, Refusal>,
    pub(super) body: Result<Cow<'a, [u8]>, BodyProblem>,
    pub(crate) routed: Routed<'a>,
    /// What scripts do with the request.
    pub(super) scripted: Scripted,
    /// Whether it was a script that answered.
    is_scripted: bool,
    /// The body of an update, judged and read. To be taken once.
    pub(super) update: Option<JudgedBody>,
}

impl<'a> Call<'a> {
    pub(crate) fn of(
        request: &'a http::Request<Bytes>,
        headers: &'a Headers<'a>,
        body: Result<Cow<'a, [u8]>, BodyProblem>,
        dialect: &'static Dialect,
    ) -> Self {
        let (method, uri) = (request.method(), request.uri());
        let routed = Routed::of(method, uri.path());
        let bytes: &[u8] = body.as_deref().unwrap_or_default();
        let media_types = MediaTypes::of(headers, !bytes.is_empty(), dialect.major());
        let format = media_types.as_ref().ok().and_then(MediaTypes::body_format);
        let update = (routed.endpoint() == Endpoint::Update)
            .then(|| JudgedBody::in_dialect(format.unwrap_or(Format::Json), bytes, dialect));
        Self {
            method,
            path: uri.path(),
            uri: uri.path_and_query().map_or("/", |target| target.as_str()),
            headers,
            query: Query::parse(uri.query()),
            media_types,
            body,
            routed,
            scripted: Scripted::default(),
            is_scripted: false,
            update,
        }
    }

    /// The judgement by the contract. To be taken once.
    pub(crate) fn judge(&mut self) -> Verdict {
        if let Err(problem) = self.body {
            return contract::judge_incomplete(problem.describe());
        }
        let around = Surroundings {
            query: self.query.as_ref(),
            content_type: self.media_types.as_ref().map(MediaTypes::body),
            has_body: !self.body().is_empty(),
        };
        match (&self.routed, &mut self.update) {
            (Routed::UnknownPath, _) => contract::judge_unknown_path(),
            // Asking what a path takes breaks nothing.
            (Routed::WrongMethod { .. }, _) if self.method == Method::OPTIONS => {
                Verdict::conforming()
            }
            (Routed::WrongMethod { allow }, _) => contract::judge_wrong_method(allow),
            (Routed::To { .. }, Some(update)) => {
                contract::judge_update(std::mem::take(&mut update.verdict), &around)
            }
            (Routed::To { .. }, None) => contract::judge_bodiless(&around),
        }
    }

    /// The body after decompression, if it arrived whole.
    pub(crate) fn decoded_body(&self) -> Option<&[u8]> {
        self.body.as_deref().ok()
    }

    /// The body, empty if it could not be received.
    pub(super) fn body(&self) -> &[u8] {
        self.body.as_deref().unwrap_or_default()
    }

    /// Whether the answer is to show where an error comes from.
    fn trace(&self) -> Trace {
        let is_asked_for = |query: &Query<'_>| query.flag("error_trace", false) == Ok(true);
        match self.query.as_ref().is_ok_and(is_asked_for) {
            true => Trace::Shown,
            false => Trace::Hidden,
        }
    }

    pub(super) fn decoded_path(&self) -> Cow<'a, str> {
        routes::percent_decode(self.path)
    }

    /// The refusal of a body where none is wanted (reference, section 1.1).
    pub(super) fn refuse_body(&self) -> Result<(), Exception> {
        if self.body().is_empty() {
            return Ok(());
        }
        Err(Exception::illegal_argument(format!(
            "request [{} {}] does not support having a body",
            self.method,
            self.decoded_path()
        )))
    }
}

/// The part of the cluster that answers depend on.
#[derive(Debug)]
pub(crate) struct State<'c> {
    pub(crate) settings: &'c Settings,
    pub(crate) deployments: &'c mut Deployments,
    pub(crate) scripts: &'c mut Scripts,
    /// For the body of the answer.
    pub(crate) memory: &'c mut Arena,
    /// The number that the exchange will have.
    pub(crate) seq: u64,
    pub(crate) conditions: Conditions,
    /// When the request arrived.
    pub(crate) now: SystemTime,
}

/// An answer, where it came from, and how it is to travel.
#[derive(Debug)]
pub(crate) struct Responded {
    pub(crate) answer: Answer,
    pub(crate) answered_by: AnsweredBy,
    pub(crate) travel: Option<Box<Travel>>,
}

impl Responded {
    /// Something before the cluster has answered.
    pub(crate) fn turned_back(answer: Answer) -> Self {
        Self {
            answer,
            answered_by: AnsweredBy::Fake,
            travel: None,
        }
    }
}

/// Answers a request.
pub(crate) fn respond(call: &mut Call<'_>, verdict: &Verdict, state: State<'_>) -> Responded {
    let presentation = Presentation::of(
        call.query.as_ref().ok(),
        call.media_types.as_ref().ok(),
        call.routed.endpoint(),
    );
    let mut answer = match decide(call, verdict, state, &presentation.content_type) {
        Ok(answer) => answer,
        Err(refusal) => refusal.into_answer(presentation.content_type.clone(), call.trace()),
    };
    if answer.is_rendered_here() {
        answer.body = presentation.present(answer.body, answer.status.as_u16() >= 400);
    }
    if call.method == Method::HEAD {
        let length = HeaderValue::from(answer.body.len());
        answer.more_headers.push((header::CONTENT_LENGTH, length));
        answer.body = Bytes::new();
    }
    if let Some(id) = call.headers.opaque_id {
        // A copy of the bytes: the value itself would keep the whole read buffer of the connection alive.
        answer.more_headers.extend(
            HeaderValue::from_bytes(id.as_bytes())
                .ok()
                .map(|id| (OPAQUE_ID, id)),
        );
    }
    Responded {
        answer,
        answered_by: match call.is_scripted {
            true => AnsweredBy::Script,
            false => AnsweredBy::Fake,
        },
        travel: call.scripted.travel.take(),
    }
}

/// Lets the request pass all checks, and answers it.
fn decide(
    call: &mut Call<'_>,
    verdict: &Verdict,
    state: State<'_>,
    content_type: &HeaderValue,
) -> Result<Answer, Refusal> {
    let mut attempt = Attempt::of(call, verdict, state, content_type);
    checks::pass(&mut attempt)?;
    if let Some(answer) = attempt.call.scripted.answer.take() {
        attempt.call.is_scripted = true;
        return Ok(answer);
    }
    match &attempt.call.routed {
        Routed::To { endpoint, .. } if *endpoint == Endpoint::Update => {
            update::answer(&mut attempt, content_type)
        }
        Routed::To { .. } => Ok(info::answer(&attempt, content_type)),
        Routed::WrongMethod { allow } => Ok(options(allow)),
        Routed::UnknownPath => Err(routes::no_handler(attempt.call.method, attempt.call.uri)),
    }
}

/// `OPTIONS` on a path that exists (reference, section 4.4).
fn options(allow: &'static str) -> Answer {
    let text = HeaderValue::from_static("text/plain; charset=UTF-8");
    Answer::new(StatusCode::OK, text, Bytes::new())
        .with_header(header::ALLOW, HeaderValue::from_static(allow))
}
