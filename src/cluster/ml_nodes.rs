//! Machine learning nodes that leave and come back.

use std::time::SystemTime;

use super::Cluster;
use super::shared::State;
use crate::model::{Deployments, Node};

/// Machine learning nodes (server-behaviour: Update: nodes that come and go).
impl Cluster {
    /// The machine learning nodes that are there, in the order in which they were added.
    #[must_use]
    pub fn nodes(&self) -> Vec<Node> {
        let state = self.shared.state.lock();
        state.deployments.nodes().all().to_vec()
    }

    /// Those that have left, in the order in which they did.
    #[must_use]
    pub fn nodes_away(&self) -> Vec<Node> {
        let state = self.shared.state.lock();
        state.deployments.nodes().away().to_vec()
    }

    /// A machine learning node leaves at that time. False if there is none of that id.
    ///
    /// As [`MlNode::leave`](crate::server::MlNode::leave), for a cluster without a clock.
    ///
    /// ```
    /// use std::time::SystemTime;
    /// use es_ml_fake::{Cluster, DOCUMENTED_DEPLOYMENT, DOCUMENTED_NODE};
    ///
    /// let (cluster, now) = (Cluster::new(), SystemTime::now());
    /// assert!(cluster.node_leaves_at(now, DOCUMENTED_NODE));
    /// let deployment = cluster.deployment(DOCUMENTED_DEPLOYMENT).unwrap();
    /// assert_eq!(deployment.routing_table().count(), 0);
    /// assert_eq!(deployment.reason(), Some("No ML nodes exist in the cluster"));
    /// ```
    #[allow(clippy::must_use_candidate, reason = "it does something")]
    pub fn node_leaves_at(&self, now: SystemTime, id: &str) -> bool {
        self.change_nodes(now, |deployments| deployments.node_leaves(id, now))
    }

    /// A machine learning node that has left comes back at that time, as it was, without anything
    /// on it. False if there is none of that id that has left.
    ///
    /// As [`MlNode::join`](crate::server::MlNode::join), for a cluster without a clock.
    #[allow(clippy::must_use_candidate, reason = "it does something")]
    pub fn node_comes_back_at(&self, now: SystemTime, id: &str) -> bool {
        self.change_nodes(now, |deployments| deployments.node_comes_back(id, now))
    }

    /// A machine learning node joins at that time: a new one, or one that has left, and is what
    /// this says when it comes back. False if it is there.
    #[allow(clippy::must_use_candidate, reason = "it does something")]
    pub fn node_joins_at(&self, now: SystemTime, node: Node) -> bool {
        self.change_nodes(now, |deployments| deployments.node_joins(node, now))
    }

    fn change_nodes<T>(&self, now: SystemTime, change: impl FnOnce(&mut Deployments) -> T) -> T {
        self.change_at(now, |state| change(&mut state.deployments))
    }

    /// Lets a test change what has become of the cluster by then.
    pub(super) fn change_at<T>(&self, now: SystemTime, change: impl FnOnce(&mut State) -> T) -> T {
        self.shared.change(|state| {
            state.come_to(now);
            state.deployments.come_to(now);
            let changed = change(state);
            // Load finds the nodes that there are now.
            state.come_to(now);
            changed
        })
    }
}
