//! A load on its way to the nodes of a deployment (server-behaviour: Infer: a declared load).

use std::time::{Duration, SystemTime};

use super::Load;
use super::counters::Counters;
use super::queue::{Queue, Service};
use super::requests::Requests;
use super::totals::LoadTotals;

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

#[derive(Debug, Clone)]
struct LoadedNode {
    id: String,
    allocations: u32,
    queue: Queue,
    counters: Counters,
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

    /// Lets time pass until then. A time that has passed already changes nothing. If more than a
    /// week passes at once, no minute before the last week is looked at.
    pub(crate) fn pass(&mut self, until: SystemTime) {
        let end = until.duration_since(self.begin).unwrap_or_default();
        let last_week = end.saturating_sub(WEEK);
        if self.elapsed < last_week {
            self.pass_until(last_week);
            self.each_counter(Counters::begin_minute);
        }
        while self.elapsed < end {
            let minute = self.end_of_minute();
            self.pass_until(end.min(minute));
            if self.elapsed == minute {
                self.each_counter(Counters::end_minute);
            }
        }
    }

    fn each_counter(&mut self, change: impl Fn(&mut Counters)) {
        for node in &mut self.nodes {
            change(&mut node.counters);
        }
    }

    /// The end of the present minute. Those of all nodes begin with the load.
    fn end_of_minute(&self) -> Duration {
        let minutes = self.elapsed.as_secs() / MINUTE.as_secs();
        Duration::from_secs((minutes + 1).saturating_mul(MINUTE.as_secs()))
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
        let all: u64 = self
            .nodes
            .iter()
            .map(|node| u64::from(node.allocations))
            .sum();
        if all == 0 {
            self.unserved += to - from;
        }
        let time = next.saturating_sub(self.elapsed);
        let now = self.begin.checked_add(next);
        for node in &mut self.nodes {
            let share = |requests: Requests| requests.share(node.allocations.into(), all);
            let arriving = share(to) - share(from);
            node.pass(time, arriving, &self.load, self.queue_capacity);
            if arriving > Requests::NONE {
                node.counters.last_access = now;
            }
        }
        self.elapsed = next;
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

    /// The counters of a node, if it serves.
    pub(crate) fn counters_of(&self, node: &str) -> Option<&Counters> {
        let mut nodes = self.nodes.iter();
        nodes
            .find(|each| each.id == node)
            .map(|node| &node.counters)
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
            allocations: 0,
            queue: Queue::default(),
            counters: Counters::starting_at(since),
            part_of_error: 0,
        }
    }

    fn pass(&mut self, time: Duration, arriving: Requests, load: &Load, queue_capacity: u64) {
        let service = Service {
            allocations: self.allocations,
            time: load.service_time,
            timeout: load.timeout,
            capacity: queue_capacity,
        };
        let done_before = self.queue.done();
        self.queue.pass(time, arriving, service);
        self.count(self.queue.done() - done_before, load);
    }

    /// Counts requests that are done, and what else has become of requests.
    fn count(&mut self, done: u64, load: &Load) {
        let (errors, part) = load.errors.part_of(done, self.part_of_error);
        self.part_of_error = part;
        let counters = &mut self.counters;
        counters.errors += errors;
        counters.count_inferences(done - errors, load.service_time);
        counters.rejected = self.queue.rejected();
        counters.timed_out = self.queue.timed_out();
        counters.pending = self.queue.pending();
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
