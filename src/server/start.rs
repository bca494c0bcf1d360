//! Starting a fake that was described.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::SystemTime;

use super::body_memory::BodyMemory;
use super::builder::FakeClusterBuilder;
use super::connection::Shared;
use super::control_nodes::ControlNodes;
use super::listening_node::ListeningNode;
#[cfg(feature = "wiremock")]
use super::mocks::Mocks;
use super::node_fault::NodeFault;
#[cfg(feature = "tls")]
use super::tls::Credentials;
use super::{FakeCluster, SharedCluster, port};
use crate::cluster::{Cluster, Settings};
use crate::control::{Control, Scopes};
use crate::script::Rng;
use crate::time::{Elsewhere, Runtime};

impl FakeClusterBuilder {
    /// Starts the fake. It takes requests when this returns.
    ///
    /// # Panics
    ///
    /// If it cannot listen, for instance because the address is in use.
    /// [`try_start`](Self::try_start) returns that as an error. And as `try_start` itself.
    #[must_use = "the fake stops when it is dropped; bind it to a name"]
    #[track_caller]
    pub fn start(self) -> FakeCluster {
        match self.try_start() {
            Ok(cluster) => cluster,
            Err(error) => panic!("{error}"),
        }
    }

    /// The cluster alone, without a listener: it is asked with [`Cluster::handle`].
    ///
    /// ```
    /// use std::time::SystemTime;
    /// use es_ml_fake::FakeCluster;
    ///
    /// let cluster = FakeCluster::builder().edition("8.14").build();
    /// let request = http::Request::get("/").body(Default::default())?;
    /// assert_eq!(cluster.handle(&request, SystemTime::now()).status(), 200);
    /// assert_eq!(cluster.edition().to_string(), "8.14");
    /// # Ok::<(), http::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If a user, an API key or a service account was given a role that is neither built in nor
    /// [added](Self::role).
    #[must_use]
    #[track_caller]
    pub fn build(self) -> Cluster {
        self.refuse_unknown_roles();
        let now = self.clock.map_or_else(SystemTime::now, |clock| clock.now());
        let cluster = Cluster::with(self.settings);
        cluster.begin(now);
        cluster
    }

    #[track_caller]
    fn refuse_unknown_roles(&self) {
        if let Some(complaint) = self.settings.security.unknown_role() {
            panic!("{complaint}");
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
    /// If it is [local](Self::local), and this is called outside a tokio runtime; and if a user, an
    /// API key or a service account was given a role that is neither built in nor
    /// [added](Self::role).
    #[track_caller]
    pub fn try_start(self) -> Result<FakeCluster, StartError> {
        self.refuse_unknown_roles();
        let runtime = self.runtime();
        let first = self.listen.unwrap_or((Ipv4Addr::LOCALHOST, 0).into());
        #[cfg(feature = "tls")]
        let credentials = self.credentials(first)?;
        let clock = self.clock.unwrap_or_else(|| runtime.clock());
        let cluster = Cluster::with(Settings {
            seed: self.settings.seed.or_else(seed_of_environment),
            ..self.settings
        });
        cluster.begin(clock.now());
        let count = self.http_nodes.unwrap_or(1);
        let _inside = runtime.handle().enter();
        #[cfg(feature = "wiremock")]
        let mocks: Arc<Mocks> = Arc::default();
        let scopes = Scopes::new(cluster.clone(), clock.clone());
        let access = self.control.access(first.ip());
        let control = access.map(|access| Arc::new(Control::new(access, scopes.clone())));
        let body_memory = BodyMemory::new(self.limits.all_bodies_bytes);
        let start = |index| {
            let port = if index == 0 { first.port() } else { 0 };
            let shared = Shared {
                cluster: cluster.clone(),
                scopes: scopes.clone(),
                control: control.clone(),
                limits: self.limits.clone(),
                body_memory: body_memory.clone(),
                clock: clock.clone(),
                runtime: runtime.clone(),
                http_node: (count > 1).then_some(index),
                fault: NodeFault::default(),
                elsewhere: Elsewhere::of(runtime.clone()),
                #[cfg(feature = "wiremock")]
                mocks: Arc::clone(&mocks),
                #[cfg(feature = "tls")]
                tls: credentials.as_ref().map(|tls| tls.acceptor.clone()),
            };
            start_node((first.ip(), port).into(), shared)
        };
        let nodes = (0..count).map(start).collect::<Result<Vec<_>, _>>()?;
        if let Some(control) = control {
            control.set_nodes(Box::new(ControlNodes::new(&nodes, clock.clone())));
        }
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
pub struct StartError {
    address: SocketAddr,
    source: io::Error,
}

/// As a person reads it, since `unwrap` shows errors in this form.
impl fmt::Debug for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl StartError {
    /// What kind of error the system has given, such as [`AddrInUse`](io::ErrorKind::AddrInUse).
    #[must_use]
    pub fn kind(&self) -> io::ErrorKind {
        self.source.kind()
    }
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
