//! What a journal keeps.

use std::collections::VecDeque;
use std::sync::Arc;

use super::{BreachReport, Exchange, Number};
use crate::endpoints::Endpoint;
use crate::text::BytesArena;

/// How much a journal keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct JournalLimits {
    pub(crate) exchanges: usize,
    pub(crate) bytes: usize,
}

impl Default for JournalLimits {
    fn default() -> Self {
        Self {
            exchanges: 10_000,
            bytes: 64 * 1024 * 1024,
        }
    }
}

/// The newest exchanges, and the counts of all.
#[derive(Debug)]
pub(crate) struct Records {
    limits: JournalLimits,
    /// How often it was reset.
    run: u64,
    /// Ordered by number.
    kept: VecDeque<Arc<Exchange>>,
    kept_bytes: usize,
    total: u64,
    /// By the position of the endpoint.
    counts: Vec<Count>,
    pub(super) silent_breaches: BreachReport,
    pub(super) refused_breaches: BreachReport,
    /// For what is copied of requests.
    memory: BytesArena,
}

/// How many exchanges of a kind there were, and how many of them are forgotten.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) total: u64,
    pub(crate) dropped: u64,
}

impl Records {
    pub(super) fn new(limits: JournalLimits) -> Self {
        Self {
            limits,
            run: 0,
            kept: VecDeque::new(),
            kept_bytes: 0,
            total: 0,
            counts: Vec::new(),
            silent_breaches: BreachReport::of_silent(),
            refused_breaches: BreachReport::of_refused(),
            memory: BytesArena::default(),
        }
    }

    /// Forgets everything.
    pub(super) fn reset(&mut self, run: u64) {
        *self = Self {
            run,
            ..Self::new(self.limits)
        };
    }

    pub(super) fn record(
        &mut self,
        number: Number,
        make: impl FnOnce(&mut BytesArena) -> Exchange,
    ) -> Arc<Exchange> {
        let exchange = Arc::new(make(&mut self.memory));
        if number.run() != self.run {
            return exchange;
        }
        self.total += 1;
        self.count_mut(exchange.endpoint).total += 1;
        if exchange.is_silent_breach() {
            self.silent_breaches.add(&exchange);
        } else if exchange.is_refused_breach() {
            self.refused_breaches.add(&exchange);
        }
        self.kept_bytes += exchange.size();
        self.keep(Arc::clone(&exchange));
        self.forget_oldest();
        exchange
    }

    /// Several threads may record at once, so that an earlier number can come a little later.
    fn keep(&mut self, exchange: Arc<Exchange>) {
        let is_earlier = |kept: &Arc<Exchange>| kept.seq < exchange.seq;
        if self.kept.back().is_none_or(is_earlier) {
            return self.kept.push_back(exchange);
        }
        let place = self.kept.partition_point(is_earlier);
        self.kept.insert(place, exchange);
    }

    fn forget_oldest(&mut self) {
        while self.kept.len() > self.limits.exchanges || self.kept_bytes > self.limits.bytes {
            let Some(oldest) = self.kept.pop_front() else {
                return;
            };
            self.kept_bytes -= oldest.size();
            self.count_mut(oldest.endpoint).dropped += 1;
        }
    }

    fn count_mut(&mut self, endpoint: Endpoint) -> &mut Count {
        let position = endpoint as usize;
        if self.counts.len() <= position {
            self.counts.resize(position + 1, Count::default());
        }
        &mut self.counts[position]
    }

    pub(crate) fn exchanges(&self) -> impl DoubleEndedIterator<Item = &Arc<Exchange>> {
        self.kept.iter()
    }

    /// How often it was reset.
    pub(crate) fn run(&self) -> u64 {
        self.run
    }

    pub(crate) fn silent_breaches(&self) -> &BreachReport {
        &self.silent_breaches
    }

    pub(crate) fn refused_breaches(&self) -> &BreachReport {
        &self.refused_breaches
    }

    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    pub(crate) fn dropped(&self) -> u64 {
        self.total - self.kept.len() as u64
    }

    /// How many exchanges there were with an endpoint.
    pub(crate) fn count(&self, endpoint: Endpoint) -> Count {
        let count = self.counts.get(endpoint as usize);
        count.copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::super::{AnsweredBy, RecordedRequest};
    use super::*;
    use crate::contract::Verdict;
    use crate::endpoints::Call;
    use crate::http::{Answer, Headers, JSON};
    use crate::model::Edition;
    use crate::xcontent::Format;

    fn records(exchanges: usize, bytes: usize) -> Records {
        Records::new(JournalLimits { exchanges, bytes })
    }

    /// Records a request with a body, answered with 200 and the value of its `x-echo` header.
    fn record(records: &mut Records, seq: u64, request: &http::request::Builder, body: &str) {
        let (method, uri) = (request.method_ref().unwrap(), request.uri_ref().unwrap());
        let mut request = http::Request::new(bytes::Bytes::from(body.to_owned()));
        *request.method_mut() = method.clone();
        *request.uri_mut() = uri.clone();
        let headers = Headers::of(request.headers());
        let dialect = Edition::Documented.dialect();
        let call = Call::of(&request, &headers, Ok(request.body()), dialect);
        records.record(Number(seq), |memory| Exchange {
            seq,
            scope: None,
            at: UNIX_EPOCH,
            took: Duration::ZERO,
            http_node: None,
            edition: Edition::Documented,
            endpoint: call.endpoint(),
            answered_by: AnsweredBy::Fake,
            request: RecordedRequest::of(&call, request.body(), memory),
            format: Format::Json,
            verdict: match body.is_empty() {
                true => Verdict::conforming(),
                false => Verdict::breach("body", body),
            },
            answer: Answer::new(http::StatusCode::OK, JSON, bytes::Bytes::new()),
        });
    }

    const UPDATE: &str = "/_ml/trained_models/m/deployment/_update";

    fn post(path: &str) -> http::request::Builder {
        http::Request::post(path)
    }

    #[test]
    fn keeps_the_newest_in_order_and_counts_all() {
        let mut records = records(3, usize::MAX);
        for (seq, path) in [(1, UPDATE), (2, "/"), (4, UPDATE), (3, UPDATE), (5, "/x")] {
            record(&mut records, seq, &post(path), "");
        }
        let kept: Vec<_> = records.exchanges().map(|exchange| exchange.seq()).collect();
        assert_eq!(kept, [3, 4, 5]);
        assert_eq!((records.total(), records.dropped()), (5, 2));
        let updates = Count {
            total: 3,
            dropped: 1,
        };
        assert_eq!(records.count(Endpoint::Update), updates);
    }

    #[test]
    fn is_bounded_in_bytes_even_by_a_single_exchange() {
        let mut records = records(usize::MAX, 10_000);
        record(&mut records, 1, &post(UPDATE), "{}");
        record(&mut records, 2, &post(UPDATE), &" ".repeat(20_000));
        assert_eq!(records.exchanges().count(), 0);
        assert_eq!((records.dropped(), records.kept_bytes), (2, 0));
    }

    #[test]
    fn of_breaches_of_megabytes_one_is_kept_and_all_are_counted() {
        let mut records = records(usize::MAX, usize::MAX);
        let body = " and more".repeat(200_000);
        for seq in 1..=3 {
            record(&mut records, seq, &post(UPDATE), &body);
        }
        let breaches = records.silent_breaches.take().unwrap();
        assert_eq!((breaches.total(), breaches.first().len()), (3, 1));
        assert!(breaches.to_string().ends_with("\n\n  ... and 2 more"));
        assert!(records.silent_breaches.take().is_none());
    }
}
