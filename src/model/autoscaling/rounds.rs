//! When numbers are decided, and when they are acted upon
//! (server-behaviour: Adaptive allocations: the loop).

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use super::reading::{Interval, Reading};
use super::scaler::{Bounds, Scaler};
use crate::model::{Dialect, features};

/// The time between two rounds.
pub(crate) const INTERVAL: Duration = Duration::from_secs(10);

/// The settings of a cluster for all deployments
/// (server-behaviour: Adaptive allocations: settings).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Policy {
    /// How long after an increase there is no decrease.
    pub(crate) cooldown: Duration,
    /// How long a deployment without a minimum keeps its last allocation when nothing is asked.
    pub(crate) idle_limit: Duration,
}

/// A deployment with adaptive allocations, as the statistics of a round show it.
#[derive(Debug, Clone)]
pub(crate) struct Observed<'o> {
    pub(crate) id: &'o str,
    /// How many allocations were asked for.
    pub(crate) number: i32,
    pub(crate) bounds: Bounds,
    /// Whether the state of its assignment is `started`.
    pub(crate) is_started: bool,
    pub(crate) nodes: Vec<ObservedNode<'o>>,
}

/// A node with allocations of a deployment.
#[derive(Debug, Clone)]
pub(crate) struct ObservedNode<'o> {
    pub(crate) id: &'o str,
    pub(crate) reading: Reading,
    /// When its route was started, if it was.
    pub(crate) started_at: Option<SystemTime>,
}

/// A deployment that is to be scaled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decision {
    pub(crate) id: String,
    pub(crate) number: i32,
}

/// The rounds in which a cluster looks at its deployments.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rounds {
    /// When the next is. There is none without a deployment to look at.
    next: Option<SystemTime>,
    /// When the last one was, also if there were no more for some time.
    previous: Option<SystemTime>,
    known: BTreeMap<String, Known>,
}

/// What is known of a deployment.
#[derive(Debug, Clone, Default)]
struct Known {
    /// The last reading of each node, also of those that left.
    readings: BTreeMap<String, Reading>,
    /// There is none unless adaptive allocations are enabled.
    scaler: Option<Scaler>,
    last_increase: Option<SystemTime>,
}

impl Policy {
    /// The defaults of a server.
    pub(crate) fn of(dialect: &Dialect) -> Self {
        let minutes = match dialect.has(features::IDLE_FOR_A_DAY) {
            true => 24 * 60,
            false => 15,
        };
        Self {
            cooldown: Duration::from_secs(5 * 60),
            idle_limit: Duration::from_secs(minutes * 60),
        }
    }
}

impl Rounds {
    /// When the next round is, if there is one.
    pub(crate) fn next(&self) -> Option<SystemTime> {
        self.next
    }

    /// Begins when there is a deployment to look at, with one interval until the first round, and
    /// ends when there is none any more.
    pub(crate) fn schedule(&mut self, now: SystemTime, is_needed: bool) {
        self.next = match (is_needed, self.next) {
            (false, _) => None,
            (true, None) => now.checked_add(INTERVAL),
            (true, next) => next,
        };
    }

    /// Leaves out rounds that would be longer ago than that: the first one that is left finds all
    /// their time in its interval.
    pub(crate) fn skip_to(&mut self, now: SystemTime, longest: Duration) {
        let earliest = now.checked_sub(longest).unwrap_or(SystemTime::UNIX_EPOCH);
        self.next = self.next.map(|next| next.max(earliest));
    }

    /// The deployment has no adaptive allocations any more: what was estimated starts anew if they
    /// come back.
    pub(crate) fn switched_off(&mut self, id: &str) {
        if let Some(known) = self.known.get_mut(id) {
            known.scaler = None;
            known.readings.clear();
        }
    }

    /// The deployment is gone. Its readings stay.
    pub(crate) fn removed(&mut self, id: &str) {
        if let Some(known) = self.known.get_mut(id) {
            known.scaler = None;
        }
    }

    /// Something was asked of the deployment that no statistics show.
    pub(crate) fn asked(&mut self, id: &str) {
        let known = self.known.get_mut(id);
        if let Some(scaler) = known.and_then(|known| known.scaler.as_mut()) {
            scaler.interrupt_idleness();
        }
    }

    /// The deployment had no allocation, and gets one since something was asked of it.
    pub(crate) fn woken(&mut self, id: &str, now: SystemTime) {
        let known = self.known.entry(id.to_owned()).or_default();
        known.last_increase = Some(now);
        self.asked(id);
    }

    /// Looks at the deployments that have adaptive allocations, and says which are to be scaled.
    pub(crate) fn run(
        &mut self,
        now: SystemTime,
        observed: &[Observed<'_>],
        policy: Policy,
    ) -> Vec<Decision> {
        let previous = self.previous.replace(now);
        let length = previous.map(|then| now.duration_since(then).unwrap_or_default());
        self.next = now.checked_add(INTERVAL);
        let mut decisions = Vec::new();
        for deployment in observed {
            let known = self.known.entry(deployment.id.to_owned()).or_default();
            let number = known.look_at(deployment, now, length, policy);
            decisions.extend(number.map(|number| Decision {
                id: deployment.id.to_owned(),
                number,
            }));
        }
        decisions
    }
}

impl Known {
    /// The number to scale the deployment to, if it is to be scaled now.
    fn look_at(
        &mut self,
        deployment: &Observed<'_>,
        now: SystemTime,
        length: Option<Duration>,
        policy: Policy,
    ) -> Option<i32> {
        let interval = self.read(&deployment.nodes);
        let scaler = self.scaler.get_or_insert_with(Scaler::new);
        let (interval, length) = interval.zip(length)?;
        scaler.observe(interval, length);
        let number = scaler.decide(deployment.number, deployment.bounds, policy.idle_limit)?;
        let is_decrease = number < deployment.number;
        if is_decrease && self.is_cooling_down(deployment, now, policy.cooldown) {
            return None;
        }
        if !deployment.is_started {
            return None;
        }
        if !is_decrease {
            self.last_increase = Some(now);
        }
        Some(number)
    }

    /// Reads the nodes, and adds up what has happened on those that were read before.
    fn read(&mut self, nodes: &[ObservedNode<'_>]) -> Option<Interval> {
        let mut total: Option<Interval> = None;
        for node in nodes {
            let Some(earlier) = self.readings.get_mut(node.id) else {
                self.readings.insert(node.id.to_owned(), node.reading);
                continue;
            };
            let interval = node
                .reading
                .since(&std::mem::replace(earlier, node.reading));
            total = Some(total.map_or(interval, |total| total.and(interval)));
        }
        total
    }

    /// Whether there is no decrease yet
    /// (server-behaviour: Adaptive allocations: limits on acting).
    fn is_cooling_down(
        &self,
        deployment: &Observed<'_>,
        now: SystemTime,
        cooldown: Duration,
    ) -> bool {
        let is_recent = |time: SystemTime| time.checked_add(cooldown).is_none_or(|end| now < end);
        let is_new = |node: &ObservedNode<'_>| node.started_at.is_none_or(is_recent);
        self.last_increase.is_some_and(is_recent) || deployment.nodes.iter().any(is_new)
    }
}

#[cfg(test)]
mod tests;
