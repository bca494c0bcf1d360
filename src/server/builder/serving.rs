//! Where the fake listens, and what it goes by.

use std::net::SocketAddr;

use super::FakeClusterBuilder;
use crate::server::Limits;
#[cfg(feature = "tls")]
use crate::server::Tls;
use crate::time::Clock;

/// Where the fake listens, and what it goes by.
impl FakeClusterBuilder {
    /// What a client may take of memory and time.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
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
    pub fn tls(mut self, tls: Tls) -> Self {
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
