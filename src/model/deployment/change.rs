//! What updates do to a deployment, and its nodes after them
//! (server-behaviour: Update: what changes).

use std::time::SystemTime;

use super::Deployment;
use crate::model::planning::{Demand, Memory, ModelSize, Taken};
use crate::model::{AdaptiveAllocations, AssignmentState, Priority, Route, RoutingState, Timing};

/// What planning needs to know.
impl Deployment {
    /// How many allocations were asked for, as an update gives their number.
    pub(crate) fn number(&self) -> i32 {
        self.number_of_allocations
    }

    /// How many allocations there are to be.
    pub(crate) fn total_target(&self) -> i64 {
        self.routes().map(|route| i64::from(route.target)).sum()
    }

    /// How many allocations that node is to have.
    pub(crate) fn target_on(&self, node: &str) -> i32 {
        let mut entries = self.routing_table.iter();
        let entry = entries.find(|(id, _)| id == node);
        entry.map_or(0, |(_, route)| route.target)
    }

    /// What it asks of its cluster with that many allocations.
    pub(crate) fn demand(&self, allocations: i32) -> Demand {
        Demand {
            allocations,
            processors: match self.priority {
                Priority::Normal => self.threads_per_allocation,
                Priority::Low => 0,
            },
            memory: self.memory(),
        }
    }

    /// What it takes of that node.
    pub(crate) fn taken_of(&self, node: &str) -> Taken {
        let Ok(target @ 1..) = u64::try_from(self.target_on(node)) else {
            return Taken::default();
        };
        let demand = self.demand(0);
        Taken {
            processors: u64::from(demand.processors) * target,
            memory: demand.memory.estimate(target),
        }
    }

    fn memory(&self) -> Memory {
        Memory::of(ModelSize {
            model_id: &self.model_id,
            model: self.model_bytes,
            cache: self.cache_bytes(),
            per_deployment: self.per_deployment_memory_bytes,
            per_allocation: self.per_allocation_memory_bytes,
        })
    }
}

/// What an update changes.
impl Deployment {
    pub(crate) fn set_adaptive_allocations(&mut self, settings: Option<AdaptiveAllocations>) {
        self.adaptive_allocations = settings;
    }

    /// More allocations: each node is to have as many as planned. Nodes that are not planned for
    /// are no longer there.
    pub(crate) fn grow(
        &mut self,
        number: i32,
        planned: &[(&str, i32)],
        reason: Option<String>,
        timing: Timing,
        now: SystemTime,
    ) {
        let loading = self.loading_nodes();
        self.number_of_allocations = number;
        self.spread(planned, reason);
        self.fall_behind(loading, timing, now);
    }

    fn spread(&mut self, planned: &[(&str, i32)], reason: Option<String>) {
        self.remember_current_allocations();
        self.reason = reason;
        self.routing_table.retain_mut(|(node, route)| {
            let target = target_of(planned, node);
            target.inspect(|&target| route.grow_to(target)).is_some()
        });
        for &(node, target) in planned {
            if target > 0 && !self.is_on(node) {
                self.routing_table
                    .push((node.to_owned(), Route::starting(target)));
                self.is_placed = true;
            }
        }
        self.set_state();
    }

    /// That of its nodes.
    fn set_state(&mut self) {
        self.assignment_state = match self.is_served() {
            true => AssignmentState::Started,
            false => AssignmentState::Starting,
        };
    }

    /// Lowers the targets to those in `kept`; routes to nodes that are not in it are removed at
    /// once.
    pub(crate) fn shrink(
        &mut self,
        number: i32,
        kept: &[(&str, i32)],
        timing: Timing,
        now: SystemTime,
    ) {
        let loading = self.loading_nodes();
        self.remember_current_allocations();
        self.number_of_allocations = number;
        self.reason = None;
        self.routing_table.retain_mut(|(node, route)| {
            route.target = target_of(kept, node).unwrap_or(0);
            route.target > 0
        });
        self.fall_behind(loading, timing, now);
    }

    fn loading_nodes(&self) -> usize {
        let is_starting = |route: &&Route| route.state == RoutingState::Starting;
        self.routes().filter(is_starting).count()
    }

    /// Its nodes have something to do from that time on, when so many were loading the model. It
    /// takes longer if it is new to one of them; if it is not, those go on that are loading it. One
    /// that was put there as starting stays so until the test says otherwise.
    fn fall_behind(&mut self, were_loading: usize, timing: Timing, now: SystemTime) {
        let are_loading = self.loading_nodes();
        self.behind = match self.behind {
            None if were_loading > 0 => None,
            _ if are_loading > were_loading => Some(timing.loading(now)),
            before if are_loading > 0 => before,
            _ => Some(timing.change(now)),
        };
    }

