//! Conditions in which a cluster refuses what it would take otherwise.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicU8, Ordering};

use crate::text::{UnknownName, serde_as_text};

/// Something that keeps a cluster from taking updates, to be switched on and off.
///
/// ```
/// use es_ml_fake::model::Condition;
/// use es_ml_fake::FakeCluster;
///
/// let cluster = FakeCluster::builder().condition(Condition::NoMaster).start();
/// // Updates are answered with 503 and `master_not_discovered_exception`, until ...
/// cluster.clear_condition(Condition::NoMaster);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Condition {
    /// The memory is used up: 429 for every request
    /// (server-behaviour: Errors: overload and availability).
    CircuitBreaker,
    /// The queue for tasks is full: 429 for updates
    /// (server-behaviour: Errors: overload and availability).
    RejectedExecution,
    /// No master was elected within the `master_timeout`: 503 for updates, at once
    /// (server-behaviour: Errors: overload and availability).
    NoMaster,
    /// The cluster has not recovered its state: 503 for updates
    /// (server-behaviour: Errors: overload and availability).
    ClusterBlock,
    /// The licence does not cover machine learning: 403 for updates
    /// (server-behaviour: Security: licence). A real server checks this when a deployment is
    /// started and when it is used. The switch is for programs that are to be prepared for it.
    Licence,
}

impl Condition {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::CircuitBreaker,
        Self::RejectedExecution,
        Self::NoMaster,
        Self::ClusterBlock,
        Self::Licence,
    ];

    /// The name in configuration files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::CircuitBreaker => "circuit_breaker",
            Self::RejectedExecution => "rejected_execution",
            Self::NoMaster => "no_master",
            Self::ClusterBlock => "cluster_block",
            Self::Licence => "licence",
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Condition {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL
            .into_iter()
            .find(|condition| condition.name() == name);
        found.ok_or_else(|| UnknownName::new("condition", name, Self::ALL))
    }
}

serde_as_text!(Condition);

/// The conditions that a cluster is in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Conditions(u8);

impl Conditions {
    pub(crate) fn set(&mut self, condition: Condition) {
        self.0 |= Self::bit(condition);
    }

    pub(crate) fn has(self, condition: Condition) -> bool {
        self.0 & Self::bit(condition) != 0
    }

    pub(crate) fn are_none(self) -> bool {
        self.0 == 0
    }

    fn bit(condition: Condition) -> u8 {
        1 << condition as u8
    }
}

/// The conditions that a cluster is in at the moment. Each request looks, so there is no lock.
#[derive(Debug)]
pub(crate) struct ActiveConditions(AtomicU8);

impl ActiveConditions {
    pub(crate) fn set(&self, condition: Condition) {
        self.0
            .fetch_or(Conditions::bit(condition), Ordering::Relaxed);
    }

    pub(crate) fn clear(&self, condition: Condition) {
        self.0
            .fetch_and(!Conditions::bit(condition), Ordering::Relaxed);
    }

    pub(crate) fn replace(&self, conditions: Conditions) {
        self.0.store(conditions.0, Ordering::Relaxed);
    }

    pub(crate) fn now(&self) -> Conditions {
        Conditions(self.0.load(Ordering::Relaxed))
    }
}

impl From<Conditions> for ActiveConditions {
    fn from(conditions: Conditions) -> Self {
        Self(AtomicU8::new(conditions.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_condition_is_switched_by_itself() {
        for condition in Condition::ALL {
            let mut conditions = Conditions::default();
            conditions.set(condition);
            let active = ActiveConditions::from(conditions);
            let has = Condition::ALL.map(|each| active.now().has(each));
            assert_eq!(has, Condition::ALL.map(|each| each == condition));
            active.clear(condition);
            assert!(active.now().are_none());
            active.set(condition);
            assert_eq!(active.now(), conditions);
        }
    }
}
