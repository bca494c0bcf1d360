//! What becomes of requests that a real cluster would accept although the documentation does not
//! promise it.

use std::fmt;
use std::sync::Arc;

use super::Exchange;
use crate::text::OneLine;

/// What to do about silent breaches.
///
/// A breach of the contract is silent when the code under test cannot notice it: the documentation
/// does not promise that the request works, and a real server accepts it all the same. A number
/// sent as a string is the classic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum BreachPolicy {
    /// Answer as the server does, and fail the test when the fake is dropped.
    #[default]
    Fail,
    /// Answer 400, so that the code under test notices at once.
    Refuse,
    /// Answer as the server does, and leave it at that.
    Allow,
}

/// The silent breaches of a cluster: a report that says what to fix.
///
/// As an error it can be returned from a test with `?`.
#[derive(Clone, Default)]
pub struct SilentBreaches {
    total: u64,
    first: Vec<Arc<Exchange>>,
    kept_bytes: usize,
}

impl SilentBreaches {
    /// How many of the first breaches are kept, and shown.
    const KEPT: usize = 10;

    /// How many bytes they may take, but for the last of them. They are kept for the report when
    /// the journal has long forgotten them.
    const KEPT_BYTES: usize = 1024 * 1024;

    pub(crate) fn add(&mut self, exchange: &Arc<Exchange>) {
        self.total += 1;
        if self.first.len() < Self::KEPT && self.kept_bytes < Self::KEPT_BYTES {
            self.kept_bytes += exchange.size();
            self.first.push(Arc::clone(exchange));
        }
    }

    /// How many requests breached the contract silently, also those that are not kept.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The first requests that did: ten at most, and fewer if they are of megabytes.
    #[must_use]
    pub fn first(&self) -> &[Arc<Exchange>] {
        &self.first
    }
}

impl std::error::Error for SilentBreaches {}

/// As a person reads it, since a test that returns an error shows it in this form.
impl fmt::Debug for SilentBreaches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for SilentBreaches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (requests, they) = match self.total {
            1 => ("1 request breaches".to_owned(), "It"),
            many => (format!("{many} requests breach"), "They"),
        };
        write!(
            f,
            "{requests} the documented contract silently. {they} got the answer that a real server gives, but the \
             documentation does not promise it."
        )?;
        for exchange in &self.first {
            let (method, target) = (exchange.method(), OneLine(exchange.target()));
            write!(f, "\n\n  #{} {method} {target}", exchange.seq())?;
            if !exchange.body().is_empty() {
                write!(f, "\n     body: {}", exchange.body_excerpt())?;
            }
            for violation in exchange.verdict().violations() {
                write!(f, "\n     {violation}")?;
            }
        }
        match self.total - self.first.len() as u64 {
            0 => Ok(()),
            more => write!(f, "\n\n  ... and {more} more"),
        }
    }
}