    /// Fewer allocations than were asked for, but not fewer than there are.
    pub(crate) fn ask_for_fewer(&mut self, number: i32) {
        self.number_of_allocations = number;
        if i64::from(number) <= self.total_target() {
            self.reason = None;
        }
    }

    /// On that node, the first of the cluster, if it was not said which it is on. Nowhere, if there
    /// is no node.
    pub(crate) fn place_on(&mut self, node: Option<&str>) {
        if self.is_placed {
            return;
        }
        match (self.routing_table.as_mut_slice(), node) {
            (_, None) => self.routing_table.clear(),
            ([(id, _)], Some(node)) if id != node => node.clone_into(id),
            _ => {}
        }
    }

    fn is_on(&self, node: &str) -> bool {
        self.routing_table.iter().any(|(id, _)| id == node)
    }

    /// Whether any node serves it.
    fn is_served(&self) -> bool {
        self.routes()
            .any(|route| route.state == RoutingState::Started)
    }

    fn remember_current_allocations(&mut self) {
        self.max_assigned_before = self.max_assigned();
    }
}

/// What nodes that come and go change.
impl Deployment {
    /// A node is gone, and what it had with it.
    pub(crate) fn lose_node(&mut self, node: &str) -> bool {
        if !self.is_on(node) {
            return false;
        }
        self.remember_current_allocations();
        self.routing_table.retain(|(id, _)| id != node);
        if self.assignment_state != AssignmentState::Stopping {
            self.set_state();
        }
        true
    }

    /// Whether nodes that do not fail have less of it than was asked for.
    pub(crate) fn is_short(&self) -> bool {
        let works =
            |route: &&Route| matches!(route.state, RoutingState::Starting | RoutingState::Started);
        let working = self.routes().filter(works);
        let targets: i64 = working.map(|route| i64::from(route.target)).sum();
        targets < i64::from(self.number_of_allocations)
    }

    /// Allocations that are missing are on those nodes from now on, and nodes that have failed try
    /// again. If there is no room for any, only the reason changes.
    pub(crate) fn move_to(
        &mut self,
        planned: &[(&str, i32)],
        reason: Option<String>,
        timing: Timing,
        now: SystemTime,
    ) {
        let is_more = |&(node, target): &(&str, i32)| target > self.target_on(node);
        let has_changed = planned.iter().any(is_more) || self.failed_nodes().next().is_some();
        if !has_changed {
            self.reason = reason;
            return;
        }
        self.grow(self.number_of_allocations, planned, reason, timing, now);
    }
}

fn target_of(targets: &[(&str, i32)], node: &str) -> Option<i32> {
    let entry = targets.iter().find(|(id, _)| *id == node);
    entry.map(|&(_, target)| target)
}

impl Route {
    /// Its current allocations follow later. A node that has failed tries again.
    fn grow_to(&mut self, target: i32) {
        self.target = target;
        if self.state == RoutingState::Failed {
            self.state = RoutingState::Starting;
            self.reason.clear();
        }
    }

    /// The node has done what it was to do, unless it has failed.
    ///
    /// A server goes through it in steps: it adjusts `current` only when no node is starting any
    /// more. Here all have started by then.
    fn catch_up(&mut self, failure: Option<&str>, now: SystemTime) {
        if self.state == RoutingState::Starting {
            failure.unwrap_or_default().clone_into(&mut self.reason);
            self.loaded_at = failure.is_none().then_some(now);
            self.state = match failure {
                None => RoutingState::Started,
                Some(_) => RoutingState::Failed,
            };
        }
        if self.state == RoutingState::Started {
            self.current = self.target;
        }
    }
}

/// What the nodes do.
impl Deployment {
    /// Lets the nodes catch up with the last change, if it is time.
    pub(crate) fn settle_if_due(&mut self, now: SystemTime) {
        if self.behind.is_some_and(|behind| behind.is_done(now)) {
            self.settle(now);
        }
    }

    /// Lets the nodes catch up. Those of a deployment that is being stopped, or has failed, do not.
    pub(crate) fn settle(&mut self, now: SystemTime) {
        self.behind = None;
        if !matches!(
            self.assignment_state,
            AssignmentState::Starting | AssignmentState::Started
        ) {
            return;
        }
        self.remember_current_allocations();
        for (node, route) in &mut self.routing_table {
            route.catch_up(self.load_failures.of_node(node), now);
        }
        if self.is_served() {
            self.assignment_state = AssignmentState::Started;
        }
    }
}
