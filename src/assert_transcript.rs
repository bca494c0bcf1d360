//! The macro for snapshot tests.

/// Compares a cluster's transcript with an [insta](https://insta.rs) snapshot.
///
/// It takes what `insta::assert_snapshot!` takes, with a cluster in the place of the value: a
/// cluster alone, a name and a cluster, or a cluster and an inline snapshot. New and changed
/// snapshots are reviewed with `cargo insta review`.
///
/// ```
/// use es_ml_fake::{FakeCluster, assert_transcript};
///
/// let cluster = FakeCluster::start();
/// reqwest::blocking::Client::new().head(cluster.uri()).send()?;
/// assert_transcript!(cluster, @r"
/// > HEAD /
/// = conforms
/// < 200 OK
/// < content-length: 534
/// ");
/// # Ok::<(), reqwest::Error>(())
/// ```
#[macro_export]
macro_rules! assert_transcript {
    ($cluster:expr, @ $inline:literal $(,)?) => {
        $crate::__insta::assert_snapshot!($cluster.transcript().to_string(), @ $inline)
    };
    ($cluster:expr $(,)?) => {
        $crate::__insta::assert_snapshot!($cluster.transcript().to_string())
    };
    ($name:expr, $cluster:expr $(,)?) => {
        $crate::__insta::assert_snapshot!($name, $cluster.transcript().to_string())
    };
}
