//! How far the cluster grows, and how long it takes for what it is asked.

use std::time::Duration;

use super::FakeClusterBuilder;
use crate::model::Settling;

/// How far the cluster grows, and how long it takes for what it is asked.
impl FakeClusterBuilder {
    /// `xpack.ml.max_lazy_ml_nodes`: how many machine learning nodes the cluster may grow to; 0 by
    /// default.
    ///
    /// An increase that there are not enough resources for is answered with 429, unless the cluster
    /// may have more nodes than it has, or [larger ones](Self::max_ml_node_size): then with 200 and
    /// a `reason` (server-behaviour: Update: capacity and timeouts).
    pub fn max_lazy_ml_nodes(mut self, nodes: u32) -> Self {
        self.settings.nodes.max_lazy_ml_nodes = nodes;
        self
    }

    /// `xpack.ml.max_ml_node_size`, in bytes: how large machine learning nodes may become; 0 by
    /// default. What matters is whether the smallest of those with a limited
    /// [memory](crate::Node::memory) has less.
    pub fn max_ml_node_size(mut self, bytes: u64) -> Self {
        self.settings.nodes.max_ml_node_size = bytes;
        self
    }

    /// `xpack.ml.trained_models.adaptive_allocations.scale_to_zero_time`: how long a deployment
    /// without a minimum keeps its last allocation when nothing is asked of it. A day by default,
    /// and a quarter of an hour up to 8.18 and in 9.0, where no server has the setting.
    ///
    /// It matters where a [load](crate::FakeCluster::load) was declared.
    pub fn scale_to_zero_time(mut self, time: Duration) -> Self {
        self.settings.scale_to_zero_time = Some(time);
        self
    }

    /// How long after an increase by adaptive allocations there is no decrease; 5 minutes by
    /// default. The name that servers have for the setting is not established.
    pub fn scale_cooldown_time(mut self, time: Duration) -> Self {
        self.settings.scale_cooldown_time = Some(time);
        self
    }

    /// When the nodes have done what an update asks of them: by default, when the next request
    /// arrives.
    pub fn settling(mut self, policy: Settling) -> Self {
        self.settings.timing.settling = policy;
        self
    }

    /// Nodes take this long to load the model of a deployment that a request starts, or that comes
    /// to them otherwise, by the clock; or until statistics have been read so often, or until the
    /// test [says so](crate::FakeCluster::settle_deployment). The answer to a start comes when that
    /// is over, or earlier if the request says so by `wait_for` or `timeout`. By default they take
    /// as long as for an [update](Self::settling).
    ///
    /// ```
    /// use std::time::Duration;
    /// use es_ml_fake::{FakeCluster, Model};
    ///
    /// #[tokio::main(flavor = "current_thread")]
    /// async fn main() {
    ///     tokio::time::pause();
    ///     let cluster = FakeCluster::builder()
    ///         .model(Model::pytorch("my-model"))
    ///         .start_takes(Duration::from_secs(60))
    ///         .local()
    ///         .start();
    ///     let path = "_ml/trained_models/my-model/deployment/_start?timeout=45s";
    ///     let url = format!("{}/{path}", cluster.uri());
    ///     let answer = reqwest::Client::new().post(url).send().await.unwrap(); // takes a moment
    ///     assert_eq!(answer.status(), 408);
    ///     assert!(cluster.deployment("my-model").is_some());
    /// }
    /// ```
    pub fn start_takes(mut self, time: impl Into<Settling>) -> Self {
        self.settings.timing.start = Some(time.into());
        self
    }

    /// Nodes take this long to stop a deployment, by the clock; or until statistics have been read
    /// so often, or until the test [says so](crate::FakeCluster::settle_deployment). Meanwhile it
    /// is `stopping`, and the answer waits. By default it takes no time.
    pub fn stop_takes(mut self, time: impl Into<Settling>) -> Self {
        self.settings.timing.stop = time.into();
        self
    }
}
