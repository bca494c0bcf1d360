//! The routing table: which node holds how many allocations of a deployment.

use super::{RoutingState, Usage, count};

/// The entry of one node in a deployment's routing table.
///
/// ```
/// use es_ml_fake::model::RoutingState;
/// use es_ml_fake::{DOCUMENTED_DEPLOYMENT, DOCUMENTED_NODE, FakeCluster};
///
/// let cluster = FakeCluster::start();
/// let deployment = cluster.deployment(DOCUMENTED_DEPLOYMENT).unwrap();
/// let (node, route) = deployment.routing_table().next().unwrap();
/// assert_eq!(node, DOCUMENTED_NODE);
/// assert_eq!(route.current_allocations(), 1);
/// assert_eq!(route.routing_state(), RoutingState::Started);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    pub(crate) current: i32,
    pub(crate) target: i32,
    pub(crate) state: RoutingState,
    pub(crate) reason: String,
    pub(crate) usage: Usage,
}

impl Route {
    pub(crate) fn started(allocations: i32) -> Self {
        Self {
            current: allocations,
            target: allocations,
            state: RoutingState::Started,
            reason: String::new(),
            usage: Usage::default(),
        }
    }

    pub(crate) fn starting(allocations: i32) -> Self {
        Self {
            state: RoutingState::Starting,
            ..Self::started(allocations)
        }
    }

    /// How many allocations the node runs at the moment.
    #[must_use]
    pub fn current_allocations(&self) -> u32 {
        count::unsigned(self.current)
    }

    /// How many allocations the node is to run.
    #[must_use]
    pub fn target_allocations(&self) -> u32 {
        count::unsigned(self.target)
    }

    /// What the node is doing with the model.
    #[must_use]
    pub fn routing_state(&self) -> RoutingState {
        self.state
    }

    /// Why the route is in its state; normally empty.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }
}
