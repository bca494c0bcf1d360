//! One of several nodes, for tests to play with.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use super::Outage;
use super::listening_node::ListeningNode;
use crate::http::status_code;

/// One of the HTTP nodes of a fake, each of which has an address of its own over the same cluster.
///
/// Made by [`FakeCluster::http_node`](crate::FakeCluster::http_node). Whatever is done to it lasts
/// until [`up`](Self::up). Clones are the same node.
///
/// ```
/// use es_ml_fake::FakeCluster;
///
/// let cluster = FakeCluster::builder().http_nodes(3).start();
/// cluster.http_node(0).down();
/// cluster.http_node(1).answer(502); // or `StatusCode::BAD_GATEWAY`
///
/// let answers = cluster.uris().into_iter().map(reqwest::blocking::get);
/// let statuses: Vec<_> =
///     answers.map(|answer| answer.ok().map(|answer| answer.status().as_u16())).collect();
/// assert_eq!(statuses, [None, Some(502), Some(200)]);
///
/// let nodes: Vec<_> = cluster.exchanges().iter().map(|exchange| exchange.http_node()).collect();
/// assert_eq!(nodes, [1, 2]);
/// ```
#[derive(Clone)]
pub struct HttpNode {
    node: Arc<ListeningNode>,
    index: usize,
}

impl HttpNode {
    pub(crate) fn of(node: Arc<ListeningNode>, index: usize) -> Self {
        Self { node, index }
    }

    /// Its number, from 0 on.
    #[must_use]
    pub fn index(&self) -> usize {
        self.index
    }

    /// The base of its URLs, such as `http://127.0.0.1:41235`, without a slash at the end.
    #[must_use]
    pub fn uri(&self) -> String {
        self.node.uri()
    }

    /// The address that it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.node.address()
    }

    /// Takes it down: it refuses connections, and closes those that are open. Its port stays its
    /// own.
    ///
    /// As [`FakeCluster::refuse_connections`](crate::FakeCluster::refuse_connections), without a
    /// guard.
    ///
    /// # Panics
    ///
    /// If the system does not let the port be kept.
    #[track_caller]
    pub fn down(&self) {
        if let Err(error) = self.node.go_down() {
            self.node.fail("keep", &error);
        }
    }

    /// Refuses connections until the outage ends, and closes those that are open. The port stays
    /// that of the node.
    ///
    /// # Panics
    ///
    /// If the system does not let the port be kept.
    #[track_caller]
    pub fn refuse_connections(&self) -> Outage {
        Outage::of([Arc::clone(&self.node)])
    }

    /// Delays each answer by this much, by the clock of the fake, and on top of what else delays
    /// it.
    pub fn slow(&self, delay: Duration) {
        self.node.fault().slow(delay);
    }

    /// Answers every request with this status, as a proxy before the node does: with a page of
    /// HTML, and without the header by which official clients know an Elasticsearch server. The
    /// request does not reach the cluster, but it is on record.
    ///
    /// # Panics
    ///
    /// If the status is not that of an error, which begins with 4 or 5.
    #[track_caller]
    pub fn answer(&self, status: impl TryInto<StatusCode, Error: fmt::Display>) {
        let status = status_code(status);
        let is_error = status.is_client_error() || status.is_server_error();
        assert!(
            is_error,
            "{status} is no error, so it takes more than a node to answer it"
        );
        self.node.fault().answer_with(status);
    }

    /// Ends all that was done to it. Only an [`Outage`] goes on until its own end.
    ///
    /// # Panics
    ///
    /// If it was [`down`](Self::down) and the system does not give the port back.
    #[track_caller]
    pub fn up(&self) {
        if let Err(error) = self.node.come_up() {
            self.node.fail("listen again on", &error);
        }
    }
}

impl fmt::Debug for HttpNode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpNode")
            .field("index", &self.index)
            .field("uri", &self.uri())
            .finish_non_exhaustive()
    }
}
