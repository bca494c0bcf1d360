//! Loads that a test declares on a fake that has a clock.

use super::{FakeCluster, Scope};
use crate::model::{Deployment, Load, LoadTotals};

/// Loads on deployments, and deployments as these have left them by now.
impl FakeCluster {
    /// Declares the load on a deployment from now on, in the place of what was declared before.
    ///
    /// No request is sent: the fake computes what the deployment makes of the load, as time passes
    /// by its [clock](Self::clock). Its statistics are those of such a deployment; and if it has
    /// adaptive allocations, it is scaled as by a server, every 10 seconds, within the bounds of
    /// its settings and of the nodes. Without a declared load, nothing is scaled.
    ///
    /// ```
    /// use std::time::Duration;
    /// use es_ml_fake::{AdaptiveAllocations, Clock, Deployment, FakeCluster, Load};
    ///
    /// let clock = Clock::manual();
    /// let cluster = FakeCluster::builder()
    ///     .clock(clock.clone())
    ///     .deployment(Deployment::started("m").adaptive(AdaptiveAllocations::between(1, 8)))
    ///     .start();
    /// cluster.load("m", Load::constant(80.0, Duration::from_millis(50)));
    /// clock.advance(Duration::from_secs(20)); // two looks at the load make a decision
    /// assert_eq!(cluster.deployment("m").unwrap().number_of_allocations(), 5);
    /// ```
    pub fn load(&self, id: &str, load: Load) {
        self.cluster().load_at(self.clock().now(), id, load);
    }
}

/// As those of a [`FakeCluster`].
impl Scope {
    /// As [`FakeCluster::load`].
    pub fn load(&self, id: &str, load: Load) {
        self.cluster().load_at(self.clock().now(), id, load);
    }
}

/// What a cluster with a clock of its own is asked by now.
macro_rules! by_now {
    ($cluster:ty) => {
        impl $cluster {
            /// As [`load_totals`](crate::Cluster::load_totals), by now.
            #[must_use]
            pub fn load_totals(&self, id: &str) -> Option<LoadTotals> {
                self.cluster().come_to(self.clock().now());
                self.cluster().load_totals(id)
            }

            /// As [`deployment`](crate::Cluster::deployment), with what load did by now.
            #[must_use]
            pub fn deployment(&self, id: &str) -> Option<Deployment> {
                self.cluster().come_to(self.clock().now());
                self.cluster().deployment(id)
            }

            /// As [`deployments`](crate::Cluster::deployments), with what load did by now.
            #[must_use]
            pub fn deployments(&self) -> Vec<Deployment> {
                self.cluster().come_to(self.clock().now());
                self.cluster().deployments()
            }

            /// As [`put_deployment`](crate::Cluster::put_deployment). Its load begins now.
            pub fn put_deployment(&self, deployment: Deployment) {
                self.cluster().come_to(self.clock().now());
                self.cluster().put_deployment(deployment);
                self.cluster().come_to(self.clock().now());
            }
        }
    };
}

by_now!(FakeCluster);
by_now!(Scope);
