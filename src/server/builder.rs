//! Describing a fake before it is started.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use super::body_memory::BodyMemory;
use super::connection::Shared;
use super::elsewhere::Elsewhere;
use super::listening_node::ListeningNode;
#[cfg(feature = "wiremock")]
use super::mocks::Mocks;
use super::node_fault::NodeFault;
use super::scopes::Scopes;
#[cfg(feature = "tls")]
use super::tls::Credentials;
use super::{FakeCluster, Limits, SharedCluster, port};
use crate::cluster::{Cluster, Settings};
use crate::journal::{BreachPolicy, Exchange};
use crate::model::{Condition, Deployment, Edition, Node, Settling};
use crate::script::{Rng, UnusedPolicy};
use crate::security::{ApiKey, Role, ServiceAccount, User};
use crate::time::{Clock, Runtime};

/// A fake cluster that is not running yet: made by [`FakeCluster::builder`], started by
/// [`start`](Self::start).
#[derive(Debug, Clone, Default)]
#[must_use = "nothing listens until `start` is called"]
pub struct FakeClusterBuilder {
    settings: Settings,
    limits: Limits,
    clock: Option<Clock>,
    listen: Option<SocketAddr>,
    http_nodes: Option<usize>,
    #[cfg(feature = "tls")]
    tls: Option<super::Tls>,
    is_local: bool,
}

impl FakeClusterBuilder {
    /// As the server of a certain version, rather than as the documentation has it.
    pub fn edition(mut self, edition: Edition) -> Self {
        self.settings.edition = edition;
        self
    }

    /// With this deployment too. One that has the id of another takes its place.
    pub fn deployment(mut self, deployment: Deployment) -> Self {
        self.settings.deployments.push(deployment);
        self
    }

    /// Without the deployments so far, the documented one included.
    pub fn without_deployments(mut self) -> Self {
        self.settings.deployments.clear();
        self
    }

