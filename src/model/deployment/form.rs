//! A deployment as it is written: in a configuration file, or to the control API.
//! `schemas/deployment.json` describes the same.

use std::num::NonZeroU32;

use serde::{Deserialize, Deserializer, de};

use super::{Deployment, id};
use crate::model::count;
use crate::model::{AdaptiveAllocations, AssignmentState, Load, Priority};
use crate::text::{ByteSize, byte_size, timestamp};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    id: String,
    model_id: Option<String>,
    #[serde(default)]
    state: State,
    allocations: Option<u32>,
    adaptive_allocations: Option<AdaptiveAllocations>,
    model_bytes: Option<ByteSize>,
    threads_per_allocation: Option<NonZeroU32>,
    queue_capacity: Option<NonZeroU32>,
    cache_size: Option<String>,
    #[serde(default)]
    priority: PriorityName,
    per_deployment_memory_bytes: Option<ByteSize>,
    per_allocation_memory_bytes: Option<ByteSize>,
    start_time: Option<String>,
    load: Option<Load>,
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
enum PriorityName {
    #[default]
    Normal,
    Low,
}

impl<'de> Deserialize<'de> for Deployment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Form::deserialize(deserializer)?
            .deployment()
            .map_err(de::Error::custom)
    }
}

impl Form {
    /// Says what a builder would panic with.
    fn deployment(self) -> Result<Deployment, String> {
        if let Some(fault) = id::fault(&self.id) {
            return Err(format!("no server starts a deployment whose id {fault}"));
        }
        let state = match self.state {
            State::Started => AssignmentState::Started,
            State::Starting => AssignmentState::Starting,
            State::Stopping => AssignmentState::Stopping,
        };
        let mut deployment = Deployment::in_state(self.id, state);
        if let Some(allocations) = self.allocations {
            count::checked(allocations)?;
            deployment = deployment.allocations(allocations);
        }
        if let Some(size) = self.cache_size {
            let is_size = byte_size::parse(&size).is_some();
            if !is_size {
                return Err(format!(
                    "`{size}` is no size of a cache; `10mb` and `0` are"
                ));
            }
            deployment.cache_size = Some(size);
        }
        if let Some(moment) = self.start_time {
            deployment = deployment.start_time(timestamp::parse(&moment)?);
        }
        if let Some(model_id) = self.model_id {
            deployment.model_id = model_id;
        }
        let bytes = |size: Option<ByteSize>, default| size.map_or(default, ByteSize::bytes);
        deployment.model_bytes = bytes(self.model_bytes, deployment.model_bytes);
        deployment.per_deployment_memory_bytes = bytes(self.per_deployment_memory_bytes, 0);
        deployment.per_allocation_memory_bytes = bytes(self.per_allocation_memory_bytes, 0);
        if let Some(threads) = self.threads_per_allocation {
            deployment.threads_per_allocation = threads.get();
        }
        if let Some(capacity) = self.queue_capacity {
            deployment.queue_capacity = capacity.get();
        }
        deployment.adaptive_allocations = self.adaptive_allocations;
        deployment.load = self.load;
        deployment.priority = match self.priority {
            PriorityName::Normal => Priority::Normal,
            PriorityName::Low => Priority::Low,
        };
        Ok(deployment)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_builder_panics_with_is_an_error_here() {
        for (member, value) in [
            ("id", json!("a/b")),
            ("allocations", json!(4_000_000_000_u32)),
            ("threads_per_allocation", json!(0)),
            ("queue_capacity", json!(0)),
            ("cache_size", json!("large")),
            ("start_time", json!("yesterday")),
            ("load", json!({"rates": "10", "service_time": "50ms"})),
            (
                "adaptive_allocations",
                json!({"min_number_of_allocations": 2, "max_number_of_allocations": 1}),
            ),
            (
                "adaptive_allocations",
                json!({"max_number_of_allocations": 0}),
            ),
            (
                "adaptive_allocations",
                json!({"min_number_of_allocations": 4_000_000_000_u32}),
            ),
            ("allocatons", json!(1)),
        ] {
            let mut form = json!({"id": "m"});
            form[member] = value;
            assert!(
                serde_json::from_value::<Deployment>(form).is_err(),
                "{member}"
            );
        }
    }

    #[test]
    fn it_is_the_deployment_that_a_builder_makes() {
        let form = json!({
            "id": "m", "model_id": "n", "state": "starting", "allocations": 3, "model_bytes": "1kb",
            "adaptive_allocations": {"enabled": true, "max_number_of_allocations": 4},
            "threads_per_allocation": 2, "queue_capacity": 7, "cache_size": "5G", "priority": "low",
            "per_deployment_memory_bytes": 8, "per_allocation_memory_bytes": "9b",
            "start_time": "2022-11-02T11:50:34.766591Z",
            "load": {"rates": "10/s", "service_time": "50ms"},
        });
        let built = Deployment::starting("m")
            .model("n")
            .allocations(3)
            .size_in_bytes(1024);
        let built = built
            .adaptive(AdaptiveAllocations::enabled().at_most(4))
            .threads(2)
            .queue(7);
        let built = built.cache("5G").low_priority().memory_per_deployment(8);
        let built = built
            .memory_per_allocation(9)
            .start_time(timestamp::documented_start())
            .load(Load::constant(10.0, Duration::from_millis(50)));
        assert_eq!(serde_json::from_value::<Deployment>(form).unwrap(), built);
    }
}
