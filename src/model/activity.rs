//! What goes on in a cluster as time passes: load arrives, nodes catch up, deployments are scaled
//! (server-behaviour: Adaptive allocations; Infer: a declared load).
//!
//! A cluster has no tasks, and is told the time: whatever should have happened by then is made up
//! for, in order, and at the time at which it should have happened.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use super::autoscaling::{Bounds, Decision, Observed, ObservedNode, Policy, Reading, Rounds};
use super::course::{Course, Look};
use super::load::{Load, LoadTotals, Traffic};
use super::pending::Pending;
use super::planning::PerNode;
use super::{AdaptiveAllocations, AssignmentState, Deployment, Deployments, RoutingState, Usage};

/// How much time passes at most round by round, divided by the number of loads. If more passes at
/// once, the first part of it is a single interval.
const LONGEST: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// So much does, however many loads there are.
const LEAST: Duration = Duration::from_secs(60 * 60);

/// The loads on deployments, and the rounds in which these are scaled.
///
/// Only deployments on which a load was declared take part, be it none at all.
#[derive(Debug, Clone)]
pub(crate) struct Activity {
    /// By the id of the deployment.
    loaded: BTreeMap<String, Loaded>,
    /// Loads that begin as soon as a time is told.
    undated: Vec<(String, Load)>,
    rounds: Rounds,
    policy: Policy,
}

#[derive(Debug, Clone)]
struct Loaded {
    traffic: Traffic,
    course: Course,
    /// Whether adaptive allocations were enabled when this was looked at last.
    is_adaptive: bool,
}

impl Loaded {
    /// The nodes that a deployment has now were started together with it.
    fn new(load: Load, now: SystemTime, deployment: Option<&Deployment>) -> Self {
        let since = deployment.map_or(now, Deployment::started_at).min(now);
        Self {
            traffic: Traffic::new(load, now, since),
            course: Course::default(),
            is_adaptive: false,
        }
    }
}

impl Activity {
    pub(crate) fn new(policy: Policy) -> Self {
        Self {
            loaded: BTreeMap::new(),
            undated: Vec::new(),
            rounds: Rounds::default(),
            policy,
        }
    }

    /// Whether nothing happens by itself.
    pub(crate) fn is_quiet(&self) -> bool {
        self.loaded.is_empty() && self.undated.is_empty()
    }

    /// Declares a load that begins as soon as a time is told.
    pub(crate) fn declare_undated(&mut self, id: &str, load: Load) {
        self.undated.push((id.to_owned(), load));
    }

    /// Declares the load on a deployment, in the place of what was declared before.
    pub(crate) fn declare(
        &mut self,
        deployments: &mut Deployments,
        id: &str,
        load: Load,
        now: SystemTime,
    ) {
        self.pass_until(deployments, now);
        self.begin(deployments, id, load, now);
        self.follow(deployments, now);
    }

    fn begin(&mut self, deployments: &Deployments, id: &str, load: Load, now: SystemTime) {
        if let Some(loaded) = self.loaded.get_mut(id) {
            loaded.traffic.replace(load, now);
        } else {
            let loaded = Loaded::new(load, now, deployments.get(id));
            self.loaded.insert(id.to_owned(), loaded);
        }
    }

    /// What became of the load on a deployment.
    pub(crate) fn totals(&self, id: &str) -> Option<LoadTotals> {
        self.loaded.get(id).map(|loaded| loaded.traffic.totals())
    }

    /// What a deployment is like now, if a load was declared on it.
    pub(crate) fn look(
        &self,
        deployments: &Deployments,
        id: &str,
        now: SystemTime,
    ) -> Option<Look> {
        let traffic = &self.loaded.get(id)?.traffic;
        Some(Look::now(now, deployments.get(id), traffic))
    }

    /// What it was like when it was looked at lately, the oldest first.
    pub(crate) fn looks(&self, id: &str) -> impl Iterator<Item = Look> {
        let loaded = self.loaded.get(id).into_iter();
        loaded.flat_map(|loaded| loaded.course.looks())
    }

    /// A deployment was asked that no node serves. If it is asleep, it is woken.
    pub(crate) fn asked(&mut self, id: &str, is_asleep: bool, now: SystemTime) {
        if self.loaded.contains_key(id) {
            self.rounds.asked(id);
            if is_asleep {
                self.rounds.woken(id, now);
            }
        }
    }

    /// Takes notice of settings that have changed, at the time at which they did.
    pub(crate) fn follow(&mut self, deployments: &Deployments, now: SystemTime) {
        if self.loaded.is_empty() {
            return;
        }
        for (id, loaded) in &mut self.loaded {
            let deployment = deployments.get(id);
            let is_adaptive = deployment.is_some_and(is_adaptive);
            if loaded.is_adaptive && !is_adaptive {
                match deployment {
                    Some(_) => self.rounds.switched_off(id),
                    None => self.rounds.removed(id),
                }
            }
            loaded.is_adaptive = is_adaptive;
        }
        let is_needed = self.loaded.values().any(|loaded| loaded.is_adaptive);
        self.rounds.schedule(now, is_needed);
    }

    /// Makes up for all that should have happened by then.
    pub(crate) fn pass_until(&mut self, deployments: &mut Deployments, now: SystemTime) {
        if self.is_quiet() {
            return;
        }
        let loads = u32::try_from(self.loaded.len().max(1)).unwrap_or(u32::MAX);
        self.rounds.skip_to(now, LEAST.max(LONGEST / loads));
        while let Some(round) = self.rounds.next().filter(|round| *round <= now) {
            self.let_load_pass(deployments, round);
            for decision in self.run_round(deployments, round) {
                carry_out(&decision, deployments, round);
            }
            self.remember(deployments, round);
        }
        self.let_load_pass(deployments, now);
        for (id, load) in std::mem::take(&mut self.undated) {
            self.begin(deployments, &id, load, now);
        }
        self.follow(deployments, now);
    }

