//! What nodes take time for, and a test that says when it is over.

use std::time::SystemTime;

use super::Cluster;
use crate::model::{Settling, Timing};

/// Nodes that catch up.
impl Cluster {
    /// Lets all nodes catch up now: what was to be is, also in deployments that were put there as
    /// starting, and what was asked to stop is gone. See [`Settling`].
    ///
    /// Nodes that have failed stay so, and so do deployments that were put there as stopping.
    ///
    /// As [`FakeCluster::settle`](crate::FakeCluster::settle), for a cluster without a clock.
    pub fn settle_at(&self, now: SystemTime) {
        self.change_at(now, |state| state.deployments.settle(now));
    }

    /// The same for one deployment, at that time. False if there is none of that id.
    ///
    /// As [`FakeCluster::settle_deployment`](crate::FakeCluster::settle_deployment), for a cluster
    /// without a clock.
    #[allow(clippy::must_use_candidate, reason = "it does something")]
    pub fn settle_deployment_at(&self, now: SystemTime, id: &str) -> bool {
        self.change_at(now, |state| {
            let found = state.deployments.find(id);
            found.inspect(|&index| state.deployments.settle_one(index, now));
            found.is_some()
        })
    }

    /// When the nodes have done what an update asks of them, from the next one on. As
    /// [`FakeClusterBuilder::settling`](crate::FakeClusterBuilder::settling), until a reset.
    pub fn set_settling(&self, policy: impl Into<Settling>) {
        self.change_timing(|timing| timing.settling = policy.into());
    }

    /// When nodes have loaded a model, from the next start on. As
    /// [`FakeClusterBuilder::start_takes`](crate::FakeClusterBuilder::start_takes), until a reset.
    pub fn set_start_takes(&self, policy: impl Into<Settling>) {
        self.change_timing(|timing| timing.start = Some(policy.into()));
    }

    /// When nodes have stopped a deployment, from the next stop on. As
    /// [`FakeClusterBuilder::stop_takes`](crate::FakeClusterBuilder::stop_takes), until a reset.
    pub fn set_stop_takes(&self, policy: impl Into<Settling>) {
        self.change_timing(|timing| timing.stop = policy.into());
    }

    pub(crate) fn timing(&self) -> Timing {
        self.shared.state.lock().deployments.timing
    }

    fn change_timing(&self, change: impl FnOnce(&mut Timing)) {
        self.shared
            .change(|state| change(&mut state.deployments.timing));
    }
}
