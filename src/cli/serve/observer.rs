//! Looks at each exchange before its answer leaves.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use es_ml_fake::journal::Exchange;

use crate::cli::journal_file::Sink;
use crate::cli::log::Log;
use crate::cli::text::count;

/// Writes the journal, says what breaches the contract, and counts. Clones count together.
#[derive(Clone)]
pub(super) struct Observer {
    log: Log,
    journal: Option<Sink>,
    requests: Arc<AtomicUsize>,
}

impl Observer {
    pub(super) fn new(log: Log, journal: Option<Sink>) -> Self {
        Self {
            log,
            journal,
            requests: Arc::default(),
        }
    }

    pub(super) fn observe(&self, exchange: &Arc<Exchange>) {
        self.requests.fetch_add(1, Ordering::Relaxed);
        if let Some(journal) = &self.journal {
            journal.write(exchange);
        }
        if !exchange.verdict().conforms() {
            self.log.say(exchange);
        }
    }

    /// How many requests there were, in words.
    pub(super) fn requests(&self) -> String {
        count(self.requests.load(Ordering::Relaxed), "request", "requests")
    }
}
