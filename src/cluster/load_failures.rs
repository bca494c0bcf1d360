//! Nodes that cannot load a model, while the cluster runs.

use std::time::SystemTime;

use super::Cluster;
use crate::model::{LoadFailure, LoadFailures};

/// Models that nodes fail to load (server-behaviour: Update: what changes; Start: refusals).
impl Cluster {
    /// From now on no node can load a model, for this reason. False if there is no model of that
    /// id.
    ///
    /// Nodes that have it serve it as before. Those that are loading it will fail: their routes are
    /// `failed`, with the reason, and a start that waits for them is refused. As
    /// [`Model::fails_to_load`](crate::Model::fails_to_load), until
    /// [`loads_again`](crate::FakeCluster::loads_again) or a reset.
    ///
    /// ```
    /// use es_ml_fake::model::RoutingState;
    /// use es_ml_fake::{DOCUMENTED_DEPLOYMENT, DOCUMENTED_NODE, FakeCluster};
    ///
    /// let cluster = FakeCluster::start();
    /// cluster.fails_to_load(DOCUMENTED_DEPLOYMENT, "out of memory");
    /// let route = || {
    ///     cluster.settle();
    ///     let deployment = cluster.deployment(DOCUMENTED_DEPLOYMENT).unwrap();
    ///     let (_, route) = deployment.routing_table().next().unwrap();
    ///     route.clone()
    /// };
    /// cluster.ml_node(DOCUMENTED_NODE).leave();
    /// cluster.ml_node(DOCUMENTED_NODE).join();
    /// assert_eq!(route().routing_state(), RoutingState::Failed);
    /// assert_eq!(route().reason(), "out of memory");
    /// cluster.loads_again(DOCUMENTED_DEPLOYMENT);
    /// assert_eq!(route().routing_state(), RoutingState::Started);
    /// ```
    #[allow(clippy::must_use_candidate, reason = "it does something")]
    pub fn fails_to_load(&self, model_id: &str, reason: impl Into<String>) -> bool {
        let reason = reason.into();
        self.add_load_failure(model_id, LoadFailure { node: None, reason })
    }

    /// The same for one node.
    #[allow(clippy::must_use_candidate, reason = "it does something")]
    pub fn fails_to_load_on(
        &self,
        model_id: &str,
        node: impl Into<String>,
        reason: impl Into<String>,
    ) -> bool {
        let (node, reason) = (Some(node.into()), reason.into());
        self.add_load_failure(model_id, LoadFailure { node, reason })
    }

    /// From that time on nodes can load a model. Those that have failed try again at once; a server
    /// waits for a node that joins, a deployment that is stopped, or an increase. False if there is
    /// no model of that id.
    ///
    /// As [`FakeCluster::loads_again`](crate::FakeCluster::loads_again), for a cluster without a
    /// clock.
    #[allow(clippy::must_use_candidate, reason = "it does something")]
    pub fn loads_again_at(&self, now: SystemTime, model_id: &str) -> bool {
        self.change_at(now, |state| {
            let found = state.change_load_failures(model_id, |all| *all = LoadFailures::default());
            state.deployments.rebalance(now);
            found
        })
    }

    /// Why nodes fail to load a model, if there is one of that id.
    pub(crate) fn load_failures(&self, model_id: &str) -> Option<LoadFailures> {
        let state = self.shared.state.lock();
        Some(state.models.get(model_id)?.load_failures.clone())
    }

    pub(crate) fn add_load_failure(&self, model_id: &str, failure: LoadFailure) -> bool {
        let add = |all: &mut LoadFailures| all.add(failure);
        self.shared
            .change(|state| state.change_load_failures(model_id, add))
    }
}
