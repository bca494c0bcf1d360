//! Looks at each exchange before its answer leaves.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use es_ml_fake::journal::Exchange;

use super::breaches::Breaches;
use crate::cli::journal_file::Sink;
use crate::cli::log::Log;
use crate::cli::text::count;

/// Writes the journal, says what is to be known of requests, and counts. Clones count together.
#[derive(Clone)]
pub(super) struct Observer {
    log: Log,
    journal: Option<Sink>,
    requests: Arc<AtomicUsize>,
    outside: Arc<AtomicUsize>,
    breaches: Arc<Mutex<Breaches>>,
}

impl Observer {
    pub(super) fn new(log: Log, journal: Option<Sink>) -> Self {
        Self {
            log,
            journal,
            requests: Arc::default(),
            outside: Arc::default(),
            breaches: Arc::new(Mutex::new(Breaches::none())),
        }
    }

    pub(super) fn observe(&self, exchange: &Arc<Exchange>) {
        self.requests.fetch_add(1, Ordering::Relaxed);
        if let Some(journal) = &self.journal {
            journal.write(exchange);
        }
        let verdict = exchange.verdict();
        if verdict.outside().is_some() {
            self.outside.fetch_add(1, Ordering::Relaxed);
        }
        if !verdict.conforms() || !verdict.advice().is_empty() {
            self.log.say(exchange);
            self.lock().add(exchange);
        }
    }

    /// The breaches so far.
    pub(super) fn breaches(&self) -> Breaches {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Breaches> {
        self.breaches.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many requests there were, in words.
    pub(super) fn requests(&self) -> String {
        let requests = count(self.requests.load(Ordering::Relaxed), "request", "requests");
        match self.outside.load(Ordering::Relaxed) {
            0 => requests,
            outside => format!("{requests} ({outside} outside this fake)"),
        }
    }
}
