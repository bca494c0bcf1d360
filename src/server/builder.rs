//! Describing a fake before it is started.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use super::Limits;
use super::control_api::ControlApi;
use crate::cluster::Settings;
use crate::endpoints::UnimplementedPolicy;
use crate::journal::{BreachPolicy, Exchange};
use crate::model::{Condition, Deployment, Edition, IngestPipeline, Model, Node, Settling};
use crate::script::{On, Replies, UnusedPolicy};
use crate::security::{ApiKey, Role, ServiceAccount, User};
use crate::time::Clock;

/// A fake cluster that is not running yet: made by
/// [`FakeCluster::builder`](crate::FakeCluster::builder), started by [`start`](Self::start).
///
/// What contradicts itself is refused with a panic where it is written: two deployments of one id,
/// two users of one name, no HTTP node.
///
/// ```should_panic
/// use es_ml_fake::{Deployment, FakeCluster};
///
/// let _ = FakeCluster::builder()
///     .deployment(Deployment::started("my-model"))
///     .deployment(Deployment::starting("my-model"));
/// ```
#[derive(Debug, Clone, Default)]
#[must_use = "nothing listens until `start` is called"]
pub struct FakeClusterBuilder {
    pub(super) settings: Settings,
    pub(super) limits: Limits,
    pub(super) clock: Option<Clock>,
    pub(super) listen: Option<SocketAddr>,
    pub(super) http_nodes: Option<usize>,
    #[cfg(feature = "tls")]
    pub(super) tls: Option<super::Tls>,
    pub(super) is_local: bool,
    pub(super) control: ControlApi,
}

impl FakeClusterBuilder {
    /// As the server of a certain version, rather than as the documentation has it.
    ///
    /// ```
    /// use es_ml_fake::{Edition, FakeCluster};
    ///
    /// let old = FakeCluster::builder().edition("8.15").start();
    /// let new = FakeCluster::builder().edition(Edition::Documented).start();
    /// assert_ne!(old.edition(), new.edition());
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no edition of that name.
    #[track_caller]
    pub fn edition(mut self, edition: impl TryInto<Edition, Error: fmt::Display>) -> Self {
        match edition.try_into() {
            Ok(edition) => self.settings.edition = edition,
            Err(error) => panic!("{error}"),
        }
        self
    }

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

    /// `xpack.ml.max_ml_node_size`, in bytes: how large machine learning nodes may become; 0 by
    /// default. What matters is whether the smallest of those with a limited [memory](Node::memory)
    /// has less.
    pub fn max_ml_node_size(mut self, bytes: u64) -> Self {
        self.settings.nodes.max_ml_node_size = bytes;
        self
    }

    /// When the nodes have done what an update asks of them: by default, when the next request
    /// arrives.
    pub fn settling(mut self, policy: Settling) -> Self {
        self.settings.timing.settling = policy;
        self
    }

    /// Nodes take this long to load the model of a deployment that a request starts, by the clock.
    /// The answer comes when that is over, or earlier if the request says so by `wait_for` or
    /// `timeout`. By default they take as long as for an [update](Self::settling).
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
    pub fn start_takes(mut self, time: Duration) -> Self {
        self.settings.timing.start = Some(time);
        self
    }

    /// Nodes take this long to stop a deployment, by the clock. Meanwhile it is `stopping`, and the
    /// answer waits. By default it takes no time.
    pub fn stop_takes(mut self, time: Duration) -> Self {
        self.settings.timing.stop = time;
        self
    }

    /// With this user. As soon as there is a user, an API key or a service account, every request
    /// needs credentials.
    ///
    /// # Panics
    ///
    /// If there is a user of that name already.
    #[track_caller]
    pub fn user(mut self, user: User) -> Self {
        self.settings.security.add_user(user);
        self
    }

    /// With this API key. As soon as there is one, every request needs credentials.
    ///
    /// # Panics
    ///
    /// If there is a key of that id already.
    #[track_caller]
    pub fn api_key(mut self, key: ApiKey) -> Self {
        self.settings.security.add_api_key(key);
        self
    }

    /// With this service account. As soon as there is one, every request needs credentials.
    ///
    /// # Panics
    ///
    /// If there is a service account of that name already.
    #[track_caller]
    pub fn service_account(mut self, account: ServiceAccount) -> Self {
        self.settings.security.add_service_account(account);
        self
    }

    /// With this role, for users and API keys to have. One that has the name of a role that is
    /// built in takes its place.
    ///
    /// # Panics
    ///
    /// If the name is that of another which was added before.
    #[track_caller]
    pub fn role(mut self, role: Role) -> Self {
        self.settings.security.add_role(role);
        self
    }

