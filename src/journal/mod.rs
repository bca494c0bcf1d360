//! The journal: what was asked, how it was judged, what was answered.
//!
//! It is bounded in exchanges and in bytes, and forgets the oldest first. Its counts stay exact all
//! the same.

mod breaches;
mod exchange;
mod line;
mod origin;
mod placeholders;
mod recorded_request;
mod recorded_update;
mod records;
mod transcript;
mod updates;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

pub use breaches::{BreachPolicy, BreachReport};
pub use exchange::{AnsweredBy, Exchange};
pub(crate) use origin::Origin;
pub(crate) use recorded_request::RecordedRequest;
pub use recorded_update::Update;
pub(crate) use records::{JournalLimits, Records};
pub use transcript::Transcript;
pub use updates::{NotEnough, Updates};

use crate::text::BytesArena;
use crate::time::{Lock, Signal};

/// The number of an exchange within the run of the journal that it belongs to. A run ends when the
/// journal is reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Number(u64);

impl Number {
    /// More exchanges than a run can have.
    const BITS: u32 = 48;

    /// From 1 on.
    pub(crate) fn seq(self) -> u64 {
        self.0 & ((1 << Self::BITS) - 1)
    }

    fn run(self) -> u64 {
        self.0 >> Self::BITS
    }
}

/// The exchanges of one cluster, shared between the cluster and the views of them.
#[derive(Debug)]
pub(crate) struct Journal {
    records: Lock<Records>,
    recorded: Signal,
    /// The last number that was given to an exchange, with its run.
    numbered: AtomicU64,
    origin: OnceLock<Origin>,
}

impl Journal {
    pub(crate) fn new(limits: JournalLimits) -> Self {
        Self {
            records: Lock::new(Records::new(limits)),
            recorded: Signal::default(),
            numbered: AtomicU64::new(0),
            origin: OnceLock::new(),
        }
    }

    /// Tells where exchanges come from, once it is known.
    pub(crate) fn set_origin(&self, origin: Origin) {
        let _ = self.origin.set(origin);
    }

    pub(crate) fn origin(&self) -> Option<&Origin> {
        self.origin.get()
    }

    /// The number of an exchange that is going to be recorded.
    pub(crate) fn next_number(&self) -> Number {
        Number(self.numbered.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// Forgets everything, and counts from 1 on again. What is numbered already and not yet
    /// recorded will not be kept.
    pub(crate) fn reset(&self) {
        let mut records = self.records.lock();
        let next_run = (self.numbered.load(Ordering::Relaxed) >> Number::BITS) + 1;
        records.reset(next_run);
        self.numbered
            .store(next_run << Number::BITS, Ordering::Relaxed);
        drop(records);
        self.recorded.notify();
    }

    /// Keeps an exchange, which has the memory to copy its request to.
    pub(crate) fn record(
        &self,
        number: Number,
        make: impl FnOnce(&mut BytesArena) -> Exchange,
    ) -> Arc<Exchange> {
        let exchange = self.records.lock().record(number, make);
        self.recorded.notify();
        exchange
    }

    /// Looks at what is kept.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&Records) -> T) -> T {
        look(&self.records.lock())
    }

    /// The silent breaches since this was asked last, if there were any.
    pub(crate) fn take_silent_breaches(&self) -> Option<BreachReport> {
        self.records.lock().silent_breaches.take()
    }

    /// The breaches that were refused since this was asked last, if there were any.
    pub(crate) fn take_refused_breaches(&self) -> Option<BreachReport> {
        self.records.lock().refused_breaches.take()
    }

    /// Blocks this thread until `look` finds something, at most for `timeout`.
    pub(crate) fn wait<T>(
        &self,
        timeout: Duration,
        look: impl FnMut(&Records) -> Option<T>,
    ) -> Option<T> {
        self.recorded.wait(&self.records, timeout, look)
    }

    /// The same for tasks, until `timeout` is over.
    pub(crate) async fn wait_until<T>(
        &self,
        timeout: impl Future<Output = ()>,
        mut look: impl FnMut(&Records) -> Option<T>,
    ) -> Option<T> {
        let look = || look(&self.records.lock());
        self.recorded.wait_until(timeout, look).await
    }
}
