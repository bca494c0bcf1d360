//! The journal: what was asked, how it was judged, what was answered.
//!
//! It is bounded in exchanges and in bytes, and forgets the oldest first. Its counts stay exact all the same.

mod exchange;
mod line;
mod placeholders;
mod recorded_request;
mod redact;
mod transcript;
mod update;
mod updates;

use std::collections::VecDeque;
use std::sync::Arc;

pub use exchange::{AnsweredBy, Exchange};
pub(crate) use recorded_request::RecordedRequest;
pub use transcript::Transcript;
pub use update::Update;
pub use updates::{NotEnough, Updates};

use crate::api::Endpoint;
use crate::cluster::SilentBreaches;

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

/// The exchanges of one cluster.
#[derive(Debug)]
pub(crate) struct Journal {
    limits: JournalLimits,
    kept: VecDeque<Arc<Exchange>>,
    kept_bytes: usize,
    total: u64,
    updates: Count,
    breaches: SilentBreaches,
}

/// How many exchanges of a kind there were, and how many of them are forgotten.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) total: u64,
    pub(crate) dropped: u64,
}

impl Journal {
    pub(crate) fn new(limits: JournalLimits) -> Self {
        Self {
            limits,
            kept: VecDeque::new(),
            kept_bytes: 0,
            total: 0,
            updates: Count::default(),
            breaches: SilentBreaches::default(),
        }
    }

    /// Keeps an exchange, which has the [next number](Self::next_seq).
    pub(crate) fn record(&mut self, exchange: Arc<Exchange>) {
        self.total += 1;
        self.updates.total += u64::from(exchange.endpoint == Endpoint::Update);
        if exchange.is_silent_breach() {
            self.breaches.add(&exchange);
        }
        self.kept_bytes += exchange.size();
        self.kept.push_back(exchange);
        self.forget_oldest();
    }

    /// The number of the exchange that is recorded next, from 1 on.
    pub(crate) fn next_seq(&self) -> u64 {
        self.total + 1
    }

    fn forget_oldest(&mut self) {
        while self.kept.len() > self.limits.exchanges || self.kept_bytes > self.limits.bytes {
            let Some(oldest) = self.kept.pop_front() else {
                return;
            };
            self.kept_bytes -= oldest.size();
            self.updates.dropped += u64::from(oldest.endpoint == Endpoint::Update);
        }
    }

    pub(crate) fn exchanges(&self) -> impl DoubleEndedIterator<Item = &Arc<Exchange>> {
        self.kept.iter()
    }

    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    pub(crate) fn dropped(&self) -> u64 {
        self.total - self.kept.len() as u64
    }

    pub(crate) fn updates(&self) -> Count {
        self.updates
    }

    /// The silent breaches since this was asked last, if there were any.
    pub(crate) fn take_breaches(&mut self) -> Option<SilentBreaches> {
        let breaches = std::mem::take(&mut self.breaches);
        (breaches.total() > 0).then_some(breaches)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::{Cluster, Settings};
    use std::time::SystemTime;

    fn cluster(exchanges: usize, bytes: usize) -> Cluster {
        Cluster::with(Settings {
            journal: JournalLimits { exchanges, bytes },
            ..Settings::default()
        })
    }

    fn send(cluster: &Cluster, path: &str, body: &str) {
        let request = http::Request::post(path)
            .header("content-type", "application/json")
            .body(body.to_owned().into())
            .unwrap();
        cluster.handle(&request, SystemTime::now());
    }

    const UPDATE: &str = "/_ml/trained_models/m/deployment/_update";

    #[test]
    fn keeps_the_newest_and_counts_all() {
        let cluster = cluster(3, usize::MAX);
        for path in [UPDATE, "/", UPDATE, UPDATE, "/x"] {
            send(&cluster, path, "{}");
        }
        cluster.with_journal(|journal| {
            let kept: Vec<_> = journal.exchanges().map(|exchange| exchange.seq()).collect();
            assert_eq!(kept, [3, 4, 5]);
            assert_eq!((journal.total(), journal.dropped()), (5, 2));
            assert_eq!(
                journal.updates(),
                Count {
                    total: 3,
                    dropped: 1
                }
            );
        });
    }

    #[test]
    fn what_an_answer_echoes_and_a_verdict_quotes_is_counted_too() {
        let size = |name: &str, value: &str| {
            let cluster = cluster(usize::MAX, usize::MAX);
            let request = http::Request::get("/").header(name, value);
            cluster.handle(
                &request.body(bytes::Bytes::new()).unwrap(),
                SystemTime::now(),
            );
            cluster.with_journal(|journal| journal.kept_bytes)
        };
        let (short, long) = ("x", "x".repeat(10_001));
        // In the request and in a header of the answer; in the request, in the body of the answer and in the verdict.
        for (name, times) in [("x-opaque-id", 2), ("content-type", 3)] {
            let more = size(name, &long) - size(name, short);
            assert!(more >= times * 10_000, "{name}: {more}");
        }
    }

    #[test]
    fn is_bounded_in_bytes_even_by_a_single_exchange() {
        let cluster = cluster(usize::MAX, 10_000);
        send(&cluster, UPDATE, "{}");
        send(&cluster, UPDATE, &" ".repeat(20_000));
        cluster.with_journal(|journal| {
            assert_eq!(journal.exchanges().count(), 0);
            assert_eq!(journal.dropped(), 2);
            assert_eq!(journal.kept_bytes, 0);
        });
    }
}
