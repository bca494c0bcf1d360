//! A load on its way to the nodes of a deployment (server-behaviour: Infer: a declared load).

use std::time::{Duration, SystemTime};

use super::queue::{Queue, Service};
use super::requests::Requests;
use super::{Load, LoadTotals};
use crate::model::Deployment;
use crate::model::usage::{Inference, Usage};

const MINUTE: Duration = Duration::from_secs(60);
const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// A load, and what the nodes have made of it so far.
#[derive(Debug, Clone)]
pub(crate) struct Traffic {
    load: Load,
    begin: SystemTime,
    /// How much of it has passed.
    elapsed: Duration,
    /// How much of it had passed when the nodes changed last.
    spread_since: Duration,
    nodes: Vec<LoadedNode>,
    /// When the first nodes were started, until they are told.
    first_since: Option<SystemTime>,
    /// How many requests each node lets wait.
    queue_capacity: u64,
    /// What became of the requests at nodes that are gone.
    gone: LoadTotals,
    /// Requests that came when no node served.
    unserved: Requests,
}

/// A node that serves the deployment.
#[derive(Debug, Clone)]
struct LoadedNode {
    id: String,
    /// When it began to.
    since: SystemTime,
    allocations: u32,
    queue: Queue,
    /// What its usage has of the queue already.
    told: Told,
}

#[derive(Debug, Clone, Default)]
struct Told {
    done: u64,
    rejected: u64,
    timed_out: u64,
    /// The part of an error that has come together, in billionths.
    part_of_error: u64,
}

impl Traffic {
    /// Begins a load. The nodes that serve it from the beginning do so since `first_since`.
    pub(crate) fn new(load: Load, begin: SystemTime, first_since: SystemTime) -> Self {
        Self {
            load,
            begin,
            elapsed: Duration::ZERO,
            spread_since: Duration::ZERO,
            nodes: Vec::new(),
            first_since: Some(first_since),
            queue_capacity: u64::MAX,
            gone: LoadTotals::default(),
            unserved: Requests::NONE,
        }
    }

    /// Another load takes the place of this one. The nodes go on with what they have.
    pub(crate) fn replace(&mut self, load: Load, begin: SystemTime) {
        self.load = load;
        self.begin = begin;
        self.elapsed = Duration::ZERO;
        self.spread_since = Duration::ZERO;
    }

    /// How many requests a second arrive from now on.
    pub(crate) fn requests_per_second(&self) -> f64 {
        self.load.requests_per_second_at(self.elapsed)
    }

    /// Lets time pass until then, and counts what the nodes of the deployment have done. A time
    /// that has passed already changes nothing. If more than a week passes at once, what was before
    /// the last week belongs to no minute.
    pub(crate) fn pass(&mut self, until: SystemTime, mut deployment: Option<&mut Deployment>) {
        let end = until.duration_since(self.begin).unwrap_or_default();
        let last_week = end.saturating_sub(WEEK);
        if self.elapsed < last_week {
            self.pass_until(last_week);
            self.tell(deployment.as_deref_mut(), Usage::count_long_ago);
        }
        let started = deployment.as_ref().map_or(self.begin, |it| it.started_at());
        while self.elapsed < end {
            self.pass_until(end.min(self.end_of_minute(started)));
            // A moment that ends a minute is the last of it.
            let now = self
                .now()
                .checked_sub(Duration::from_nanos(1))
                .unwrap_or(started);
            self.tell(deployment.as_deref_mut(), |usage, inferences, each| {
                usage.count(inferences, each, started, now);
            });
        }
    }

    /// The end of the present minute, as the statistics of a deployment have it.
    fn end_of_minute(&self, started: SystemTime) -> Duration {
        let running = self.now().duration_since(started).unwrap_or_default();
        let minutes = running.as_secs() / MINUTE.as_secs();
        let end = Duration::from_secs((minutes + 1).saturating_mul(MINUTE.as_secs()));
        self.elapsed.saturating_add(end.saturating_sub(running))
    }

    fn pass_until(&mut self, end: Duration) {
        while self.elapsed < end {
            let change = self.load.rates.change_after(self.elapsed);
            self.pass_evenly(change.map_or(end, |change| change.min(end)));
        }
    }

