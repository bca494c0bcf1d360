//! Times when the server is not reachable.

use std::sync::Arc;
use std::thread;

use super::listening_node::ListeningNode;

/// A time during which a fake refuses connections, as if its process were not there. It ends when
/// this is dropped.
///
/// Made by [`FakeCluster::refuse_connections`](crate::FakeCluster::refuse_connections). If there
/// are several at once, all of them have to end.
///
/// ```
/// use es_ml_fake::FakeCluster;
///
/// let cluster = FakeCluster::start();
/// let outage = cluster.refuse_connections();
/// assert!(reqwest::blocking::get(cluster.uri()).unwrap_err().is_connect());
/// outage.end();
/// assert!(reqwest::blocking::get(cluster.uri()).is_ok());
/// ```
#[derive(Debug)]
#[must_use = "the outage ends when this is dropped; bind it to a name"]
pub struct Outage {
    nodes: Vec<Arc<ListeningNode>>,
}

impl Outage {
    #[track_caller]
    pub(crate) fn of(nodes: impl IntoIterator<Item = Arc<ListeningNode>>) -> Self {
        let mut outage = Self { nodes: Vec::new() };
        for node in nodes {
            if let Err(error) = node.begin_outage() {
                node.fail("keep", &error);
            }
            outage.nodes.push(node);
        }
        outage
    }

    /// Ends it. Connections are accepted again when this returns.
    ///
    /// # Panics
    ///
    /// If the system does not give the port back.
    #[track_caller]
    pub fn end(mut self) {
        self.end_everywhere();
    }

    /// At each node once.
    #[track_caller]
    fn end_everywhere(&mut self) {
        for node in self.nodes.drain(..) {
            match node.end_outage() {
                Err(error) if !thread::panicking() => node.fail("listen again on", &error),
                _ => {}
            }
        }
    }
}

impl Drop for Outage {
    fn drop(&mut self) {
        self.end_everywhere();
    }
}
