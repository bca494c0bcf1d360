//! What the cluster holds to begin with.

use super::FakeClusterBuilder;
use crate::model::{Condition, Deployment, IngestPipeline, Model, Node};

/// What the cluster holds to begin with.
impl FakeClusterBuilder {
    /// With this deployment too. One that has the id of the documented one takes its place.
    ///
    /// # Panics
    ///
    /// If the id is that of another which was added before.
    #[track_caller]
    pub fn deployment(mut self, deployment: Deployment) -> Self {
        self.settings.add_deployment(deployment);
        self
    }

    /// Without the deployments so far, the documented one and its model included.
    pub fn without_deployments(mut self) -> Self {
        self.settings.has_documented = false;
        self.settings.deployments.clear();
        self
    }

    /// With this model too, so that it can be deployed. One that has the id of the documented one
    /// takes its place.
    ///
    /// Deployments that are [added](Self::deployment) come with their models, so this is for models
    /// without any, and for what else is to be said of one.
    ///
    /// # Panics
    ///
    /// If the id is that of another which was added before.
    #[track_caller]
    pub fn model(mut self, model: Model) -> Self {
        self.settings.add_model(model);
        self
    }

    /// With this node.
    ///
    /// Without any, there is the [documented node](crate::DOCUMENTED_NODE), without limits; the
    /// first node that is added takes its place. Deployments are on the first node, the documented
    /// one too, unless they are said to be [elsewhere](Deployment::on_node). Where that is a node
    /// that the cluster does not have, it gets one of that id, without limits.
    ///
    /// ```
    /// use es_ml_fake::{FakeCluster, Node};
    ///
    /// let cluster = FakeCluster::builder().node(Node::new("node-1").processors(2)).start();
    /// // The documented deployment has one allocation on it. There is room for a second, and a
    /// // third is answered with 429.
    /// # assert_eq!(cluster.deployments()[0].routing_table().next().unwrap().0, "node-1");
    /// ```
    ///
    /// # Panics
    ///
    /// If the id is that of another which was added before.
    ///
    /// [`FakeCluster::ml_node`](crate::FakeCluster::ml_node) lets it leave, and join again.
    #[track_caller]
    pub fn node(mut self, node: Node) -> Self {
        self.settings.nodes.add(node);
        self
    }

    /// Without the nodes so far, the documented one included.
    pub fn without_nodes(mut self) -> Self {
        self.settings.nodes.clear();
        self
    }

    /// With an inference endpoint of this id, of the service `elasticsearch`. It owns the
    /// deployment of the same id, which is then not to be updated by itself
    /// (server-behaviour: Update: inference endpoints).
    pub fn inference_endpoint(mut self, id: impl Into<String>) -> Self {
        self.settings.inference_endpoints.insert(id.into());
        self
    }

    /// With an ingest pipeline that uses this model, alias or deployment, which is then not to be
    /// stopped or deleted without force (server-behaviour: Stop: refusals).
    pub fn ingest_pipeline(mut self, id: impl Into<String>, target: impl Into<String>) -> Self {
        self.settings.pipelines.push(IngestPipeline {
            id: id.into(),
            target: target.into(),
        });
        self
    }

    /// In this condition, which keeps it from taking updates until it is cleared.
    pub fn condition(mut self, condition: Condition) -> Self {
        self.settings.conditions.set(condition);
        self
    }
}
