//! The deployments of a configuration file.

use std::time::SystemTime;

use es_ml_fake::{AdaptiveAllocations, Deployment};
use serde::Deserialize;

use super::file::with;
use super::reading::{CacheSize, Read, Size};

#[derive(Deserialize)]
pub(super) struct DeploymentTable {
    id: String,
    model_id: Option<String>,
    #[serde(default)]
    state: State,
    allocations: Option<u32>,
    adaptive_allocations: Option<AdaptiveTable>,
    model_bytes: Option<Read<Size>>,
    threads_per_allocation: Option<u32>,
    queue_capacity: Option<u32>,
    cache_size: Option<Read<CacheSize>>,
    #[serde(default)]
    priority: Priority,
    per_deployment_memory_bytes: Option<Read<Size>>,
    per_allocation_memory_bytes: Option<Read<Size>>,
    start_time: Option<Read<SystemTime>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "lowercase")]
enum State {
    #[default]
    Started,
    Starting,
    Stopping,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "lowercase")]
enum Priority {
    #[default]
    Normal,
    Low,
}

#[derive(Deserialize)]
struct AdaptiveTable {
    #[serde(default)]
    enabled: bool,
    min_number_of_allocations: Option<u32>,
    max_number_of_allocations: Option<u32>,
}

impl DeploymentTable {
    pub(super) fn deployment(self) -> Deployment {
        let deployment = match self.state {
            State::Started => Deployment::started(self.id),
            State::Starting => Deployment::starting(self.id),
            State::Stopping => Deployment::stopping(self.id),
        };
        let deployment = match self.priority {
            Priority::Normal => deployment,
            Priority::Low => deployment.low_priority(),
        };
        let settings = self.adaptive_allocations.map(AdaptiveTable::settings);
        let deployment = with(deployment, self.model_id, Deployment::model);
        let deployment = with(deployment, self.allocations, Deployment::allocations);
        let deployment = with(deployment, settings, Deployment::adaptive);
        let bytes = |size: Option<Read<Size>>| size.map(|size| size.0.0);
        let size = bytes(self.model_bytes);
        let deployment = with(deployment, size, Deployment::size_in_bytes);
        let deployment = with(deployment, self.threads_per_allocation, Deployment::threads);
        let deployment = with(deployment, self.queue_capacity, Deployment::queue);
        let cache = self.cache_size.map(|size| size.0.0);
        let deployment = with(deployment, cache, Deployment::cache);
        let memory = bytes(self.per_deployment_memory_bytes);
        let deployment = with(deployment, memory, Deployment::memory_per_deployment);
        let memory = bytes(self.per_allocation_memory_bytes);
        let deployment = with(deployment, memory, Deployment::memory_per_allocation);
        let time = self.start_time.map(|time| time.0);
        with(deployment, time, Deployment::start_time)
    }
}

impl AdaptiveTable {
    fn settings(self) -> AdaptiveAllocations {
        let settings = match self.enabled {
            true => AdaptiveAllocations::enabled(),
            false => AdaptiveAllocations::disabled(),
        };
        let (min, max) = (
            self.min_number_of_allocations,
            self.max_number_of_allocations,
        );
        let settings = with(settings, min, AdaptiveAllocations::at_least);
        with(settings, max, AdaptiveAllocations::at_most)
    }
}