    /// With this node. One that has the id of another takes its place.
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
        self.settings.settling = policy;
        self
    }

    /// With this user. As soon as there is a user, an API key or a service account, every request
    /// needs credentials.
    pub fn user(mut self, user: User) -> Self {
        self.settings.security.add_user(user);
        self
    }

    /// With this API key. As soon as there is one, every request needs credentials.
    pub fn api_key(mut self, key: ApiKey) -> Self {
        self.settings.security.add_api_key(key);
        self
    }

    /// With this service account. As soon as there is one, every request needs credentials.
    pub fn service_account(mut self, account: ServiceAccount) -> Self {
        self.settings.security.add_service_account(account);
        self
    }

    /// With this role, for users and API keys to have. One that has the name of another takes its
    /// place.
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

    /// What to do about requests that a real server accepts although the documentation does not
    /// promise it. By default they fail the test when the fake is dropped.
    pub fn breaches(mut self, policy: BreachPolicy) -> Self {
        self.settings.breaches = policy;
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

    /// With so many HTTP nodes: as many addresses over one cluster. At least one, as by default.
    ///
    /// The first one listens on the [chosen](Self::listen) address, the others on the same IP
    /// address and ports that this process never used before. [`FakeCluster::http_node`] takes them
    /// down, and up again.
    pub fn http_nodes(mut self, count: usize) -> Self {
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

    /// The cluster alone, without a listener: it is asked with [`Cluster::handle`].
    ///
    /// ```
    /// use std::time::SystemTime;
    /// use es_ml_fake::FakeCluster;
    ///
    /// let cluster = FakeCluster::builder().edition("8.14".parse()?).build();
    /// let request = http::Request::get("/").body(Default::default()).unwrap();
    /// assert_eq!(cluster.handle(&request, SystemTime::now()).status(), 200);
    /// assert_eq!(cluster.edition().to_string(), "8.14");
    /// # Ok::<(), es_ml_fake::UnknownName>(())
    /// ```
    #[must_use]
    pub fn build(self) -> Cluster {
        Cluster::with(self.settings)
    }

    /// Starts the fake. It takes requests when this returns.
    ///
    /// # Panics
    ///
    /// If it cannot listen, for instance because the address is in use.
    /// [`try_start`](Self::try_start) returns that as an error. And if it is [local](Self::local),
    /// and this is called outside a tokio runtime.
    #[must_use = "the fake stops when it is dropped; bind it to a name"]
    #[track_caller]
    pub fn start(self) -> FakeCluster {
        match self.try_start() {
            Ok(cluster) => cluster,
            Err(error) => panic!("{error}"),
        }
    }

    /// Starts a fake that several tests share, each in a [scope](SharedCluster::scope) of its own
    /// with the deployments and settings of this builder.
    ///
    /// # Panics
    ///
    /// As [`start`](Self::start).
    #[must_use = "the fake stops when it is dropped; keep it in a `static`"]
    #[track_caller]
    pub fn shared(self) -> SharedCluster {
        SharedCluster::of(self.start())
    }

    /// Starts the fake, if it can listen.
    ///
    /// # Errors
    ///
    /// If the address cannot be listened on.
    ///
    /// # Panics
    ///
    /// If it is [local](Self::local), and this is called outside a tokio runtime.
    #[track_caller]
    pub fn try_start(self) -> Result<FakeCluster, StartError> {
        let runtime = self.runtime();
        let first = self.listen.unwrap_or((Ipv4Addr::LOCALHOST, 0).into());
        #[cfg(feature = "tls")]
        let credentials = self.credentials(first)?;
        let clock = self.clock.unwrap_or_else(|| runtime.clock());
        let cluster = Cluster::with(Settings {
            seed: self.settings.seed.or_else(seed_of_environment),
            ..self.settings
        });
        let count = self.http_nodes.unwrap_or(1).max(1);
        let _inside = runtime.handle().enter();
        #[cfg(feature = "wiremock")]
        let mocks: Arc<Mocks> = Arc::default();
        let scopes = Scopes::default();
        let body_memory = BodyMemory::new(self.limits.all_bodies_bytes);
        let start = |index| {
            let port = if index == 0 { first.port() } else { 0 };
            let shared = Shared {
                cluster: cluster.clone(),
                scopes: scopes.clone(),
                limits: self.limits.clone(),
                body_memory: body_memory.clone(),
                clock: clock.clone(),
                runtime: runtime.clone(),
                http_node: (count > 1).then_some(index),
                fault: NodeFault::default(),
                elsewhere: Elsewhere::default(),
                #[cfg(feature = "wiremock")]
                mocks: Arc::clone(&mocks),
                #[cfg(feature = "tls")]
                tls: credentials.as_ref().map(|tls| tls.acceptor.clone()),
            };
            start_node((first.ip(), port).into(), shared)
        };
        let nodes = (0..count).map(start).collect::<Result<_, _>>()?;
        let fake = FakeCluster::of(cluster, nodes, clock, scopes, self.is_local);
        #[cfg(feature = "wiremock")]
        let fake = fake.with_mocks(mocks);
        #[cfg(feature = "tls")]
        let fake = fake.with_credentials(credentials);
        Ok(fake)
    }

    #[track_caller]
    fn runtime(&self) -> Runtime {
        if self.is_local {
            Runtime::of_caller().expect(NO_RUNTIME)
        } else {
            Runtime::Background
        }
    }

    #[cfg(feature = "tls")]
    fn credentials(&self, address: SocketAddr) -> Result<Option<Credentials>, StartError> {
        let credentials = self
            .tls
            .as_ref()
            .map(|tls| Credentials::new(tls, address.ip()));
        credentials
            .transpose()
            .map_err(|source| StartError { address, source })
    }
}

fn start_node(address: SocketAddr, shared: Shared) -> Result<Arc<ListeningNode>, StartError> {
    let node = port::listen(address).and_then(|listener| ListeningNode::start(listener, shared));
    node.map(Arc::new)
        .map_err(|source| StartError { address, source })
}

/// By which a run whose delays came from it can be repeated.
fn seed_of_environment() -> Option<u64> {
    std::env::var(Rng::VARIABLE).ok()?.parse().ok()
}

const NO_RUNTIME: &str = "a local fake runs on the tokio runtime of its caller, and here is none: start it inside `#[tokio::test]` or \
                          `Runtime::block_on`, or leave out `.local()` to have it served by a thread of its own";

/// The fake could not listen.
#[derive(Debug)]
pub struct StartError {
    address: SocketAddr,
    source: io::Error,
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot listen on {}: {}", self.address, self.source)
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}
