//! A stand-in Elasticsearch ML cluster for tests.

mod api;
mod cluster;
mod contract;
mod journal;
mod json;
mod server;
mod time;

pub use api::{Answer, Endpoint};
pub use cluster::{
    AdaptiveAllocations, AssignmentState, Breaches, Cluster, DOCUMENTED_DEPLOYMENT,
    DOCUMENTED_NODE, Deployment, Route, RoutingState, SilentBreaches,
};
pub use contract::{Schema, UnknownSchema, Verdict, Violation};
pub use journal::{Exchange, NotEnough, Transcript, Update, Updates};
pub use server::{Builder, FakeCluster, Limits, StartError};
