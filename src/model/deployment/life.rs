//! The beginning and the end of a deployment (server-behaviour: Start: answer;
//! Stop: request and answer).

use std::time::SystemTime;

use super::Deployment;
use crate::model::pending::Pending;
use crate::model::{
    AllocationState, AllocationStatus, AssignmentState, Inference, LoadFailures, Route,
    RoutingState,
};

/// Why a deployment is stopping.
const STOPPED_BY_CLIENT: &str = "client API call";

/// How many inputs a cache remembers at most.
const LARGEST_CACHE: usize = 10_000;

/// Beginning.
impl Deployment {
    /// One that is on no node yet. How many allocations it has is said when nodes are found.
    pub(crate) fn to_be_started(id: String, model_id: &str, now: SystemTime) -> Self {
        let mut deployment = Self::in_state(id, AssignmentState::Starting)
            .model(model_id)
            .allocations(0)
            .start_time(now);
        deployment.is_placed = true;
        deployment
    }

    /// What becomes of nodes that load its model from now on.
    pub(crate) fn set_load_failures(&mut self, failures: LoadFailures) {
        self.load_failures = failures;
    }

    /// When its nodes catch up, if they do so by themselves.
    pub(crate) fn due_at(&self) -> Option<SystemTime> {
        self.behind.and_then(Pending::due_at)
    }

    /// How many of the allocations that were asked for are there. Nothing if it is stopping.
    pub(crate) fn allocation_status(&self) -> Option<AllocationStatus> {
        let is_started = |route: &&Route| route.state == RoutingState::Started;
        let started = self.routes().filter(is_started);
        let count = started.map(|route| i64::from(route.current)).sum();
        (self.assignment_state != AssignmentState::Stopping).then_some(AllocationStatus {
            count,
            target: i64::from(self.number_of_allocations),
        })
    }

    /// Whether it is as far as that, or gets no further.
    pub(crate) fn has_reached(&self, state: AllocationState, zero_is_all: bool) -> bool {
        let is_starting = |route: &Route| route.state == RoutingState::Starting;
        let status = self.allocation_status();
        status.is_none_or(|status| status.state(zero_is_all) >= state)
            || !self.routes().any(is_starting)
    }

    /// Whether it is on nodes, and none of them could load the model.
    pub(crate) fn has_failed(&self) -> bool {
        let is_failed = |route: &Route| route.state == RoutingState::Failed;
        !self.routing_table.is_empty() && self.routes().all(is_failed)
    }

    /// The nodes that could not load the model, with their reasons.
    pub(crate) fn failed_nodes(&self) -> impl Iterator<Item = (&str, &str)> {
        let is_failed = |route: &Route| route.state == RoutingState::Failed;
        let routes = self
            .routing_table()
            .filter(move |(_, route)| is_failed(route));
        routes.map(|(node, route)| (node, route.reason()))
    }
}

/// Serving.
impl Deployment {
    /// Whether an input was seen before, so that its result is in the cache; from now on it is.
    pub(crate) fn remember_input(&mut self, input: u64) -> bool {
        if self.cache_bytes() == 0 {
            return false;
        }
        if self.seen_inputs.len() == LARGEST_CACHE {
            self.seen_inputs.pop_first();
        }
        !self.seen_inputs.insert(input)
    }

    /// Counts an inference, on one of the nodes that serve it in turn.
    pub(crate) fn count_inference(&mut self, each: Inference, now: SystemTime) {
        let started = self.start_time;
        if let Some(route) = self.next_route() {
            route.usage.count(1, each, started, now);
        }
    }

    /// Counts an inference that has ended in an error.
    pub(crate) fn count_error(&mut self) {
        if let Some(route) = self.next_route() {
            route.usage.errors = route.usage.errors.saturating_add(1);
        }
    }

    fn next_route(&mut self) -> Option<&mut Route> {
        let routes = self.routing_table.iter_mut().map(|(_, route)| route);
        Route::next_of(routes.filter(|route| route.is_started()))
    }

    /// Clears the cache.
    pub(crate) fn forget_inputs(&mut self) {
        self.seen_inputs.clear();
    }
}

/// What its nodes do while it is looked at.
impl Deployment {
    /// Whether its nodes have something to do yet.
    pub(crate) fn is_pending(&self) -> bool {
        self.behind.is_some() || self.ending.is_some()
    }

    /// Statistics show it once more.
    pub(crate) fn count_read(&mut self) {
        let pending = self.behind.iter_mut().chain(&mut self.ending);
        pending.for_each(Pending::count_read);
    }
}

/// Ending.
impl Deployment {
    /// It is stopping, and gone after that; or earlier, if it was to be.
    pub(crate) fn end_after(&mut self, ending: Pending) {
        self.assignment_state = AssignmentState::Stopping;
        self.reason = Some(STOPPED_BY_CLIENT.to_owned());
        let routes = self.routing_table.iter_mut().map(|(_, route)| route);
        // A node that has failed has nothing to stop.
        for route in routes.filter(|route| route.state != RoutingState::Failed) {
            route.state = RoutingState::Stopping;
        }
        self.ending.get_or_insert(ending);
    }

    /// Its end, if it was asked to stop.
    pub(crate) fn ending(&self) -> Option<Pending> {
        self.ending
    }
}
