//! What a client may take of the server's memory and time.

use std::time::Duration;

/// Limits that keep a broken client from harming the test run. All have defaults, and all can be
/// changed.
///
/// ```
/// use std::time::Duration;
/// use es_ml_fake::server::Limits;
/// use es_ml_fake::FakeCluster;
///
/// let limits = Limits::default().body_bytes(1024).body_timeout(Duration::from_secs(1));
/// let cluster = FakeCluster::builder().limits(limits).start();
/// ```
#[derive(Debug, Clone)]
#[must_use = "limits do nothing until a builder's `limits` takes them"]
pub struct Limits {
    pub(crate) head_bytes: usize,
    pub(crate) body_bytes: usize,
    pub(crate) head_timeout: Duration,
    pub(crate) body_timeout: Duration,
    pub(crate) connections: usize,
    pub(crate) all_bodies_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head_bytes: 16 * 1024,
            body_bytes: 100 * 1024 * 1024,
            head_timeout: Duration::from_secs(30),
            body_timeout: Duration::from_secs(30),
            connections: 10_000,
            all_bodies_bytes: 512 * 1024 * 1024,
        }
    }
}

impl Limits {
    /// The longest request line with all headers, in bytes. 16 KiB by default; longer ones get a
    /// 431, as do more than 100 headers.
    pub fn head_bytes(mut self, bytes: usize) -> Self {
        self.head_bytes = bytes;
        self
    }

    /// The longest request body, in bytes, before and after decompression. 100 MiB by default, as
    /// the server's `http.max_content_length`; longer ones get a 413
    /// (server-behaviour: HTTP: formats, filtering and size).
    pub fn body_bytes(mut self, bytes: usize) -> Self {
        self.body_bytes = bytes;
        self
    }

    /// How many bytes the bodies of all requests that are being received or answered may take
    /// together, at all HTTP nodes of the fake. 512 MiB by default; what comes beyond gets a 429
    /// with a `circuit_breaking_exception`. Bodies of up to 16 KiB are not counted.
    pub fn all_bodies_bytes(mut self, bytes: usize) -> Self {
        self.all_bodies_bytes = bytes;
        self
    }

    /// How long a head may take from its first byte to its last. 30 seconds by default; then the
    /// connection is closed. Connections without a begun request may be idle for as long as they
    /// like.
    pub fn head_timeout(mut self, timeout: Duration) -> Self {
        self.head_timeout = timeout;
        self
    }

    /// How long a body may take. 30 seconds by default; then the answer is a 408, and the
    /// connection is closed.
    pub fn body_timeout(mut self, timeout: Duration) -> Self {
        self.body_timeout = timeout;
        self
    }

    /// How many connections may be open at once. 10,000 by default; more wait until one is closed.
    ///
    /// # Panics
    ///
    /// If it is 0.
    #[track_caller]
    pub fn connections(mut self, connections: usize) -> Self {
        assert!(
            connections > 0,
            "without a connection no request can be sent; `refuse_connections` makes an outage"
        );
        self.connections = connections;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_on_by_default_and_those_of_the_documentation() {
        let limits = Limits::default();
        assert_eq!(limits.head_bytes, 16 << 10);
        assert_eq!(limits.body_bytes, 100 << 20);
        assert_eq!(limits.head_timeout, Duration::from_secs(30));
        assert_eq!(limits.body_timeout, Duration::from_secs(30));
        assert_eq!(limits.connections, 10_000);
        assert_eq!(limits.all_bodies_bytes, 512 << 20);
    }
}
