//! The update requests of a cluster: to be narrowed down, counted, looked at and waited for.

use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;

use super::{Exchange, Journal, Records, Update};
use crate::endpoints::Endpoint;
use crate::time::real_sleep;

/// A view of the update requests that a cluster has received.
///
/// The view is live: each question looks at the journal anew. A request is in the journal before
/// its answer leaves, so a client that has the answer finds the request.
///
/// ```
/// use es_ml_fake::{DOCUMENTED_DEPLOYMENT, FakeCluster};
/// # fn scale(uri: &str, id: &str, number: i32) {
/// #     let url = format!("{uri}/_ml/trained_models/{id}/deployment/_update");
/// #     let body = serde_json::json!({"number_of_allocations": number});
/// #     reqwest::blocking::Client::new().post(url).json(&body).send().unwrap();
/// # }
///
/// let cluster = FakeCluster::start();
/// scale(&cluster.uri(), DOCUMENTED_DEPLOYMENT, 4);
/// scale(&cluster.uri(), "another", 2);
///
/// assert_eq!(cluster.updates().count(), 2);
/// let update = cluster.updates().of_deployment(DOCUMENTED_DEPLOYMENT).only();
/// assert_eq!(update.number_of_allocations(), Some(4));
/// assert_eq!(cluster.updates().last().unwrap().status(), 404);
/// ```
#[derive(Debug, Clone)]
#[must_use = "a view does nothing until it is asked something"]
pub struct Updates {
    journal: Arc<Journal>,
    deployment: Option<String>,
    status: Option<u16>,
    conforming: Option<bool>,
}

impl Updates {
    pub(crate) fn of(journal: Arc<Journal>) -> Self {
        Self {
            journal,
            deployment: None,
            status: None,
            conforming: None,
        }
    }

    /// Only those of this deployment, known to the cluster or not.
    pub fn of_deployment(mut self, id: impl Into<String>) -> Self {
        self.deployment = Some(id.into());
        self
    }

    /// Only those that were answered with this status.
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// Only those that kept the contract.
    pub fn conforming(mut self) -> Self {
        self.conforming = Some(true);
        self
    }

    /// Only those that broke the contract, silently or not.
    pub fn breaching(mut self) -> Self {
        self.conforming = Some(false);
        self
    }

    /// How many there are. Without a filter this is exact however many there were.
    ///
    /// # Panics
    ///
    /// If there is a filter, and the journal has forgotten updates that might have passed it.
    #[must_use]
    #[track_caller]
    pub fn count(&self) -> usize {
        if self.is_unfiltered() {
            return self.found_now();
        }
        self.all().len()
    }