    /// Lets a time pass in which nothing changes.
    fn pass_evenly(&mut self, next: Duration) {
        let rates = &self.load.rates;
        let before = rates.arrived_by(self.spread_since);
        let until = |time| rates.arrived_by(time) - before;
        // Counted from the last change of nodes on, so that shares do not depend on how the time is
        // cut.
        let (from, to) = (until(self.elapsed), until(next));
        let allocations = self.nodes.iter().map(|node| u64::from(node.allocations));
        let all: u64 = allocations.sum();
        if all == 0 {
            self.unserved += to - from;
        }
        let time = next.saturating_sub(self.elapsed);
        for node in &mut self.nodes {
            let share = |requests: Requests| requests.share(node.allocations.into(), all);
            let service = Service {
                allocations: node.allocations,
                time: self.load.service_time,
                timeout: self.load.timeout,
                capacity: self.queue_capacity,
            };
            node.queue.pass(time, share(to) - share(from), service);
        }
        self.elapsed = next;
    }

    /// Counts what the nodes have done since this was told last.
    fn tell(
        &mut self,
        deployment: Option<&mut Deployment>,
        count: impl Fn(&mut Usage, u64, Inference),
    ) {
        let Some(deployment) = deployment else {
            return;
        };
        let each = Inference {
            is_cache_hit: false,
            took: self.load.service_time,
        };
        for node in &mut self.nodes {
            let Some(usage) = deployment.usage_mut(&node.id) else {
                continue;
            };
            let done = node.queue.done() - node.told.done;
            let (errors, part) = self.load.errors.part_of(done, node.told.part_of_error);
            if done > errors {
                count(usage, done - errors, each);
            }
            usage.errors = usage.errors.saturating_add(errors);
            node.tell_of_losses(usage);
            node.told.done += done;
            node.told.part_of_error = part;
        }
    }

    /// From now on these nodes serve it, each with that many allocations. A node that does not any
    /// more finishes what waits there.
    pub(crate) fn serve_by(&mut self, nodes: &[(&str, u32)]) {
        let since = self.first_since.take().unwrap_or_else(|| self.now());
        let known = self.nodes.iter();
        let known = known.map(|node| (node.id.as_str(), node.allocations));
        if known.eq(nodes.iter().copied()) {
            return;
        }
        self.spread_since = self.elapsed;
        let mut before = std::mem::take(&mut self.nodes);
        for &(id, allocations) in nodes {
            let known = before.iter().position(|node| node.id == id);
            let mut node = match known {
                Some(index) => before.swap_remove(index),
                None => LoadedNode::new(id, since),
            };
            node.allocations = allocations;
            self.nodes.push(node);
        }
        for node in before {
            let totals = node.totals();
            self.gone = self.gone.and(LoadTotals {
                done: totals.done.saturating_add(totals.pending),
                pending: 0,
                ..totals
            });
        }
    }

    /// From now on that many requests may wait on each node.
    pub(crate) fn queue_up_to(&mut self, capacity: u32) {
        self.queue_capacity = capacity.into();
    }

    /// Until when it has passed.
    fn now(&self) -> SystemTime {
        self.begin.checked_add(self.elapsed).unwrap_or(self.begin)
    }

    /// When the next request arrives, if one does.
    pub(crate) fn next_arrival(&self) -> Option<SystemTime> {
        let arrival = self.load.rates.arrival_after(self.elapsed)?;
        self.begin.checked_add(arrival)
    }

    /// Since when a node serves, if it does.
    pub(crate) fn serving_since(&self, node: &str) -> Option<SystemTime> {
        let mut nodes = self.nodes.iter();
        nodes.find(|each| each.id == node).map(|node| node.since)
    }

    pub(crate) fn totals(&self) -> LoadTotals {
        let unserved = self.unserved.whole();
        let unserved = LoadTotals {
            arrived: unserved,
            unserved,
            ..LoadTotals::default()
        };
        let nodes = self.nodes.iter().map(LoadedNode::totals);
        nodes.fold(self.gone.and(unserved), LoadTotals::and)
    }
}

impl LoadedNode {
    fn new(id: &str, since: SystemTime) -> Self {
        Self {
            id: id.to_owned(),
            since,
            allocations: 0,
            queue: Queue::default(),
            told: Told::default(),
        }
    }

    fn tell_of_losses(&mut self, usage: &mut Usage) {
        let (rejected, timed_out) = (self.queue.rejected(), self.queue.timed_out());
        let more = |count: u64, now: u64, told: u64| count.saturating_add(now - told);
        usage.rejections = more(usage.rejections, rejected, self.told.rejected);
        usage.timeouts = more(usage.timeouts, timed_out, self.told.timed_out);
        usage.pending = self.queue.pending();
        self.told.rejected = rejected;
        self.told.timed_out = timed_out;
    }

    fn totals(&self) -> LoadTotals {
        let queue = &self.queue;
        LoadTotals {
            arrived: queue.arrived().whole(),
            done: queue.done(),
            pending: queue.pending(),
            rejected: queue.rejected(),
            timed_out: queue.timed_out(),
            unserved: 0,
        }
    }
}

#[cfg(test)]
mod tests;
