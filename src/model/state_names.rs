//! The words for what assignments and routes are doing.

use std::fmt;

/// The state of a deployment's assignment (server-behaviour: Update: the 200 answer).
///
/// ```
/// use es_ml_fake::model::AssignmentState;
/// use es_ml_fake::{DOCUMENTED_DEPLOYMENT, FakeCluster};
///
/// let cluster = FakeCluster::start();
/// let deployment = cluster.deployment(DOCUMENTED_DEPLOYMENT).unwrap();
/// assert_eq!(deployment.assignment_state(), AssignmentState::Started);
/// assert_eq!(AssignmentState::Started.name(), "started");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AssignmentState {
    /// No node serves the deployment yet.
    Starting,
    /// At least one node serves it. Only in this state can it be updated.
    Started,
    /// It is being stopped.
    Stopping,
    /// It could not be started.
    Failed,
}

impl AssignmentState {
    /// The word for the state in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Started => "started",
            Self::Stopping => "stopping",
            Self::Failed => "failed",
        }
    }
}

/// The state of a deployment on one node (server-behaviour: Update: the 200 answer).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RoutingState {
    /// The node is loading the model.
    Starting,
    /// The node serves the model.
    Started,
    /// The node is unloading the model.
    Stopping,
    /// The node has unloaded the model.
    Stopped,
    /// The node could not load the model.
    Failed,
}

impl RoutingState {
    /// The word for the state in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Started => "started",
            Self::Stopping => "stopping",
            Self::Stopped => "stopped",
            Self::Failed => "failed",
        }
    }
}

/// How far a deployment has come (server-behaviour: Start: answer).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum AllocationState {
    Starting,
    Started,
    FullyAllocated,
}

impl AllocationState {
    pub(crate) const NAMES: &[&str] = &["starting", "started", "fully_allocated"];

    pub(crate) fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// By its name in any case, as Java's enumerations are found.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let all = [Self::Starting, Self::Started, Self::FullyAllocated];
        all.into_iter()
            .find(|state| state.name().eq_ignore_ascii_case(name))
    }
}

/// How many of the allocations that were asked for there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AllocationStatus {
    pub(crate) count: i64,
    pub(crate) target: i64,
}

impl AllocationStatus {
    /// Whether none of none are all of them depends on the version.
    pub(crate) fn state(self, zero_is_all: bool) -> AllocationState {
        match self {
            Self {
                count: 0,
                target: 0,
            } if zero_is_all => AllocationState::FullyAllocated,
            Self { count: 0, .. } => AllocationState::Starting,
            Self { count, target } if count < target => AllocationState::Started,
            Self { .. } => AllocationState::FullyAllocated,
        }
    }
}

impl fmt::Display for AssignmentState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for RoutingState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
