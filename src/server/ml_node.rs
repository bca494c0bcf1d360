//! A machine learning node of a fake, to take away and bring back.

use crate::cluster::Cluster;
use crate::model::Node;
use crate::time::Clock;

/// A machine learning node of a fake: [`FakeCluster::ml_node`](crate::FakeCluster::ml_node).
///
/// ```
/// use es_ml_fake::model::AssignmentState;
/// use es_ml_fake::{Deployment, FakeCluster, Node};
///
/// let cluster = FakeCluster::builder()
///     .node(Node::new("node-1").processors(2))
///     .node(Node::new("node-2").processors(2))
///     .without_deployments()
///     .deployment(Deployment::started("my-model").on_node("node-1", 2).on_node("node-2", 1))
///     .start();
/// let routes = || -> Vec<(String, u32)> {
///     let deployment = cluster.deployment("my-model").unwrap();
///     let routes = deployment.routing_table();
///     routes.map(|(node, route)| (node.to_owned(), route.target_allocations())).collect()
/// };
/// cluster.ml_node("node-1").leave();
/// assert_eq!(routes(), [("node-2".to_owned(), 2)]); // there is no room for a third
/// cluster.ml_node("node-1").join();
/// assert_eq!(routes(), [("node-2".to_owned(), 2), ("node-1".to_owned(), 1)]);
/// ```
#[derive(Debug, Clone)]
#[must_use = "it does nothing by itself"]
pub struct MlNode {
    cluster: Cluster,
    clock: Clock,
    id: String,
}

impl MlNode {
    #[track_caller]
    pub(super) fn of(cluster: &Cluster, clock: &Clock, id: &str) -> Self {
        let nodes = [cluster.nodes(), cluster.nodes_away()].concat();
        let ids: Vec<_> = nodes.iter().map(Node::id).collect();
        assert!(
            ids.contains(&id),
            "there is no machine learning node `{id}`, but {ids:?}"
        );
        Self {
            cluster: cluster.clone(),
            clock: clock.clone(),
            id: id.to_owned(),
        }
    }

    /// What routing tables name it by.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Whether it has not left.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.cluster.nodes().iter().any(|node| node.id() == self.id)
    }

    /// It leaves now, with all that it has counted.
    ///
    /// Deployments have no route to it any more. Their allocations move to other nodes where there
    /// is room, and are `starting` there for as long as
    /// [`start_takes`](crate::FakeClusterBuilder::start_takes) says; where there is none, their
    /// `reason` says why (server-behaviour: Update: nodes that come and go). Nothing happens
    /// if it has left before.
    pub fn leave(&self) {
        self.cluster.node_leaves_at(self.clock.now(), &self.id);
    }

    /// It comes back now, as it was described. Deployments that have less than was asked for get
    /// allocations on it, which are `starting` at first; nodes that have failed to load a model try
    /// again. Nothing happens if it is there.
    pub fn join(&self) {
        self.cluster.node_comes_back_at(self.clock.now(), &self.id);
    }
}
