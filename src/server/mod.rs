//! The network side: listeners, connections, bytes and time. What is answered is decided in
//! [`Cluster`](crate::Cluster).

mod accept;
mod alive;
mod answer_body;
mod ask_control;
mod body_memory;
mod builder;
mod by_now;
mod connection;
mod connection_state;
mod control_api;
mod control_nodes;
mod decide;
mod deliver;
mod encoding;
mod end_of_test;
mod fake_cluster;
mod hanging_up;
mod http_node;
mod idle;
mod limits;
mod listener;
mod listening_node;
mod metered_stream;
mod ml_node;
#[cfg(feature = "wiremock")]
mod mocks;
mod node_fault;
mod outage;
mod port;
mod receive;
#[cfg(feature = "wiremock")]
mod responder;
mod shared_cluster;
mod start;
#[cfg(feature = "tls")]
mod tls;
mod wait;
mod wire;

pub use builder::FakeClusterBuilder;
pub use fake_cluster::FakeCluster;
pub use http_node::HttpNode;
pub use limits::Limits;
pub use ml_node::MlNode;
pub use outage::Outage;
#[cfg(feature = "wiremock")]
pub use responder::Responder;
pub use shared_cluster::{Scope, SharedCluster};
pub use start::StartError;
#[cfg(feature = "tls")]
pub use tls::Tls;
