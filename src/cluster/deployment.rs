//! Deployments and their assignments.

use std::time::SystemTime;

use super::{
    AdaptiveAllocations, AssignmentState, DOCUMENTED_DEPLOYMENT, DOCUMENTED_NODE, Route,
    RoutingState,
};
use crate::time;

/// A deployment of a trained model, with its assignment to nodes.
///
/// Describe one to put it into a cluster; ask a cluster for one to see what updates have made of it.
///
/// ```
/// use es_ml_fake::{AdaptiveAllocations, Deployment, FakeCluster};
///
/// let cluster = FakeCluster::builder()
///     .deployment(Deployment::started("my-model").allocations(2).adaptive(AdaptiveAllocations::between(1, 8)))
///     .start();
/// let deployment = cluster.deployment("my-model").expect("it was put there");
/// assert_eq!(deployment.number_of_allocations(), 2);
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a deployment does nothing until a builder's `deployment` puts it into a cluster"]
pub struct Deployment {
    id: String,
    model_id: String,
    model_bytes: u64,
    threads_per_allocation: u32,
    number_of_allocations: i32,
    queue_capacity: u32,
    adaptive_allocations: Option<AdaptiveAllocations>,
    routing_table: Vec<(String, Route)>,
    assignment_state: AssignmentState,
    reason: Option<String>,
    start_time: SystemTime,
    /// Whether the nodes finish by themselves what they are doing. A deployment that was put there to be starting stays so.
    settles: bool,
}

/// Describing a deployment.
impl Deployment {
    /// A deployment that runs, with one allocation on the documented node.
    ///
    /// The model has the id of the deployment, and size, threads and queue of the documented one.
    pub fn started(id: impl Into<String>) -> Self {
        Self::in_state(id.into(), AssignmentState::Started, Route::started(1))
    }

    /// A deployment whose node is still loading the model.
    pub fn starting(id: impl Into<String>) -> Self {
        Self::in_state(id.into(), AssignmentState::Starting, Route::starting(1))
    }

    /// A deployment that is being stopped.
    pub fn stopping(id: impl Into<String>) -> Self {
        let route = Route {
            state: RoutingState::Stopping,
            ..Route::started(1)
        };
        Self::in_state(id.into(), AssignmentState::Stopping, route)
    }

    /// The deployment of the documentation's examples.
    pub(crate) fn documented() -> Self {
        Self::started(DOCUMENTED_DEPLOYMENT).start_time(time::documented_start())
    }

    fn in_state(id: String, assignment_state: AssignmentState, route: Route) -> Self {
        Self {
            model_id: id.clone(),
            id,
            model_bytes: 265_632_637,
            threads_per_allocation: 1,
            number_of_allocations: 1,
            queue_capacity: 1024,
            adaptive_allocations: None,
            routing_table: vec![(DOCUMENTED_NODE.to_owned(), route)],
            assignment_state,
            reason: None,
            start_time: SystemTime::now(),
            settles: assignment_state == AssignmentState::Started,
        }
    }

    /// With this many allocations. Zero leaves the routing table empty, as scaling to zero does.
    ///
    /// # Panics
    ///
    /// If `number` is negative.
    #[track_caller]
    pub fn allocations(mut self, number: i32) -> Self {
        assert!(number >= 0, "a deployment cannot have {number} allocations");
        self.number_of_allocations = number;
        for (_, route) in &mut self.routing_table {
            route.current = number;
            route.target = number;
        }
        if number == 0 {
            self.routing_table.clear();
        }
        self
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
    pub fn threads(mut self, threads_per_allocation: u32) -> Self {
        self.threads_per_allocation = threads_per_allocation;
        self
    }

    /// With a queue for this many requests on each node.
    pub fn queue(mut self, queue_capacity: u32) -> Self {
        self.queue_capacity = queue_capacity;
        self
    }

    /// Started at this time, rather than now. Times outside the years 1970 to 9999 become the nearest inside.
    pub fn start_time(mut self, start_time: SystemTime) -> Self {
        self.start_time = time::clamp(start_time);
        self
    }
}

/// Looking at a deployment.
impl Deployment {
    /// The deployment's own id, which is the part of the path that updates name.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The id of the model that is deployed.
    #[must_use]
    pub fn model_id(&self) -> &str {
        &self.model_id
    }

    /// The size of the model definition, in bytes.
    #[must_use]
    pub fn model_bytes(&self) -> u64 {
        self.model_bytes
    }

    /// Threads for each allocation.
    #[must_use]
    pub fn threads_per_allocation(&self) -> u32 {
        self.threads_per_allocation
    }

    /// How many allocations were asked for.
    #[must_use]
    pub fn number_of_allocations(&self) -> i32 {
        self.number_of_allocations
    }

    /// How many requests can wait on each node.
    #[must_use]
    pub fn queue_capacity(&self) -> u32 {
        self.queue_capacity
    }

    /// The settings of adaptive allocations, if there are any, be they enabled or not.
    #[must_use]
    pub fn adaptive_allocations(&self) -> Option<&AdaptiveAllocations> {
        self.adaptive_allocations.as_ref()
    }

    /// The nodes with allocations of this deployment: id and entry of each.
    pub fn routing_table(&self) -> impl Iterator<Item = (&str, &Route)> {
        self.routing_table
            .iter()
            .map(|(node, route)| (node.as_str(), route))
    }

    /// What the assignment is doing.
    #[must_use]
    pub fn assignment_state(&self) -> AssignmentState {
        self.assignment_state
    }

    /// Why there are fewer allocations than were asked for, if so.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }

    /// When the deployment was started. Updates do not change it.
    #[must_use]
    pub fn started_at(&self) -> SystemTime {
        self.start_time
    }
}

/// What updates do (reference, section 3.2).
impl Deployment {
    /// Lets the nodes catch up: what was to be is.
    pub(crate) fn settle(&mut self) {
        if !self.settles {
            return;
        }
        self.assignment_state = AssignmentState::Started;
        for (_, route) in &mut self.routing_table {
            route.state = RoutingState::Started;
            route.current = route.target;
        }
    }

    pub(crate) fn set_adaptive_allocations(&mut self, settings: Option<AdaptiveAllocations>) {
        self.adaptive_allocations = settings;
    }

    /// Sets the number of allocations that are to be. `current_allocations` stays behind until the nodes [`settle`](Self::settle).
    pub(crate) fn scale_to(&mut self, number: i32) {
        self.number_of_allocations = number;
        match self.routing_table.as_mut_slice() {
            [] => {
                self.routing_table
                    .push((DOCUMENTED_NODE.to_owned(), Route::starting(number)));
                self.assignment_state = AssignmentState::Starting;
            }
            [(_, route), ..] => route.target = number,
        }
    }
}