    /// Whether there are none.
    ///
    /// # Panics
    ///
    /// As [`count`](Self::count).
    #[must_use]
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        self.count() == 0
    }

    /// All of them, in the order of arrival.
    ///
    /// # Panics
    ///
    /// If the journal has forgotten some.
    #[must_use]
    #[track_caller]
    pub fn all(&self) -> Vec<Update> {
        let (updates, forgotten) = self.journal.read(|records| {
            (
                self.select(records),
                records.count(Endpoint::Update).dropped,
            )
        });
        assert!(
            forgotten == 0,
            "the journal has forgotten the {forgotten} oldest updates, so it cannot tell which they were; \
             keep more with `FakeCluster::builder().journal_exchanges(…)` or `.journal_bytes(…)`"
        );
        updates.into_iter().map(Update::of).collect()
    }

    /// The only one.
    ///
    /// # Panics
    ///
    /// Unless there is exactly one, saying what did arrive; or if the journal has forgotten some.
    #[must_use]
    #[track_caller]
    pub fn only(&self) -> Update {
        let mut updates = self.all();
        match updates.len() {
            1 => updates.remove(0),
            found => panic!(
                "expected exactly one update{}, but there are {found}\n{}",
                self.filters(),
                self.journal.what_arrived()
            ),
        }
    }

    /// The newest one.
    #[must_use]
    pub fn last(&self) -> Option<Update> {
        let exchange = self.journal.read(|records| {
            let newest = records
                .exchanges()
                .rev()
                .find(|exchange| self.admits(exchange));
            newest.cloned()
        });
        exchange.map(Update::of)
    }

    /// Waits for this many to have arrived, and returns all there are then.
    ///
    /// The time that passes is real time, also while tokio's is paused, and any executor will do.
    ///
    /// # Errors
    ///
    /// If there are fewer when `timeout` is over.
    ///
    /// # Panics
    ///
    /// If the journal has forgotten some.
    pub fn wait_for(
        &self,
        count: usize,
        timeout: Duration,
    ) -> impl Future<Output = Result<Vec<Update>, NotEnough>> + Send + use<> {
        let view = self.clone();
        async move {
            let over = real_sleep(timeout);
            let enough = |records: &Records| view.enough(records, count);
            match view.journal.wait_until(over, enough).await {
                Some(()) => Ok(view.all()),
                None => Err(view.not_enough(count, timeout)),
            }
        }
    }

    /// As [`wait_for`](Self::wait_for), blocking the thread.
    ///
    /// # Errors
    ///
    /// If there are fewer when `timeout` is over.
    ///
    /// # Panics
    ///
    /// If the journal has forgotten some.
    #[track_caller]
    pub fn wait_for_blocking(
        &self,
        count: usize,
        timeout: Duration,
    ) -> Result<Vec<Update>, NotEnough> {
        let enough = |records: &Records| self.enough(records, count);
        match self.journal.wait(timeout, enough) {
            Some(()) => Ok(self.all()),
            None => Err(self.not_enough(count, timeout)),
        }
    }

    fn enough(&self, records: &Records, count: usize) -> Option<()> {
        (self.found(records) >= count).then_some(())
    }

    fn found_now(&self) -> usize {
        self.journal.read(|records| self.found(records))
    }

    /// How many there are, as far as the journal still knows them where there is a filter.
    fn found(&self, records: &Records) -> usize {
        if self.is_unfiltered() {
            return usize::try_from(records.count(Endpoint::Update).total).unwrap_or(usize::MAX);
        }
        let admitted = records.exchanges().filter(|exchange| self.admits(exchange));
        admitted.count()
    }

    fn not_enough(&self, count: usize, timeout: Duration) -> NotEnough {
        let found = self.found_now();
        let updates = if count == 1 { "update" } else { "updates" };
        let are = if found == 1 { "is" } else { "are" };
        NotEnough(format!(
            "expected {count} {updates}{} within {timeout:?}, but there {are} {found}\n{}",
            self.filters(),
            self.journal.what_arrived()
        ))
    }

    fn select(&self, records: &Records) -> Vec<Arc<Exchange>> {
        let admitted = records.exchanges().filter(|exchange| self.admits(exchange));
        admitted.cloned().collect()
    }

    fn admits(&self, exchange: &Exchange) -> bool {
        exchange.endpoint() == Endpoint::Update
            && self
                .status
                .is_none_or(|status| exchange.status().as_u16() == status)
            && self
                .conforming
                .is_none_or(|conforming| exchange.verdict().conforms() == conforming)
            && (self.deployment.is_none() || exchange.deployment_id() == self.deployment.as_deref())
    }

    fn is_unfiltered(&self) -> bool {
        self.deployment.is_none() && self.status.is_none() && self.conforming.is_none()
    }

    /// The filters in words.
    fn filters(&self) -> String {
        let mut words = String::new();
        if let Some(id) = &self.deployment {
            let _ = write!(words, " of deployment `{id}`");
        }
        if let Some(status) = self.status {
            let _ = write!(words, " with status {status}");
        }
        match self.conforming {
            Some(true) => words.push_str(" that kept the contract"),
            Some(false) => words.push_str(" that broke the contract"),
            None => {}
        }
        words
    }
}

/// Fewer updates arrived than were waited for.
#[derive(Clone, PartialEq, Eq)]
pub struct NotEnough(String);

/// As a person reads it, since `unwrap` shows errors in this form.
impl std::fmt::Debug for NotEnough {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl std::fmt::Display for NotEnough {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotEnough {}