    /// In this condition, which keeps it from taking updates until it is cleared.
    pub fn condition(mut self, condition: Condition) -> Self {
        self.settings.conditions.set(condition);
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

    /// What to do about requests that a real server accepts although the documentation does not
    /// promise it. By default they fail the test when the fake is dropped.
    pub fn breaches(mut self, policy: BreachPolicy) -> Self {
        self.settings.breaches = policy;
        self
    }

    /// With this script from the beginning, in each [scope](crate::server::Scope) too. As
    /// [`FakeCluster::script`](crate::FakeCluster::script), which adds one later.
    ///
    /// ```
    /// use es_ml_fake::{Failure, FakeCluster, On};
    ///
    /// let on = On::any().times(1);
    /// let cluster = FakeCluster::builder().script(on, Failure::no_master()).start();
    /// assert_eq!(reqwest::blocking::get(cluster.uri())?.status(), 503);
    /// assert_eq!(reqwest::blocking::get(cluster.uri())?.status(), 200);
    /// # Ok::<(), reqwest::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If there are more replies than [times](On::times) to send one, or none.
    #[track_caller]
    pub fn script(mut self, on: On, replies: impl Replies) -> Self {
        if let Some(count) = replies.count() {
            on.refuse_replies(count);
        }
        self.settings.scripts.push((on, Arc::new(replies)));
        self
    }

    /// What to answer where a real server has an API, and the fake does not. By default it says so,
    /// with status 501.
    pub fn unimplemented(mut self, policy: UnimplementedPolicy) -> Self {
        self.settings.unimplemented = policy;
        self
    }

    /// What to do about scripts that were not used. By default they fail the test when the fake is
    /// dropped.
    pub fn unused_scripts(mut self, policy: UnusedPolicy) -> Self {
        self.settings.unused_scripts = policy;
        self
    }

    /// With this seed for what is random in scripts. By default it is that of the environment
    /// variable `ES_ML_FAKE_SEED`, or any. A test that fails shows it.
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = Some(seed);
        self
    }

    /// What a client may take of memory and time.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// How many exchanges the journal keeps: 10,000 by default, the newest ones. Counts stay exact.
    pub fn journal_exchanges(mut self, exchanges: usize) -> Self {
        self.settings.journal.exchanges = exchanges;
        self
    }

    /// How many bytes the journal keeps, roughly: 64 MiB by default.
    pub fn journal_bytes(mut self, bytes: usize) -> Self {
        self.settings.journal.bytes = bytes;
        self
    }

    /// Calls `observer` with each exchange, before its answer leaves. While it runs, no other
    /// request is answered.
    pub fn on_exchange(
        mut self,
        observer: impl Fn(&Arc<Exchange>) + Send + Sync + 'static,
    ) -> Self {
        self.settings.observer = Some(Arc::new(observer));
        self
    }

    /// Goes by this clock: the time of an exchange, delays, outages. By default that is the
    /// system's.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = Some(clock);
        self
    }

    /// Listens on this address, rather than on 127.0.0.1. With port 0, as by default, on a port
    /// that this process never used before.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = Some(address);
        self
    }

    /// With this many HTTP nodes: as many addresses over one cluster. One by default.
    ///
    /// The first one listens on the [chosen](Self::listen) address, the others on the same IP
    /// address and ports that this process never used before.
    /// [`FakeCluster::http_node`](crate::FakeCluster::http_node) takes them down, and up again.
    ///
    /// # Panics
    ///
    /// If `count` is 0.
    #[track_caller]
    pub fn http_nodes(mut self, count: usize) -> Self {
        assert!(
            count > 0,
            "a fake has at least 1 HTTP node; to be without one for a while, take it down by \
             `cluster.http_node(0).down()`"
        );
        self.http_nodes = Some(count);
        self
    }

    /// Speaks HTTPS, and nothing else. Feature `tls`.
    #[cfg(feature = "tls")]
    pub fn tls(mut self, tls: super::Tls) -> Self {
        self.tls = Some(tls);
        self
    }

    /// Runs on the tokio runtime that [`start`](Self::start) is called in, rather than on the
    /// background thread, and goes by the clock of that runtime unless another was
    /// [chosen](Self::clock).
    ///
    /// So `tokio::time::pause` governs the delays of the fake as it governs the timeouts of its
    /// client, and both are over in no time. A fake on a thread of its own would not do: a paused
    /// runtime that waits for another thread moves its time on to the timeout at once. The test
    /// must not block the runtime, say by a blocking client.
    ///
    /// ```
    /// use std::time::Duration;
    /// use es_ml_fake::FakeCluster;
    ///
    /// #[tokio::main(flavor = "current_thread")]
    /// async fn main() {
    ///     tokio::time::pause();
    ///     let cluster = FakeCluster::builder().local().start();
    ///     cluster.outage_for(Duration::from_secs(60));
    ///     assert!(reqwest::get(cluster.uri()).await.is_err());
    ///     tokio::time::sleep(Duration::from_secs(61)).await; // takes a moment
    ///     assert!(reqwest::get(cluster.uri()).await.is_ok());
    /// }
    /// ```
    pub fn local(mut self) -> Self {
        self.is_local = true;
        self
    }
}
