//! From a request that has arrived to its answer, and to the record of both.

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use bytes::Bytes;

use super::pipeline::{Answered, Decided, Pipeline, Waiting};
use super::{Cluster, Delivery, Incoming};
use crate::endpoints::Call;
use crate::http::{Answer, Headers, decode};
use crate::journal::{Exchange, RecordedRequest};
use crate::script::{Carrier, Hold};
use crate::time::Signal;

/// The longest body of a request to a cluster without a listener, decompressed: 100 MiB.
const LONGEST_BODY: usize = 100 << 20;

impl Cluster {
    /// Answers a request that arrived at `now`, and records both.
    ///
    /// An answer that a server gives only after a while, such as that of a start, is given at once,
    /// as it will be if nothing else happens meanwhile.
    ///
    /// A script that delays the answer, keeps it back or breaks the connection cannot do so here:
    /// the answer is 500 then, and [`verify`](Self::verify) says why.
    pub fn handle(&self, request: &http::Request<Bytes>, now: SystemTime) -> Answer {
        self.answer_for(Carrier::Return, request, now).answer
    }

    /// The same for a carrier that can do more to the answer.
    pub(crate) fn answer_for(
        &self,
        carrier: Carrier,
        request: &http::Request<Bytes>,
        now: SystemTime,
    ) -> Delivery {
        let headers = Headers::of(request.headers());
        let mut incoming = Incoming {
            request,
            headers: &headers,
            body: decode(headers.content_encoding, request.body(), LONGEST_BODY),
            at: now,
            http_node: None,
            answered: None,
            carrier,
        };
        let took = || Duration::ZERO;
        match self.receive(&mut incoming, took) {
            Ok(delivery) => delivery,
            Err(waiting) => self.foresee(*waiting, &incoming, took),
        }
    }

    /// Answers a request, and records both, unless it has to wait. `took` is asked when the answer
    /// is ready.
    pub(crate) fn receive(
        &self,
        incoming: &mut Incoming<'_>,
        took: impl FnOnce() -> Duration,
    ) -> Result<Delivery, Box<Waiting>> {
        let answered = incoming.answered.take();
        let call = self.call(incoming);
        let decided = call.endpoint().visit(Pipeline {
            shared: &self.shared,
            call: &call,
            at: incoming.at,
            answered,
            carrier: incoming.carrier,
        });
        self.record(decided, incoming, &call, took)
    }

    /// Lets a request go on that has waited until `now`.
    pub(crate) fn go_on(
        &self,
        waiting: Box<Waiting>,
        incoming: &Incoming<'_>,
        now: SystemTime,
        took: impl FnOnce() -> Duration,
    ) -> Result<Delivery, Box<Waiting>> {
        let call = self.call(incoming);
        let decided = waiting.go_on(&self.shared, &call, now);
        self.record(decided, incoming, &call, took)
    }

    /// Answers a request whose client is gone, or that cannot wait, as it will be answered if
    /// nothing else happens meanwhile. A carrier that can delay the answer does.
    pub(crate) fn foresee(
        &self,
        waiting: Waiting,
        incoming: &Incoming<'_>,
        took: impl FnOnce() -> Duration,
    ) -> Delivery {
        let call = self.call(incoming);
        let (mut answered, until) = waiting.foresee(&self.shared, &call, incoming.at);
        if incoming.carrier == Carrier::MockServer {
            let delay = until.duration_since(incoming.at).unwrap_or_default();
            let disturbance = answered.delivery.disturbance.get_or_insert_default();
            disturbance.delay = Some(disturbance.delay.unwrap_or_default().max(delay));
        }
        self.record_answered(answered, incoming, &call, took)
    }

    /// What the requests that wait may wait for.
    pub(crate) fn changed(&self) -> &Signal {
        &self.shared.changed
    }

    fn call<'r>(&self, incoming: &'r Incoming<'r>) -> Call<'r> {
        let body = incoming.body.as_ref();
        let body = body.map(Cow::as_ref).map_err(|problem| *problem);
        let dialect = self.edition().dialect();
        Call::of(incoming.request, incoming.headers, body, dialect)
    }

    fn record(
        &self,
        decided: Decided,
        incoming: &Incoming<'_>,
        call: &Call<'_>,
        took: impl FnOnce() -> Duration,
    ) -> Result<Delivery, Box<Waiting>> {
        match decided {
            Decided::Waiting(waiting) => Err(waiting),
            Decided::Answered(answered) => Ok(self.record_answered(answered, incoming, call, took)),
        }
    }

    fn record_answered(
        &self,
        mut answered: Answered,
        incoming: &Incoming<'_>,
        call: &Call<'_>,
        took: impl FnOnce() -> Duration,
    ) -> Delivery {
        let answer = answered.delivery.answer.clone();
        let number = answered.number;
        let exchange = self.shared.journal.record(number, |memory| Exchange {
            seq: number.seq(),
            scope: self.shared.settings.scope.clone(),
            at: incoming.at,
            took: took(),
            http_node: incoming.http_node,
            edition: self.edition(),
            endpoint: call.endpoint(),
            answered_by: answered.delivery.answered_by,
            request: RecordedRequest::of(call, incoming.request.body(), memory),
            format: call.body_format(),
            verdict: answered.verdict,
            answer,
        });
        if let Some(disturbance) = &mut answered.delivery.disturbance {
            disturbance.holds.iter_mut().for_each(Hold::arrive);
        }
        if let Some(observer) = &self.shared.settings.observer {
            observer(&exchange);
        }
        answered.delivery
    }
}
