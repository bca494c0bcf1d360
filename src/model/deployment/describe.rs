//! Describing deployments.

use std::collections::BTreeSet;
use std::time::SystemTime;

use super::{Deployment, id};
use crate::model::count;
use crate::model::{
    AdaptiveAllocations, AssignmentState, DOCUMENTED_BYTES, DOCUMENTED_DEPLOYMENT, DOCUMENTED_NODE,
    Load, LoadFailures, Priority, Route, RoutingState,
};
use crate::text::byte_size;
use crate::text::timestamp;

/// Describing a deployment.
impl Deployment {
    /// A deployment that runs, with one allocation on the documented node.
    ///
    /// The model has the id of the deployment, and size, threads and queue of the documented one.
    ///
    /// # Panics
    ///
    /// If a server would not start a deployment of that id: one that is empty, `.` or `..`, or has
    /// a slash, a backslash or a NUL (server-behaviour: HTTP: ids in the path).
    #[track_caller]
    pub fn started(id: impl Into<String>) -> Self {
        Self::in_state(id::checked(id.into()), AssignmentState::Started)
    }

    /// A deployment whose node is still loading the model.
    ///
    /// # Panics
    ///
    /// As [`started`](Self::started).
    #[track_caller]
    pub fn starting(id: impl Into<String>) -> Self {
        Self::in_state(id::checked(id.into()), AssignmentState::Starting)
    }

    /// A deployment that is being stopped.
    ///
    /// # Panics
    ///
    /// As [`started`](Self::started).
    #[track_caller]
    pub fn stopping(id: impl Into<String>) -> Self {
        Self::in_state(id::checked(id.into()), AssignmentState::Stopping)
    }

    /// With this id, also if no server would start a deployment of it; the model keeps its own. To
    /// see what a client makes of such an id in a path.
    ///
    /// ```
    /// use es_ml_fake::{Deployment, FakeCluster};
    ///
    /// let deployment = Deployment::started("my-model").unchecked_id("a/b");
    /// let cluster = FakeCluster::builder().deployment(deployment).start();
    /// let path = "_ml/trained_models/a%2Fb/deployment/_update?number_of_allocations=2";
    /// let url = format!("{}/{path}", cluster.uri());
    /// assert_eq!(reqwest::blocking::Client::new().post(url).send()?.status(), 200);
    /// # Ok::<(), reqwest::Error>(())
    /// ```
    pub fn unchecked_id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// The deployment of the documentation's examples.
    pub(crate) fn documented() -> Self {
        Self::started(DOCUMENTED_DEPLOYMENT).start_time(timestamp::documented_start())
    }

    pub(super) fn in_state(id: String, assignment_state: AssignmentState) -> Self {
        let route = Route {
            state: routing_state(assignment_state),
            ..Route::started(1)
        };
        Self {
            model_id: id.clone(),
            id,
            model_bytes: DOCUMENTED_BYTES,
            threads_per_allocation: 1,
            number_of_allocations: 1,
            queue_capacity: 1024,
            adaptive_allocations: None,
            cache_size: None,
            priority: Priority::Normal,
            per_deployment_memory_bytes: 0,
            per_allocation_memory_bytes: 0,
            routing_table: vec![(DOCUMENTED_NODE.to_owned(), route)],
            assignment_state,
            reason: None,
            start_time: SystemTime::now(),
            max_assigned_before: 0,
            is_placed: false,
            is_number_given: false,
            behind: None,
            ending: None,
            load: None,
            load_failures: LoadFailures::default(),
            seen_inputs: BTreeSet::new(),
        }
    }

    /// With this many allocations. Zero leaves the routing table empty, as scaling to zero does.
    ///
    /// All are on one node. Where [`on_node`](Self::on_node) says something else, that stays, and
    /// this is the number that was asked for: more than there are in a cluster that is short of
    /// resources.
    ///
    /// # Panics
    ///
    /// If there are more than `i32::MAX`, which a server cannot count.
    #[track_caller]
    pub fn allocations(mut self, number: u32) -> Self {
        let number = count::signed(number);
        self.number_of_allocations = number;
        self.is_number_given = true;
        match self.routing_table.as_mut_slice() {
            _ if number == 0 => self.routing_table.clear(),
            [(_, route)] if !self.is_placed => {
                route.current = number;
                route.target = number;
            }
            _ => {}
        }
        self
    }

    /// With that many allocations on this node, rather than one on the first node of the cluster.
    /// To be called once for each node.
    ///
    /// A cluster that no node was added to has this one too.
    ///
    /// ```
    /// use es_ml_fake::Deployment;
    ///
    /// let deployment = Deployment::started("my-model").on_node("node-1", 2).on_node("node-2", 1);
    /// assert_eq!(deployment.number_of_allocations(), 3);
    /// let short = deployment.allocations(8);
    /// assert_eq!((short.number_of_allocations(), short.routing_table().count()), (8, 2));
    /// ```
    ///
    /// # Panics
    ///
    /// If `allocations` is zero, or more than `i32::MAX`, which a server cannot count.
    #[track_caller]
    pub fn on_node(mut self, node: impl Into<String>, allocations: u32) -> Self {
        assert!(
            allocations > 0,
            "a node that a deployment is on has at least 1 allocation; leave out one that has none"
        );
        let allocations = count::signed(allocations);
        if !self.is_placed {
            self.routing_table.clear();
            self.is_placed = true;
        }
        let node = node.into();
        let route = Route {
            state: routing_state(self.assignment_state),
            ..Route::started(allocations)
        };
        match self.routing_table.iter_mut().find(|(id, _)| *id == node) {
            Some((_, its)) => *its = route,
            None => self.routing_table.push((node, route)),
        }
        if !self.is_number_given {
            self.number_of_allocations = i32::try_from(self.total_target()).unwrap_or(i32::MAX);
        }
        self
    }