    /// What deployments are like after a round.
    fn remember(&mut self, deployments: &Deployments, now: SystemTime) {
        for (id, loaded) in self
            .loaded
            .iter_mut()
            .filter(|(_, loaded)| loaded.is_adaptive)
        {
            let look = Look::now(now, deployments.get(id), &loaded.traffic);
            loaded.course.add(look);
        }
    }

    fn run_round(&mut self, deployments: &Deployments, now: SystemTime) -> Vec<Decision> {
        let adaptive = self.loaded.iter().filter(|(_, loaded)| loaded.is_adaptive);
        let observed = adaptive.filter_map(|(id, loaded)| {
            let deployment = deployments.get(id)?;
            Some(observed(deployment, &loaded.traffic))
        });
        let observed: Vec<_> = observed.collect();
        self.rounds.run(now, &observed, self.policy)
    }

    fn let_load_pass(&mut self, deployments: &mut Deployments, until: SystemTime) {
        for (id, Loaded { traffic, .. }) in &mut self.loaded {
            // One that found no room is not tried again and again.
            let mut may_wake = true;
            while let Some(index) = deployments.find(id) {
                serve(traffic, &deployments[index]);
                let event = next_event(&deployments[index], traffic, may_wake);
                let Some((time, event)) = event.filter(|(time, _)| *time <= until) else {
                    break;
                };
                traffic.pass(time, Some(&mut deployments[index]));
                match event {
                    Event::Ends => drop(deployments.end(index, time)),
                    Event::Settles => deployments[index].settle(time),
                    Event::Wakes => {
                        may_wake = false;
                        self.rounds.woken(id, time);
                        let _ = deployments.scale(index, 1, time);
                    }
                }
            }
            let found = deployments.find(id);
            if found.is_none() {
                traffic.serve_by(&[]);
            }
            traffic.pass(until, found.map(|index| &mut deployments[index]));
        }
    }
}

/// Something that happens to a deployment by itself, between two rounds.
enum Event {
    /// It was asked to stop, and is gone.
    Ends,
    /// Its nodes catch up.
    Settles,
    /// It gets an allocation, since something was asked of it
    /// (server-behaviour: Adaptive allocations: waking from zero).
    Wakes,
}

fn next_event(
    deployment: &Deployment,
    traffic: &Traffic,
    may_wake: bool,
) -> Option<(SystemTime, Event)> {
    let is_asleep = may_wake && deployment.number() == 0 && may_be_woken(deployment);
    let wakes = is_asleep.then(|| traffic.next_arrival()).flatten();
    let ends_at = deployment.ending().and_then(Pending::due_at);
    let events = [
        ends_at.map(|time| (time, Event::Ends)),
        deployment.due_at().map(|time| (time, Event::Settles)),
        wakes.map(|time| (time, Event::Wakes)),
    ];
    events.into_iter().flatten().min_by_key(|(time, _)| *time)
}

/// Whether a request can make it have an allocation.
fn may_be_woken(deployment: &Deployment) -> bool {
    let is_started = deployment.assignment_state() == AssignmentState::Started;
    is_started && is_adaptive(deployment) && bounds(deployment).allow_zero()
}

fn carry_out(decision: &Decision, deployments: &mut Deployments, now: SystemTime) {
    if let Some(index) = deployments.find(&decision.id) {
        // A server logs it if there is no room, and tries again in the next round.
        let _ = deployments.scale(index, decision.number, now);
    }
}

/// The nodes that have started serve what there is of allocations.
fn serve(traffic: &mut Traffic, deployment: &Deployment) {
    let serving = deployment.routing_table().filter_map(|(node, route)| {
        let is_serving = route.routing_state() == RoutingState::Started;
        let allocations = route.current_allocations();
        (is_serving && allocations > 0).then_some((node, allocations))
    });
    traffic.queue_up_to(deployment.queue_capacity());
    traffic.serve_by(&serving.collect::<PerNode<_>>());
}

/// A deployment as the scaler sees it.
fn observed<'d>(deployment: &'d Deployment, traffic: &Traffic) -> Observed<'d> {
    let nodes = deployment.routing_table().map(|(id, route)| ObservedNode {
        id,
        reading: reading(&route.usage),
        started_at: traffic.serving_since(id),
    });
    Observed {
        id: deployment.id(),
        number: deployment.number(),
        bounds: bounds(deployment),
        is_started: deployment.assignment_state() == AssignmentState::Started,
        nodes: nodes.collect(),
    }
}

fn reading(usage: &Usage) -> Reading {
    let failed = [usage.errors, usage.timeouts, usage.rejections];
    Reading {
        success: usage.inferences,
        pending: usage.pending,
        failed: failed.into_iter().fold(0, u64::saturating_add),
        inference_time: usage.average_ms().unwrap_or(0.0) / 1000.0,
    }
}

fn is_adaptive(deployment: &Deployment) -> bool {
    let settings = deployment.adaptive_allocations();
    settings.is_some_and(AdaptiveAllocations::is_enabled)
}

fn bounds(deployment: &Deployment) -> Bounds {
    let settings = deployment.adaptive_allocations();
    settings.map(Bounds::of).unwrap_or_default()
}

#[cfg(test)]
mod tests;
