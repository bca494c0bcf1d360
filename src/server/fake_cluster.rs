//! A cluster behind a listener.

use std::fmt;
use std::net::SocketAddr;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::task::JoinSet;

use super::node::Node;
#[cfg(feature = "tls")]
use super::tls::Credentials;
use super::{Builder, HttpNode, Outage};
use crate::clock::Clock;
use crate::cluster::{Breaches, Cluster};

/// A fake cluster on a port of its own: a [`Cluster`] that takes requests over HTTP until it is dropped.
///
/// It runs on a background thread that all fakes of the process share, so it works the same in synchronous tests and under any
/// executor. No port is given out twice in a process.
///
/// # Dropping
///
/// When `drop` returns, the port refuses connections. Dropping also fails the test, by a panic, if there were silent breaches: requests that a real
/// server accepts although the documentation does not promise it. [`Builder::breaches`] changes that, and
/// [`verify`](Cluster::verify) asks earlier.
///
/// ```
/// use es_ml_fake::{DOCUMENTED_DEPLOYMENT, FakeCluster};
///
/// let cluster = FakeCluster::start();
/// let answer: serde_json::Value = reqwest::blocking::Client::new()
///     .post(format!("{}/_ml/trained_models/{DOCUMENTED_DEPLOYMENT}/deployment/_update", cluster.uri()))
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
    nodes: Vec<Arc<Node>>,
    clock: Clock,
    /// Tasks that end with the fake.
    tasks: Mutex<JoinSet<()>>,
    #[cfg(feature = "tls")]
    credentials: Option<Credentials>,
}

/// What to do about silent breaches.
const REMEDY: &str = "To fix this, make the program send what is documented. If it is meant to rely on the server's leniency, start \
                      the fake with `.breaches(Breaches::Allow)`; to have such requests answered with 400, with \
                      `.breaches(Breaches::Refuse)`.";

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
    pub fn builder() -> Builder {
        Builder::default()
    }

    pub(crate) fn of(cluster: Cluster, nodes: Vec<Arc<Node>>, clock: Clock) -> Self {
        Self {
            cluster,
            nodes,
            clock,
            tasks: Mutex::default(),
            #[cfg(feature = "tls")]
            credentials: None,
        }
    }

    /// The base of all its URLs, such as `http://127.0.0.1:41235`, without a slash at the end. If there are several HTTP nodes, that of the first.
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

    /// One of its HTTP nodes, to take it down, make it slow, and bring it back. They are counted from 0 on.
    ///
    /// # Panics
    ///
    /// If there are not so many.
    #[must_use]
    #[track_caller]
    pub fn node(&self, index: usize) -> HttpNode {
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

    /// Refuses connections until the outage ends, and closes those that are open, at all HTTP nodes. The ports stay those of the fake.
    ///
    /// When this returns, the next connection is refused. The open ones are closed by then too, unless this is called by an observer, or the
    /// fake is [local](Builder::local): then they are closed as soon as the runtime gets to it.
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
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        while tasks.try_join_next().is_some() {}
        let end = async move {
            over.await;
            outage.end();
        };
        tasks.spawn_on(end, self.nodes[0].runtime().handle());
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
        if self.cluster.breaches() != Breaches::Fail || thread::panicking() {
            return;
        }
        if let Err(breaches) = self.cluster.verify() {
            panic!("{breaches}\n\n{REMEDY}");
        }
    }
}
