//! A cluster behind a listener.

use std::fmt;
use std::net::SocketAddr;
use std::ops::Deref;
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use super::alive;
use super::end_of_test::EndOfTest;
use super::listening_node::ListeningNode;
#[cfg(feature = "wiremock")]
use super::mocks::Mocks;
#[cfg(feature = "tls")]
use super::tls::Credentials;
use super::{FakeClusterBuilder, HttpNode, Outage, SharedCluster};
use crate::cluster::Cluster;
use crate::control::Scopes;
use crate::journal::Origin;
use crate::script::{Held, On, Replies, Script};
use crate::time::{Clock, Lock, PauseProbe};

/// A fake cluster on a port of its own: a [`Cluster`] that takes requests over HTTP until it is
/// dropped.
///
/// It runs on a background thread that all fakes of the process share, so it works the same in
/// synchronous tests and under any executor. No port is given out twice in a process.
///
/// # Dropping
///
/// When `drop` returns, the port refuses connections. Dropping also fails the test, by a panic, if
/// there were silent breaches: requests that a real server accepts although the documentation does
/// not promise it. [`FakeClusterBuilder::breaches`] changes that, and [`verify`](Cluster::verify)
/// asks earlier.
///
/// ```
/// use es_ml_fake::{DOCUMENTED_DEPLOYMENT, FakeCluster};
///
/// let cluster = FakeCluster::start();
/// let answer: serde_json::Value = reqwest::blocking::Client::new()
///     .post(format!(
///         "{}/_ml/trained_models/{DOCUMENTED_DEPLOYMENT}/deployment/_update",
///         cluster.uri()
///     ))
///     .json(&serde_json::json!({"number_of_allocations": 4}))
///     .send()?
///     .json()?;
/// assert_eq!(answer["assignment"]["task_parameters"]["number_of_allocations"], 4);
/// assert_eq!(cluster.updates().only().number_of_allocations(), Some(4));
/// # Ok::<(), reqwest::Error>(())
/// ```
pub struct FakeCluster {
    cluster: Cluster,
    /// At least one.
    nodes: Vec<Arc<ListeningNode>>,
    clock: Clock,
    scopes: Scopes,
    end_of_test: Arc<EndOfTest>,
    /// Tasks that end with the fake.
    tasks: Lock<JoinSet<()>>,
    #[cfg(feature = "tls")]
    credentials: Option<Credentials>,
    /// Checks its own expectations when it is dropped, after the listeners are closed.
    #[cfg(feature = "wiremock")]
    mocks: Arc<Mocks>,
}

impl FakeCluster {
    /// Starts a fake that holds the documented deployment.
    ///
    /// # Panics
    ///
    /// If the system has no port or thread to spare.
    #[must_use = "the fake stops when it is dropped; bind it to a name"]
    #[track_caller]
    pub fn start() -> Self {
        Self::builder().start()
    }

    /// Describes a fake.
    pub fn builder() -> FakeClusterBuilder {
        FakeClusterBuilder::default()
    }

    #[track_caller]
    pub(crate) fn of(
        cluster: Cluster,
        nodes: Vec<Arc<ListeningNode>>,
        clock: Clock,
        scopes: Scopes,
        is_local: bool,
    ) -> Self {
        let started_at = Location::caller();
        let end_of_test = Arc::new(EndOfTest::of(cluster.clone(), started_at));
        alive::watch(&end_of_test);
        cluster.journal().set_origin(Origin {
            uris: nodes.iter().map(|node| node.uri()).collect(),
            started_at,
            probe: if is_local { None } else { PauseProbe::here() },
        });
        Self {
            cluster,
            nodes,
            clock,
            scopes,
            end_of_test,
            tasks: Lock::default(),
            #[cfg(feature = "tls")]
            credentials: None,
            #[cfg(feature = "wiremock")]
            mocks: Arc::default(),
        }
    }

    #[cfg(feature = "wiremock")]
    pub(crate) fn with_mocks(mut self, mocks: Arc<Mocks>) -> Self {
        self.mocks = mocks;
        self
    }

    /// Starts a fake that several tests share, each in a scope of its own.
    ///
    /// # Panics
    ///
    /// If the system has no port or thread to spare.
    #[must_use = "the fake stops when it is dropped; keep it in a `static`"]
    #[track_caller]
    pub fn shared() -> SharedCluster {
        Self::builder().shared()
    }

    pub(crate) fn scopes(&self) -> &Scopes {
        &self.scopes
    }

