//! The judgement of requests, and what a server would say to those that breach the contract.

use std::time::SystemTime;

use bytes::Bytes;
use es_ml_fake::contract::{Advice, Verdict, Violation};
use es_ml_fake::security::redact;
use es_ml_fake::{DOCUMENTED_DEPLOYMENT, Deployment, Edition, FakeCluster, Model};
use http::StatusCode;
use percent_encoding::percent_decode_str;

use super::findings::{Advised, Breach, Judged, Place, PlacedAdvice, PlacedViolation, Unit};
use super::position::Span;
use super::request::{Asked, Odd, Prefix, Target};
use super::spot::Spot;

/// By what everything is judged.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) edition: Edition,
    pub(super) prefixes: Vec<Prefix>,
    /// How many of a file's requests in breach are listed at most.
    pub(super) max_listed: usize,
}

/// Where a spot is in the file, if it is inside a body.
pub(super) type Locate<'l> = &'l dyn Fn(Spot<'_>) -> Option<Span>;

/// Judges the requests of one file.
pub(super) struct Judge<'s> {
    settings: &'s Settings,
    judged: Judged,
}

impl<'s> Judge<'s> {
    pub(super) fn new(settings: &'s Settings) -> Self {
        Self {
            settings,
            judged: Judged::default(),
        }
    }

    pub(super) fn finish(self) -> Judged {
        self.judged
    }

    /// The request line of what is to this API. Everything else is counted, and left out.
    pub(super) fn asked(&mut self, method: &str, url: &str) -> Result<Option<Asked>, Odd> {
        match Target::of(method, url, &self.settings.prefixes)? {
            Target::Api(asked) => return Ok(Some(asked)),
            Target::Other => {}
            Target::Behind(prefix) => {
                self.judged.prefix_hint = Some(redact(&prefix).into_owned());
            }
        }
        self.judged.skipped += 1;
        Ok(None)
    }

    /// Judges a request.
    pub(super) fn request(
        &mut self,
        place: Place,
        request: &http::Request<Bytes>,
        locate: Locate<'_>,
    ) {
        self.add(place, request, locate, |_| true);
    }

    /// Judges a request whose format is that of the file rather than that of what was sent.
    pub(super) fn request_in_any_format(
        &mut self,
        place: Place,
        request: &http::Request<Bytes>,
        locate: Locate<'_>,
    ) {
        self.add(place, request, locate, |violation| {
            violation.keyword() != "content-type"
        });
    }

    fn add(
        &mut self,
        place: Place,
        request: &http::Request<Bytes>,
        locate: Locate<'_>,
        counts: impl Fn(&&Violation) -> bool,
    ) {
        let verdict = Verdict::of_request_in(request, self.settings.edition);
        if let Some(api) = verdict.outside() {
            let (unit, number) = (place.unit.name(), place.number);
            let outside = &mut self.judged.outside;
            return outside.add(format_args!("{unit} {number}: {api}"));
        }
        self.judged.checked += 1;
        self.add_advice(&place, verdict.advice(), locate);
        let violations: Vec<_> = verdict.violations().iter().filter(counts).collect();
        if violations.is_empty() {
            return;
        }
        let status = status_of_answer(self.settings.edition, request).as_u16();
        let silent = status < 400;
        self.judged.count_breach(violations.len(), silent);
        self.judged
            .list_breach(self.settings.max_listed, || Breach {
                place,
                silent,
                status,
                violations: violations
                    .iter()
                    .map(|&violation| PlacedViolation::of(violation, locate(violation.into())))
                    .collect(),
            });
    }

    fn add_advice(&mut self, place: &Place, advice: &[Advice], locate: Locate<'_>) {
        if advice.is_empty() {
            return;
        }
        let placed = |advice: &Advice| PlacedAdvice {
            span: locate(advice.into()),
            advice: advice.clone(),
        };
        self.judged
            .list_advice(self.settings.max_listed, || Advised {
                place: place.clone(),
                advice: advice.iter().map(placed).collect(),
            });
    }

    /// Notes a request that cannot be judged.
    pub(super) fn odd(&mut self, unit: Unit, number: usize, odd: &Odd) {
        let place = format!("{} {number}", unit.name());
        match odd {
            Odd::Unreadable(problem) => {
                self.judged
                    .unreadable
                    .add(format_args!("{place}: {problem}"));
            }
            Odd::NotRecorded(reason) => {
                self.judged
                    .not_recorded
                    .add(format_args!("{place}: {reason}"));
            }
        }
    }

    /// Notes that the rest of the file cannot be read.
    pub(super) fn unreadable(&mut self, problem: &str) {
        self.judged.unreadable.add(problem);
    }
}

/// What a server of the edition answers that has what the request is about: nothing, or the model,
/// or the deployment.
fn status_of_answer(edition: Edition, request: &http::Request<Bytes>) -> StatusCode {
    let cluster = FakeCluster::builder().edition(edition).build();
    let ask = || cluster.handle(request, SystemTime::now()).status();
    let mut status = ask();
    let Some(id) = named(request).filter(|id| can_be_id(id)) else {
        return status;
    };
    if status == StatusCode::NOT_FOUND {
        cluster.put_model(Model::pytorch(id.as_str()));
        status = ask();
    }
    if status == StatusCode::NOT_FOUND {
        cluster.put_deployment(Deployment::started(id));
        status = ask();
    }
    status
}

/// The model or deployment in the path, which is not the documented one.
fn named(request: &http::Request<Bytes>) -> Option<String> {
    let mut segments = request
        .uri()
        .path()
        .split('/')
        .filter(|segment| !segment.is_empty());
    let id = segments.nth(2)?;
    let id = percent_decode_str(id).decode_utf8_lossy().into_owned();
    (id != DOCUMENTED_DEPLOYMENT).then_some(id)
}

/// Whether there can be a deployment of this id.
fn can_be_id(id: &str) -> bool {
    !["", ".", ".."].contains(&id) && !id.contains(['/', '\\', '\0'])
}
