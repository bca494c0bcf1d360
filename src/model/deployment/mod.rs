//! Deployments and their assignments: [`describe`] is how tests make them, [`change`] what updates
//! make of them, [`life`] how they begin and end.

mod change;
mod describe;
mod form;
mod id;
mod life;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::time::SystemTime;

use super::pending::Pending;
use super::{
    AdaptiveAllocations, AssignmentState, Load, LoadFailures, Priority, Route, Usage, count,
};
use crate::text::byte_size;

/// A deployment of a trained model, with its assignment to nodes.
///
/// Describe one to put it into a cluster; ask a cluster for one to see what updates have made of
/// it.
///
/// ```
/// use es_ml_fake::{AdaptiveAllocations, Deployment, FakeCluster};
///
/// let cluster = FakeCluster::builder()
///     .deployment(
///         Deployment::started("my-model")
///             .allocations(2)
///             .adaptive(AdaptiveAllocations::between(1, 8)),
///     )
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
    /// As it was given. By default it is the size of the model.
    cache_size: Option<String>,
    priority: Priority,
    per_deployment_memory_bytes: u64,
    per_allocation_memory_bytes: u64,
    routing_table: Vec<(String, Route)>,
    assignment_state: AssignmentState,
    reason: Option<String>,
    start_time: SystemTime,
    /// The highest total of current allocations before the present one.
    max_assigned_before: i32,
    /// Whether it was said which nodes it is on. If not, it is on the first of its cluster.
    is_placed: bool,
    /// Whether it was said how many allocations were asked for. If not, it is as many as there are.
    is_number_given: bool,
    /// The last change that its nodes have not caught up with yet.
    behind: Option<Pending>,
    /// Its end, if it was asked to stop.
    ending: Option<Pending>,
    /// The load that begins when it is put into a cluster.
    load: Option<Load>,
    /// What becomes of nodes that load its model.
    load_failures: LoadFailures,
    /// Hashes of the inputs whose results are in the cache.
    seen_inputs: BTreeSet<u64>,
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
    pub fn number_of_allocations(&self) -> u32 {
        count::unsigned(self.number_of_allocations)
    }

    /// How many requests can wait on each node.
    #[must_use]
    pub fn queue_capacity(&self) -> u32 {
        self.queue_capacity
    }

    /// The size of the cache on each node, as answers show it: as it was given, or the size of the
    /// model with the unit `b`.
    #[must_use]
    pub fn cache_size(&self) -> Cow<'_, str> {
        match &self.cache_size {
            Some(given) => Cow::Borrowed(given),
            None => Cow::Owned(format!("{}b", self.model_bytes)),
        }
    }

    /// Whether it has processors of its own.
    #[must_use]
    pub fn priority(&self) -> Priority {
        self.priority
    }

    /// Whether it does without processors of its own.
    #[must_use]
    pub fn is_low_priority(&self) -> bool {
        self.priority == Priority::Low
    }

    /// The memory that is said to be needed on each node, in bytes, besides the model and the
    /// allocations. Zero if nothing is said.
    #[must_use]
    pub fn per_deployment_memory_bytes(&self) -> u64 {
        self.per_deployment_memory_bytes
    }

    /// The memory that is said to be needed for each allocation, in bytes. Zero if nothing is said.
    #[must_use]
    pub fn per_allocation_memory_bytes(&self) -> u64 {
        self.per_allocation_memory_bytes
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

    /// The highest total of current allocations that there ever was.
    #[must_use]
    pub fn max_assigned_allocations(&self) -> u32 {
        count::unsigned(self.max_assigned())
    }

    /// When the deployment was started. Updates do not change it.
    #[must_use]
    pub fn started_at(&self) -> SystemTime {
        self.start_time
    }

    /// The size of the cache on each node, in bytes.
    pub(crate) fn cache_bytes(&self) -> u64 {
        let given = self.cache_size.as_deref().and_then(byte_size::parse);
        given.unwrap_or(self.model_bytes)
    }

    /// What each of the nodes that serve it has done. Of others statistics tell nothing.
    pub(crate) fn usages(&self) -> impl Iterator<Item = &Usage> {
        let serving = self.routes().filter(|route| route.is_started());
        serving.map(|route| &route.usage)
    }

    /// The load that was declared with it, which begins now.
    pub(crate) fn take_load(&mut self) -> Option<Load> {
        self.load.take()
    }

    /// What a node has done, if it is one of those of the deployment.
    pub(crate) fn usage_mut(&mut self, node: &str) -> Option<&mut Usage> {
        let mut routes = self.routing_table.iter_mut();
        let (_, route) = routes.find(|(id, _)| id == node)?;
        Some(&mut route.usage)
    }

    fn max_assigned(&self) -> i32 {
        let now: i64 = self.routes().map(|route| i64::from(route.current)).sum();
        let now = i32::try_from(now).unwrap_or(i32::MAX);
        now.max(self.max_assigned_before)
    }

    fn routes(&self) -> impl Iterator<Item = &Route> {
        self.routing_table.iter().map(|(_, route)| route)
    }
}
