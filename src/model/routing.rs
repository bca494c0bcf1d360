//! The routing table: which node holds how many allocations of a deployment.

use std::time::SystemTime;

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
    /// When the node had loaded the model, if not at the start of the deployment.
    pub(crate) loaded_at: Option<SystemTime>,
    /// How far it is behind with its share of requests.
    pub(crate) credit: i64,
}

impl Route {
    pub(crate) fn started(allocations: i32) -> Self {
        Self {
            current: allocations,
            target: allocations,
            state: RoutingState::Started,
            reason: String::new(),
            usage: Usage::default(),
            loaded_at: None,
            credit: 0,
        }
    }

    pub(crate) fn starting(allocations: i32) -> Self {
        Self {
            state: RoutingState::Starting,
            ..Self::started(allocations)
        }
    }

    pub(crate) fn is_started(&self) -> bool {
        self.state == RoutingState::Started
    }

    /// Which of several nodes gets the next request: in the long run each gets its share by its
    /// allocations, and a node of many does not get them all in a row.
    pub(crate) fn next_of<'r>(routes: impl Iterator<Item = &'r mut Self>) -> Option<&'r mut Self> {
        let mut all = 0;
        let mut next: Option<&mut Self> = None;
        for route in routes {
            let share = i64::from(route.current.max(1));
            all += share;
            route.credit += share;
            if next.as_ref().is_none_or(|next| route.credit > next.credit) {
                next = Some(route);
            }
        }
        let next = next?;
        next.credit -= all;
        Some(next)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_spread_by_allocations() {
        let mut routes = [1, 3, 2].map(Route::started);
        let mut turns = Vec::new();
        for _ in 0..6 {
            let next = Route::next_of(routes.iter_mut()).unwrap();
            turns.push(next.current);
        }
        assert_eq!(turns, [3, 2, 1, 3, 2, 3]);
        assert!(routes.iter().all(|route| route.credit == 0));
        assert!(Route::next_of(std::iter::empty()).is_none());
    }
}
