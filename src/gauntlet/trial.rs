//! One thing that goes wrong.

use std::time::Duration;

use super::pace::Pace;
use crate::journal::{BreachPolicy, Exchange};
use crate::model::DOCUMENTED_DEPLOYMENT;
use crate::script::{Failure, On, UnusedPolicy, WireFault};
use crate::server::{FakeCluster, FakeClusterBuilder};
use crate::text::UnknownName;

/// What the first update of a client meets.
#[derive(Debug, Clone, Copy)]
pub(super) enum Trial {
    Nothing,
    Failure(Failure),
    ConnectionRefused,
    Fault(WireFault),
}

impl Trial {
    /// All of them; the first is that of nothing.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let failures = Failure::all().map(Self::Failure);
        let faults = WireFault::all().map(quick).map(Self::Fault);
        std::iter::once(Self::Nothing)
            .chain(failures)
            .chain([Self::ConnectionRefused])
            .chain(faults)
    }

    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Failure(failure) => failure.name(),
            Self::ConnectionRefused => "connection_refused",
            Self::Fault(fault) => fault.name(),
        }
    }

    pub(super) fn named(name: &str) -> Result<Self, UnknownName> {
        let names = || Self::all().map(|trial| trial.name());
        let trial = Self::all().find(|trial| trial.name() == name);
        trial.ok_or_else(|| UnknownName::new("trial", name, names()))
    }

    /// Whether a client does well to try again. An update sets a number, so that doing it twice is
    /// no worse than once, also if nothing is known of whether the first was carried out.
    pub(super) fn may_pass(&self) -> bool {
        match self {
            Self::Nothing => false,
            Self::Failure(failure) => failure.may_pass(),
            Self::ConnectionRefused | Self::Fault(_) => true,
        }
    }

    pub(super) fn is_outage(&self) -> bool {
        matches!(self, Self::ConnectionRefused)
    }

    pub(super) fn cluster(&self, builder: FakeClusterBuilder, pace: Pace) -> FakeCluster {
        let cluster = pace
            .govern(builder)
            .breaches(BreachPolicy::Allow)
            .unused_scripts(UnusedPolicy::Allow)
            .journal_exchanges(KEPT_EXCHANGES)
            .start();
        let first = On::update(DOCUMENTED_DEPLOYMENT).times(1);
        match *self {
            Self::Nothing | Self::ConnectionRefused => {}
            Self::Failure(failure) => drop(cluster.script(first, failure)),
            Self::Fault(fault) => drop(cluster.script(first, fault)),
        }
        cluster
    }

    /// Whether one of these updates was accepted, with an answer that arrived whole.
    pub(super) fn has_accepted<'e>(&self, updates: impl Iterator<Item = &'e Exchange>) -> bool {
        let mut is_broken = self.breaks_an_answer();
        updates
            .filter(|update| {
                let is_first = update.deployment_id() == Some(DOCUMENTED_DEPLOYMENT);
                !(is_first && std::mem::take(&mut is_broken))
            })
            .any(|update| update.status().is_success())
    }

    fn breaks_an_answer(&self) -> bool {
        match self {
            Self::Nothing | Self::Failure(_) | Self::ConnectionRefused => false,
            Self::Fault(fault) => !matches!(fault, WireFault::Drip { .. } | WireFault::CloseIdle),
        }
    }
}

/// More than any client should send in one trial.
const KEPT_EXCHANGES: usize = 10_000;

/// A second is long for a trial, and the slow answer is slow enough with less.
fn quick(fault: WireFault) -> WireFault {
    match fault {
        WireFault::Drip { chunks, .. } => WireFault::Drip {
            chunks,
            over: Duration::from_millis(100),
        },
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn all_have_names_of_their_own_by_which_they_are_found() {
        let names: HashSet<_> = Trial::all().map(|trial| trial.name()).collect();
        assert_eq!(names.len(), Trial::all().count());
        for name in names {
            assert_eq!(Trial::named(name).unwrap().name(), name);
        }
    }

    #[test]
    fn answers_that_arrive_whole_are_not_broken() {
        let whole = Trial::all().filter(|trial| !trial.breaks_an_answer());
        let whole: Vec<_> = whole.map(|trial| trial.name()).collect();
        assert_eq!(whole[0], "nothing");
        let failures = Failure::all().count();
        let rest = &whole[failures + 1..];
        assert_eq!(rest, ["connection_refused", "drip", "close_idle"]);
    }
}
