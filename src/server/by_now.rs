//! What a test does to a fake that has a clock, and sees of it, by now.

use super::{FakeCluster, MlNode, Scope};
use crate::model::{Deployment, Load, LoadTotals, Node};

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

            /// As [`remove_deployment`](crate::Cluster::remove_deployment), as load has left it by
            /// now.
            #[allow(clippy::must_use_candidate, reason = "it does something")]
            pub fn remove_deployment(&self, id: &str) -> Option<Deployment> {
                self.cluster().come_to(self.clock().now());
                let removed = self.cluster().remove_deployment(id);
                self.cluster().come_to(self.clock().now());
                removed
            }

            /// Lets all nodes catch up now: what was to be is, also in deployments that were put
            /// there as starting, and what was asked to stop is gone. Nodes that have failed stay
            /// so, and so do deployments that were put there as stopping. See
            /// [`Settling`](crate::model::Settling).
            pub fn settle(&self) {
                self.cluster().settle_at(self.clock().now());
            }

            /// Lets the nodes of a deployment catch up now: one that is starting is started, and
            /// one that is stopping is gone. Requests that wait for that are answered. False if
            /// there is none of that id.
            #[allow(clippy::must_use_candidate, reason = "it does something")]
            pub fn settle_deployment(&self, id: &str) -> bool {
                self.cluster().settle_deployment_at(self.clock().now(), id)
            }

            /// From now on nodes can load a model. Those that have failed try again. False if there
            /// is no model of that id.
            #[allow(clippy::must_use_candidate, reason = "it does something")]
            pub fn loads_again(&self, model_id: &str) -> bool {
                self.cluster().loads_again_at(self.clock().now(), model_id)
            }

            /// A machine learning node, to let it leave and join.
            ///
            /// # Panics
            ///
            /// If there is and was none of that id.
            #[track_caller]
            pub fn ml_node(&self, id: &str) -> MlNode {
                MlNode::of(self.cluster(), self.clock(), id)
            }

            /// A machine learning node joins now: a new one, or one that has left, and is what this
            /// says when it comes back. False if it is there.
            #[allow(clippy::must_use_candidate, reason = "it does something")]
            pub fn add_node(&self, node: Node) -> bool {
                self.cluster().node_joins_at(self.clock().now(), node)
            }
        }
    };
}

by_now!(FakeCluster);
by_now!(Scope);
