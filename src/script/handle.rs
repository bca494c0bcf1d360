//! Scripts, added to a cluster.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Gate, Held, On, Replies, UnusedScripts};
use crate::cluster::Cluster;

/// A script that a cluster has.
#[derive(Debug, Clone)]
pub struct Script {
    cluster: Cluster,
    id: u64,
    calls: Arc<AtomicUsize>,
}

impl Script {
    /// How many requests it had a reply for.
    #[must_use]
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::Relaxed)
    }

    /// Removes it from its cluster. If it was not used, that still fails the test at its end.
    pub fn remove(&self) {
        self.cluster
            .with_scripts(|scripts, _| scripts.remove(self.id));
    }
}

/// Making it fail.
impl Cluster {
    /// Adds a script: from now on, requests that `on` selects get these replies.
    ///
    /// Scripts are asked in the order in which they were added. Delays and holds of all add up; the first that answers, or breaks the wire, is
    /// the last that is asked. A script that is not used by the end of the test fails it, as it has tested nothing
    /// ([`Builder::unused_scripts`](crate::Builder::unused_scripts)).
    ///
    /// Closures run while the cluster decides, so they must not ask it anything: it would wait for them for ever. If one panics, say in an
    /// assertion, its request is answered with 500, and the test fails with the message when the fake is dropped.
    ///
    /// ```
    /// use std::time::Duration;
    /// use es_ml_fake::{Delay, Failure, FakeCluster, On, Reply, WireFault};
    ///
    /// let cluster = FakeCluster::start();
    /// cluster.script(On::updates().times(2), Failure::no_master());
    /// cluster.script(On::any(), Delay::between(Duration::ZERO, Duration::from_millis(5)));
    /// cluster.script(On::any(), [Reply::from(WireFault::Reset), Failure::bad_gateway().into()]);
    /// cluster.script(On::any(), |asked: &es_ml_fake::Asked| Reply::status(500).text(asked.target()));
    /// # cluster.clear_scripts();
    /// ```
    pub fn script(&self, on: On, replies: impl Replies) -> Script {
        let (id, calls) = self.with_scripts(|scripts, now| scripts.add(on, Box::new(replies), now));
        Script {
            cluster: self.clone(),
            id,
            calls,
        }
    }

    /// Keeps the answers to requests that `on` selects back, until the test lets them go.
    pub fn hold(&self, on: On) -> Held {
        let gate = Arc::new(Gate::default());
        let id = self.with_scripts(|scripts, now| scripts.add_gate(on, Arc::clone(&gate), now));
        let cluster = self.clone();
        let remove = move || cluster.with_scripts(|scripts, _| scripts.remove(id));
        Held::new(gate, Box::new(remove))
    }

    /// Removes all scripts, used or not.
    pub fn clear_scripts(&self) {
        self.with_scripts(|scripts, _| scripts.clear());
    }

    /// Checks that all scripts were used so far, whatever the policy is.
    ///
    /// Dropping a [`FakeCluster`](crate::FakeCluster) makes the same check.
    ///
    /// # Errors
    ///
    /// The scripts that were not used, or not as often as they were to be. They are removed then.
    pub fn verify_scripts(&self) -> Result<(), UnusedScripts> {
        match self.with_scripts(|scripts, _| scripts.take_unused()) {
            None => Ok(()),
            Some(unused) => Err(unused),
        }
    }
}