    /// The base of all its URLs, such as `http://127.0.0.1:41235`, without a slash at the end. If
    /// there are several HTTP nodes, that of the first.
    #[must_use]
    pub fn uri(&self) -> String {
        self.nodes[0].uri()
    }

    /// The bases of the URLs of all HTTP nodes.
    #[must_use]
    pub fn uris(&self) -> Vec<String> {
        self.nodes.iter().map(|node| node.uri()).collect()
    }

    /// The address that it listens on. If there are several HTTP nodes, that of the first.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.nodes[0].address()
    }

    /// One of its HTTP nodes, to take it down, make it slow, and bring it back. They are counted
    /// from 0 on.
    ///
    /// # Panics
    ///
    /// If `index` is out of range.
    #[must_use]
    #[track_caller]
    pub fn http_node(&self, index: usize) -> HttpNode {
        let count = self.nodes.len();
        assert!(
            index < count,
            "there is no HTTP node {index}, since there are {count}, counted from 0 on; `.http_nodes({})` on the builder makes enough",
            index.saturating_add(1)
        );
        HttpNode::of(Arc::clone(&self.nodes[index]), index)
    }

    #[cfg(feature = "tls")]
    pub(crate) fn with_credentials(mut self, credentials: Option<Credentials>) -> Self {
        self.credentials = credentials;
        self
    }

    /// The certificate that a client has to trust, in PEM. Feature `tls`.
    ///
    /// # Panics
    ///
    /// If the fake does not speak HTTPS.
    #[cfg(feature = "tls")]
    #[must_use]
    #[track_caller]
    pub fn ca_pem(&self) -> &str {
        let credentials = self.credentials.as_ref();
        &credentials
            .expect(
                "only with `.tls(Tls::new())` on its builder a fake has a certificate authority",
            )
            .ca_pem
    }

    /// Certificate and private key for a client, in PEM, one after the other. Feature `tls`.
    ///
    /// # Panics
    ///
    /// If the fake does not require a client certificate.
    #[cfg(feature = "tls")]
    #[must_use]
    #[track_caller]
    pub fn client_identity_pem(&self) -> &str {
        let credentials = self.credentials.as_ref();
        credentials
            .and_then(|credentials| credentials.client_pem.as_deref())
            .expect(
                "only with `.tls(Tls::new().require_client_certificate())` on its builder a fake has a certificate for clients",
            )
    }

    /// The clock that it goes by.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Refuses connections until the outage ends, and closes those that are open, at all HTTP
    /// nodes. The ports stay those of the fake.
    ///
    /// When this returns, the next connection is refused. The open ones are closed by then too,
    /// unless this is called by an observer, or the fake is [local](FakeClusterBuilder::local):
    /// then they are closed as soon as the runtime gets to it.
    ///
    /// # Panics
    ///
    /// If the system does not let the port be kept.
    #[track_caller]
    pub fn refuse_connections(&self) -> Outage {
        Outage::of(self.nodes.iter().cloned())
    }

    /// As [`refuse_connections`](Self::refuse_connections), for this long by the clock.
    ///
    /// ```
    /// # use std::time::Duration;
    /// use es_ml_fake::{Clock, FakeCluster};
    ///
    /// let clock = Clock::manual();
    /// let cluster = FakeCluster::builder().clock(clock.clone()).start();
    /// cluster.outage_for(Duration::from_secs(30));
    /// assert!(reqwest::blocking::get(cluster.uri()).is_err());
    /// clock.advance(Duration::from_secs(30));
    /// while reqwest::blocking::get(cluster.uri()).is_err() {} // until the server has woken up
    /// ```
    #[track_caller]
    pub fn outage_for(&self, duration: Duration) {
        let outage = self.refuse_connections();
        let over = self.clock.sleep(duration);
        let mut tasks = self.tasks.lock();
        while tasks.try_join_next().is_some() {}
        let end = async move {
            over.await;
            outage.end();
        };
        tasks.spawn_on(end, self.nodes[0].runtime().handle());
    }

    /// A real mock server of wiremock behind the same address. What is mounted there is asked first
    /// and overrides the fake; what it does not match is the fake's to answer.
    ///
    /// Expectations, scoped mocks and the check when the fake is dropped are wiremock's own.
    /// Nothing is started, and no mock is asked, before the first call. wiremock says nothing of
    /// whether a mock has matched, so a 404 without headers and body is taken for no match: let a
    /// mock that is to answer 404 say at least something. Answers of mocks are in the journal as
    /// [`AnsweredBy::Mock`](crate::journal::AnsweredBy::Mock); what they accept is no silent
    /// breach.
    ///
    /// From the first call on wiremock keeps every request too, as it came: without a bound, and
    /// with its credentials, which it shows when an expectation fails. Send none that matter to a
    /// fake with mocks.
    ///
    /// ```
    /// # let builder = &mut tokio::runtime::Builder::new_current_thread();
    /// # builder.enable_all().build().unwrap().block_on(async {
    /// use es_ml_fake::FakeCluster;
    /// use wiremock::matchers::path;
    /// use wiremock::{Mock, ResponseTemplate};
    ///
    /// let cluster = FakeCluster::start();
    /// let health = Mock::given(path("/_cluster/health"))
    ///     .respond_with(ResponseTemplate::new(200))
    ///     .expect(1);
    /// health.mount(cluster.mocks()).await;
    ///
    /// let answer = reqwest::get(format!("{}/_cluster/health", cluster.uri())).await.unwrap();
    /// assert_eq!(answer.status(), 200);
    /// let answer = reqwest::get(cluster.uri()).await.unwrap();
    /// assert_eq!(answer.headers()["x-elastic-product"], "Elasticsearch");
    /// # });
    /// ```
    ///
    /// # Panics
    ///
    /// If the system has no port to spare.
    #[cfg(feature = "wiremock")]
    #[must_use]
    #[track_caller]
    pub fn mocks(&self) -> &wiremock::MockServer {
        self.mocks.server()
    }

    /// Adds a script: from now on, requests that `on` selects get these replies.
    ///
    /// Scripts are asked in the order in which they were added. Delays and holds of all add up; the
    /// first that answers, or breaks the wire, is the last that is asked. A script that is not used
    /// by the end of the test fails it, as it has tested nothing
    /// ([`FakeClusterBuilder::unused_scripts`]).
    ///
    /// Closures may ask the cluster. If one panics, say in an assertion, its request is answered
    /// with 500, and the test fails with the message when the fake is dropped.
    ///
    /// ```
    /// use std::time::Duration;
    /// use es_ml_fake::script::ScriptedRequest;
    /// use es_ml_fake::{Delay, Failure, FakeCluster, On, Reply, WireFault};
    ///
    /// let cluster = FakeCluster::start();
    /// cluster.script(On::updates().times(2), Failure::no_master());
    /// cluster.script(On::any(), Delay::between(Duration::ZERO, Duration::from_millis(5)));
    /// cluster.script(On::any(), [Reply::from(WireFault::Reset), Failure::bad_gateway().into()]);
    /// cluster.script(On::any(), |request: &ScriptedRequest| {
    ///     Reply::status(500).text(request.target())
    /// });
    /// # cluster.clear_scripts();
    /// ```
    ///
    /// # Panics
    ///
    /// If there are more replies than [times](On::times) to send one, or none.
    #[track_caller]
    pub fn script(&self, on: On, replies: impl Replies) -> Script {
        self.cluster.script_at(self.clock.now(), on, replies)
    }

    /// Keeps the answers to requests that `on` selects back, until the test lets them go.
    pub fn hold(&self, on: On) -> Held {
        self.cluster.hold_at(self.clock.now(), on)
    }

    /// Brings back the state after the start: deployments with all that they remember, conditions,
    /// scripts, and an empty journal. Outages and the clock stay as they are.
    ///
    /// ```
    /// use es_ml_fake::FakeCluster;
    /// use es_ml_fake::model::Condition;
    ///
    /// let cluster = FakeCluster::start();
    /// cluster.set_condition(Condition::NoMaster);
    /// reqwest::blocking::get(cluster.uri())?;
    /// cluster.reset();
    /// assert!(cluster.conditions().is_empty() && cluster.exchanges().is_empty());
    /// # Ok::<(), reqwest::Error>(())
    /// ```
    pub fn reset(&self) {
        self.cluster.reset_at(self.clock.now());
    }

    /// The cluster behind the listener, to keep when the listener is gone.
    #[must_use]
    pub fn cluster(&self) -> &Cluster {
        &self.cluster
    }
}

impl Deref for FakeCluster {
    type Target = Cluster;

    fn deref(&self) -> &Cluster {
        &self.cluster
    }
}

impl fmt::Debug for FakeCluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeCluster")
            .field("uri", &self.uri())
            .field("cluster", &self.cluster)
            .finish_non_exhaustive()
    }
}

impl Drop for FakeCluster {
    fn drop(&mut self) {
        for node in &self.nodes {
            node.stop();
        }
        self.end_of_test.check();
    }
}
