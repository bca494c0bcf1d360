//! Describing a fake before it is started: [`contents`] is what its cluster holds, [`pace`] how
//! long that takes for what it is asked, [`access`] who may ask, [`serving`] where.

mod access;
mod contents;
mod pace;
mod serving;

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use super::Limits;
use super::control_api::ControlApi;
use crate::cluster::Settings;
use crate::endpoints::UnimplementedPolicy;
use crate::journal::{BreachPolicy, Exchange};
use crate::model::Edition;
use crate::script::{On, Replies, UnusedPolicy};
use crate::time::Clock;

/// A fake cluster that is not running yet: made by
/// [`FakeCluster::builder`](crate::FakeCluster::builder), started by [`start`](Self::start).
///
/// What contradicts itself is refused with a panic where it is written: two deployments of one id,
/// two users of one name, no HTTP node.
///
/// ```should_panic
/// use es_ml_fake::{Deployment, FakeCluster};
///
/// let _ = FakeCluster::builder()
///     .deployment(Deployment::started("my-model"))
///     .deployment(Deployment::starting("my-model"));
/// ```
#[derive(Debug, Clone, Default)]
#[must_use = "nothing listens until `start` is called"]
pub struct FakeClusterBuilder {
    pub(in crate::server) settings: Settings,
    pub(in crate::server) limits: Limits,
    pub(in crate::server) clock: Option<Clock>,
    pub(in crate::server) listen: Option<SocketAddr>,
    pub(in crate::server) http_nodes: Option<usize>,
    #[cfg(feature = "tls")]
    pub(in crate::server) tls: Option<super::Tls>,
    pub(in crate::server) is_local: bool,
    pub(in crate::server) control: ControlApi,
}

/// How the cluster behaves.
impl FakeClusterBuilder {
    /// As the server of a certain version, rather than as the documentation has it.
    ///
    /// ```
    /// use es_ml_fake::{Edition, FakeCluster};
    ///
    /// let old = FakeCluster::builder().edition("8.15").start();
    /// let new = FakeCluster::builder().edition(Edition::Documented).start();
    /// assert_ne!(old.edition(), new.edition());
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no edition of that name.
    #[track_caller]
    pub fn edition(mut self, edition: impl TryInto<Edition, Error: fmt::Display>) -> Self {
        match edition.try_into() {
            Ok(edition) => self.settings.edition = edition,
            Err(error) => panic!("{error}"),
        }
        self
    }

    /// What to do about requests that a real server accepts although the documentation does not
    /// promise it. By default they fail the test when the fake is dropped.
    pub fn breaches(mut self, policy: BreachPolicy) -> Self {
        self.settings.breaches = policy;
        self
    }

    /// With this script from the beginning, in each [scope](crate::server::Scope) too. As
    /// [`FakeCluster::script`](crate::FakeCluster::script), which adds one later.
    ///
    /// ```
    /// use es_ml_fake::{Failure, FakeCluster, On};
    ///
    /// let on = On::any().times(1);
    /// let cluster = FakeCluster::builder().script(on, Failure::no_master()).start();
    /// assert_eq!(reqwest::blocking::get(cluster.uri())?.status(), 503);
    /// assert_eq!(reqwest::blocking::get(cluster.uri())?.status(), 200);
    /// # Ok::<(), reqwest::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If there are more replies than [times](On::times) to send one, or none.
    #[track_caller]
    pub fn script(mut self, on: On, replies: impl Replies) -> Self {
        if let Some(count) = replies.count() {
            on.refuse_replies(count);
        }
        self.settings.scripts.push((on, Arc::new(replies)));
        self
    }

    /// What to answer where a real server has an API, and the fake does not. By default it says so,
    /// with status 501.
    pub fn unimplemented(mut self, policy: UnimplementedPolicy) -> Self {
        self.settings.unimplemented = policy;
        self
    }

    /// What to do about scripts that were not used. By default they fail the test when the fake is
    /// dropped.
    pub fn unused_scripts(mut self, policy: UnusedPolicy) -> Self {
        self.settings.unused_scripts = policy;
        self
    }

    /// With this seed for what is random in scripts. By default it is that of the environment
    /// variable `ES_ML_FAKE_SEED`, or any. A test that fails shows it.
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = Some(seed);
        self
    }

    /// How many exchanges the journal keeps: 10,000 by default, the newest ones. Counts stay exact.
    pub fn journal_exchanges(mut self, exchanges: usize) -> Self {
        self.settings.journal.exchanges = exchanges;
        self
    }

    /// How many bytes the journal keeps, roughly: 64 MiB by default.
    pub fn journal_bytes(mut self, bytes: usize) -> Self {
        self.settings.journal.bytes = bytes;
        self
    }

    /// Calls `observer` with each exchange, before its answer leaves. While it runs, no other
    /// request is answered.
    pub fn on_exchange(
        mut self,
        observer: impl Fn(&Arc<Exchange>) + Send + Sync + 'static,
    ) -> Self {
        self.settings.observer = Some(Arc::new(observer));
        self
    }
}
