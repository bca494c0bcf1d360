//! The network side: listeners, connections, bytes and time. What is answered is decided in [`cluster`](crate::Cluster).

mod accept;
mod activity;
mod answer_body;
mod background;
mod builder;
mod connection;
mod door;
mod encoding;
mod fake_cluster;
mod http_node;
mod journey;
mod limits;
#[cfg(feature = "wiremock")]
mod mocks;
mod node;
mod outage;
mod port;
mod receive;
mod runtime;
#[cfg(feature = "tls")]
mod tls;
mod trouble;
mod watched;
mod wire;

pub(crate) use background::real_sleep;
pub use builder::{Builder, StartError};
pub use fake_cluster::FakeCluster;
pub use http_node::HttpNode;
pub use limits::Limits;
pub use outage::Outage;
#[cfg(feature = "tls")]
pub use tls::Tls;