    /// With a node that failed to load the model, for that reason. If the node is not one that the
    /// deployment is on, it is put there with one allocation.
    ///
    /// It stays failed when the nodes catch up, until an update asks for more allocations than
    /// before: then it starts again.
    ///
    /// ```
    /// use es_ml_fake::model::RoutingState;
    /// use es_ml_fake::Deployment;
    ///
    /// let deployment = Deployment::started("my-model")
    ///     .on_node("node-1", 2)
    ///     .failed_on("node-2", "process died");
    /// let (node, route) = deployment.routing_table().last().expect("there are two");
    /// assert_eq!(
    ///     (node, route.routing_state(), route.reason()),
    ///     ("node-2", RoutingState::Failed, "process died")
    /// );
    /// ```
    pub fn failed_on(self, node: impl Into<String>, reason: impl Into<String>) -> Self {
        let node = node.into();
        let is_there = self.routing_table.iter().any(|(id, _)| *id == node);
        let mut placed = if is_there {
            self
        } else {
            self.on_node(node.as_str(), 1)
        };
        let mut entries = placed.routing_table.iter_mut();
        if let Some((_, route)) = entries.find(|(id, _)| *id == node) {
            route.state = RoutingState::Failed;
            route.reason = reason.into();
        }
        placed
    }

    /// With these settings of adaptive allocations. None by default.
    pub fn adaptive(mut self, settings: AdaptiveAllocations) -> Self {
        self.adaptive_allocations = Some(settings);
        self
    }

    /// Of this model, rather than of one that has the deployment's id.
    pub fn model(mut self, model_id: impl Into<String>) -> Self {
        self.model_id = model_id.into();
        self
    }

    /// With a model definition of this size, in bytes.
    pub fn size_in_bytes(mut self, model_bytes: u64) -> Self {
        self.model_bytes = model_bytes;
        self
    }

    /// With this many threads for each allocation.
    ///
    /// # Panics
    ///
    /// If it is 0.
    #[track_caller]
    pub fn threads(mut self, threads_per_allocation: u32) -> Self {
        assert!(
            threads_per_allocation > 0,
            "an allocation has at least 1 thread"
        );
        self.threads_per_allocation = threads_per_allocation;
        self
    }

    /// With this load on it, which begins when the deployment is put into a cluster. See
    /// [`FakeCluster::load`](crate::FakeCluster::load).
    pub fn load(mut self, load: Load) -> Self {
        self.load = Some(load);
        self
    }

    /// With a queue for this many requests on each node.
    ///
    /// # Panics
    ///
    /// If it is 0.
    #[track_caller]
    pub fn queue(mut self, queue_capacity: u32) -> Self {
        assert!(
            queue_capacity > 0,
            "a queue has room for at least 1 request"
        );
        self.queue_capacity = queue_capacity;
        self
    }

    /// With a cache of this size on each node, such as `10kb`, or `0` for none, rather than of the
    /// size of the model.
    ///
    /// # Panics
    ///
    /// If it is not zero or a whole number with one of the units `b`, `kb`, `mb`, `gb`, `tb` and
    /// `pb`.
    #[track_caller]
    pub fn cache(mut self, size: impl Into<String>) -> Self {
        let size = size.into();
        let is_size = byte_size::parse(&size).is_some();
        assert!(is_size, "`{size}` is not a size; `10kb` and `0` are");
        self.cache_size = Some(size);
        self
    }

    /// With low priority: without processors of its own.
    pub fn low_priority(mut self) -> Self {
        self.priority = Priority::Low;
        self
    }

    /// Needing this much memory on each node, in bytes, besides the model and the allocations. By
    /// default it is not said, and estimated.
    pub fn memory_per_deployment(mut self, bytes: u64) -> Self {
        self.per_deployment_memory_bytes = bytes;
        self
    }

    /// Needing this much memory for each allocation, in bytes. By default it is not said, and
    /// estimated.
    pub fn memory_per_allocation(mut self, bytes: u64) -> Self {
        self.per_allocation_memory_bytes = bytes;
        self
    }

    /// Started at this time, rather than now. Times outside the years 1970 to 9999 become the
    /// nearest inside.
    pub fn start_time(mut self, start_time: SystemTime) -> Self {
        self.start_time = timestamp::clamp(start_time);
        self
    }
}

/// What the nodes of a deployment in that state are doing, unless one of them has failed.
fn routing_state(of: AssignmentState) -> RoutingState {
    match of {
        AssignmentState::Started => RoutingState::Started,
        AssignmentState::Starting => RoutingState::Starting,
        AssignmentState::Stopping => RoutingState::Stopping,
        AssignmentState::Failed => RoutingState::Failed,
    }
}

#[cfg(test)]
mod tests;
