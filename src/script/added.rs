//! A script that was added to a cluster.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Scripts;

/// A script that a cluster has.
///
/// ```
/// use es_ml_fake::{Failure, FakeCluster, On};
///
/// let cluster = FakeCluster::start();
/// let script = cluster.script(On::any(), Failure::no_master());
/// assert_eq!(reqwest::blocking::get(cluster.uri())?.status(), 503);
/// assert_eq!(script.calls(), 1);
/// script.remove();
/// assert_eq!(reqwest::blocking::get(cluster.uri())?.status(), 200);
/// # Ok::<(), reqwest::Error>(())
/// ```
#[derive(Clone)]
pub struct Script {
    scripts: Arc<Scripts>,
    id: u64,
    calls: Arc<AtomicUsize>,
}

impl Script {
    pub(crate) fn new(scripts: Arc<Scripts>, id: u64, calls: Arc<AtomicUsize>) -> Self {
        Self { scripts, id, calls }
    }

    /// Its number among the scripts of its cluster.
    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    /// How many requests it had a reply for.
    #[must_use]
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::Relaxed)
    }

    /// Removes it from its cluster. If it was not used, that still fails the test at its end.
    pub fn remove(&self) {
        self.scripts.remove(self.id);
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Script")
            .field("id", &self.id)
            .field("calls", &self.calls())
            .finish_non_exhaustive()
    }
}
