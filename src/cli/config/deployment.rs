//! The deployments of a configuration file.

use std::time::SystemTime;

use es_ml_fake::{AdaptiveAllocations, Deployment};
use serde::{Deserialize, Deserializer};

#[derive(Deserialize)]
pub(super) struct DeploymentTable {
    id: String,
    model_id: Option<String>,
    #[serde(default)]
    state: State,
    allocations: Option<u32>,
    adaptive_allocations: Option<AdaptiveTable>,
    model_bytes: Option<u64>,
    threads_per_allocation: Option<u32>,
    queue_capacity: Option<u32>,
    cache_size: Option<String>,
    #[serde(default)]
    priority: Priority,
    per_deployment_memory_bytes: Option<u64>,
    per_allocation_memory_bytes: Option<u64>,
    #[serde(default, deserialize_with = "time")]
    start_time: Option<SystemTime>,
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
        let deployment = with(deployment, self.model_bytes, Deployment::size_in_bytes);
        let deployment = with(deployment, self.threads_per_allocation, Deployment::threads);
        let deployment = with(deployment, self.queue_capacity, Deployment::queue);
        let deployment = with(deployment, self.cache_size, Deployment::cache);
        let memory = self.per_deployment_memory_bytes;
        let deployment = with(deployment, memory, Deployment::memory_per_deployment);
        let memory = self.per_allocation_memory_bytes;
        let deployment = with(deployment, memory, Deployment::memory_per_allocation);
        with(deployment, self.start_time, Deployment::start_time)
    }
}

/// Sets what was given.
fn with<T>(
    deployment: Deployment,
    given: Option<T>,
    set: impl FnOnce(Deployment, T) -> Deployment,
) -> Deployment {
    match given {
        Some(value) => set(deployment, value),
        None => deployment,
    }
}

impl AdaptiveTable {
    fn settings(self) -> AdaptiveAllocations {
        let mut settings = match self.enabled {
            true => AdaptiveAllocations::enabled(),
            false => AdaptiveAllocations::disabled(),
        };
        if let Some(min) = self.min_number_of_allocations {
            settings = settings.at_least(min);
        }
        if let Some(max) = self.max_number_of_allocations {
            settings = settings.at_most(max);
        }
        settings
    }
}

fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SystemTime>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let wrong = |error| serde::de::Error::custom(format_args!("`{text}` is no time: {error}"));
    humantime::parse_rfc3339(&text).map(Some).map_err(wrong)
}
