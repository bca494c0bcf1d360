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
