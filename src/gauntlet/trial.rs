//! One thing that goes wrong.

use std::time::Duration;

use crate::journal::BreachPolicy;
use crate::model::DOCUMENTED_DEPLOYMENT;
use crate::script::{Failure, On, UnusedPolicy, WireFault};
use crate::server::{FakeCluster, FakeClusterBuilder};

/// What the first update of a client meets.
#[derive(Debug, Clone, Copy)]
pub(super) enum Trial {
    Nothing,
    Failure(Failure),
    Fault(WireFault),
}

impl Trial {
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let failures = Failure::all().map(Self::Failure);
        let faults = WireFault::all().map(quick).map(Self::Fault);
        std::iter::once(Self::Nothing).chain(failures).chain(faults)
    }

    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Failure(failure) => failure.name(),
            Self::Fault(fault) => fault.name(),
        }
    }

    /// Whether a client does well to try again. An update sets a number, so that doing it twice is
    /// no worse than once, also if nobody knows whether the first was carried out.
    pub(super) fn may_pass(&self) -> bool {
        match self {
            Self::Nothing => false,
            Self::Failure(failure) => failure.may_pass(),
            Self::Fault(_) => true,
        }
    }

    pub(super) fn cluster(&self, builder: FakeClusterBuilder) -> FakeCluster {
        let cluster = builder
            .breaches(BreachPolicy::Allow)
            .unused_scripts(UnusedPolicy::Allow)
            .start();
        let first = On::update(DOCUMENTED_DEPLOYMENT).times(1);
        match *self {
            Self::Nothing => {}
            Self::Failure(failure) => drop(cluster.script(first, failure)),
            Self::Fault(fault) => drop(cluster.script(first, fault)),
        }
        cluster
    }
}

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
