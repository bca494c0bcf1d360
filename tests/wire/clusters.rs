//! Clusters with one deployment, for most of the cases.

use std::time::{Duration, SystemTime};

use es_ml_fake::{
    AdaptiveAllocations, Clock, Deployment, Edition, FakeCluster, FakeClusterBuilder, Model,
};

/// A deployment that looks the same on every run.
pub(crate) fn deployment() -> Deployment {
    Deployment::started("m").start_time(documented_start())
}

pub(crate) fn documented_start() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::new(1_667_389_834, 766_591_000)
}

/// A cluster that holds this deployment alone.
pub(crate) fn holding(deployment: Deployment) -> FakeClusterBuilder {
    FakeCluster::builder()
        .without_deployments()
        .deployment(deployment)
}

pub(crate) fn started() -> FakeClusterBuilder {
    holding(deployment())
}

/// With settings of adaptive allocations, enabled between 3 and 10.
pub(crate) fn adaptive() -> FakeClusterBuilder {
    let settings = AdaptiveAllocations::between(3, 10);
    holding(deployment().allocations(3).adaptive(settings))
}

/// Of the newest edition, which writes every field.
pub(crate) fn newest(deployment: Deployment) -> FakeClusterBuilder {
    let edition: Edition = "9.5".parse().unwrap();
    holding(deployment).edition(edition)
}

/// A model that looks the same on every run.
pub(crate) fn model(id: &str) -> Model {
    Model::pytorch(id)
        .size_in_bytes(1630)
        .create_time(documented_start())
}

/// A cluster with the model `m`, which nothing deploys, at the documented time.
pub(crate) fn undeployed() -> FakeClusterBuilder {
    FakeCluster::builder()
        .without_deployments()
        .model(model("m"))
        .clock(Clock::manual_at(documented_start()))
}

/// The same of an edition.
pub(crate) fn undeployed_in(edition: &str) -> FakeClusterBuilder {
    undeployed().edition(edition)
}
