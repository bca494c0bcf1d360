//! Requests that breach the contract, silently or not, and what becomes of them.

use std::fmt;
use std::sync::Arc;

use super::Exchange;
use crate::text::OneLine;

/// What to do about breaches of the contract.
///
/// A breach is silent when the code under test cannot notice it: the documentation does not promise
/// that the request works, and a real server accepts it all the same. A number sent as a string is
/// the classic. All other breaches are refused, so that the code under test gets an error.
///
/// ```should_panic
/// use es_ml_fake::FakeCluster;
/// use es_ml_fake::journal::BreachPolicy;
///
/// let cluster = FakeCluster::builder().breaches(BreachPolicy::FailOnAny).start();
/// let answer = reqwest::blocking::get(format!("{}/_node", cluster.uri())).unwrap();
/// assert_eq!(answer.status(), 400); // no such path, so it is refused
/// drop(cluster); // fails the test, though the program under test might have ignored the 400
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum BreachPolicy {
    /// Answer as the server does, and fail the test for silent breaches when the fake is dropped.
    #[default]
    Fail,
    /// Answer as the server does, and fail the test for every breach when the fake is dropped, also
    /// for those that were refused.
    FailOnAny,
    /// Answer 400 to silent breaches, so that the code under test notices at once.
    Refuse,
    /// Answer as the server does, and leave it at that.
    Allow,
}

impl BreachPolicy {
    pub(crate) fn fails_on_silent(self) -> bool {
        matches!(self, Self::Fail | Self::FailOnAny)
    }

    pub(crate) fn fails_on_refused(self) -> bool {
        self == Self::FailOnAny
    }
}

/// The silent breaches of a cluster, or those that were refused: a report that says what to fix.
///
/// As an error it can be returned from a test with `?`.
#[derive(Clone)]
pub struct BreachReport {
    kind: Kind,
    total: u64,
    first: Vec<Arc<Exchange>>,
    kept_bytes: usize,
}

#[derive(Clone, Copy)]
enum Kind {
    Silent,
    Refused,
}

impl BreachReport {
    /// How many of the first breaches are kept, and shown.
    const KEPT: usize = 10;

    /// How many bytes they may take, but for the last of them. They are kept for the report when
    /// the journal has long forgotten them.
    const KEPT_BYTES: usize = 1024 * 1024;

    /// A report of silent breaches, without any so far.
    #[must_use]
    pub fn of_silent() -> Self {
        Self::of(Kind::Silent)
    }

    /// A report of breaches that were answered with an error, without any so far.
    #[must_use]
    pub fn of_refused() -> Self {
        Self::of(Kind::Refused)
    }

    fn of(kind: Kind) -> Self {
        Self {
            kind,
            total: 0,
            first: Vec::new(),
            kept_bytes: 0,
        }
    }

    /// Adds a request that breached the contract.
    pub fn add(&mut self, exchange: &Arc<Exchange>) {
        self.total += 1;
        if self.first.len() < Self::KEPT && self.kept_bytes < Self::KEPT_BYTES {
            self.kept_bytes += exchange.size();
            self.first.push(Arc::clone(exchange));
        }
    }

    /// What there is so far, if there is anything. From then on it is empty.
    pub(crate) fn take(&mut self) -> Option<Self> {
        let taken = std::mem::replace(self, Self::of(self.kind));
        (taken.total > 0).then_some(taken)
    }

    /// How many requests breached the contract, also those that are not kept.
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

impl std::error::Error for BreachReport {}

/// As a person reads it, since a test that returns an error shows it in this form.
impl fmt::Debug for BreachReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for BreachReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (requests, they, were) = match self.total {
            1 => ("1 request breaches".to_owned(), "It", "was"),
            many => (format!("{many} requests breach"), "They", "were"),
        };
        match self.kind {
            Kind::Silent => write!(
                f,
                "{requests} the documented contract silently. {they} {were} not refused, but the documentation \
                 does not promise that it works."
            )?,
            Kind::Refused => write!(
                f,
                "{requests} the documented contract. {they} {were} answered with an error."
            )?,
        }
        for exchange in &self.first {
            let (method, target) = (exchange.method(), OneLine(exchange.target()));
            write!(f, "\n\n  #{} {method} {target}", exchange.seq())?;
            if !exchange.body().is_empty() {
                write!(f, "\n     body: {}", exchange.body_excerpt())?;
            }
            for violation in exchange.verdict().violations() {
                write!(f, "\n     {violation}")?;
            }
            for advice in exchange.verdict().advice() {
                write!(f, "\n     advice: {advice}")?;
            }
        }
        match self.total - self.first.len() as u64 {
            0 => Ok(()),
            more => write!(f, "\n\n  ... and {more} more"),
        }
    }
}
