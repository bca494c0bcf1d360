//! Nodes that come and go, and allocations that move to where there is room
//! (server-behaviour: Update: nodes that come and go).

use std::time::SystemTime;

use super::{AssignmentState, DeploymentIndex, Deployments, Node};

impl Deployments {
    /// A node leaves, if it is there. What was on it moves to others.
    pub(crate) fn node_leaves(&mut self, id: &str, now: SystemTime) -> bool {
        if !self.nodes.leave(id) {
            return false;
        }
        let mut has_moved = false;
        for deployment in self.iter_mut() {
            has_moved |= deployment.lose_node(id);
        }
        if has_moved {
            self.rebalance(now);
        }
        true
    }

    /// A node that has left comes back, if it is away, without anything on it.
    pub(crate) fn node_comes_back(&mut self, id: &str, now: SystemTime) -> bool {
        let has_come = self.nodes.come_back(id);
        if has_come {
            self.rebalance(now);
        }
        has_come
    }

    /// A node joins that is not there.
    pub(crate) fn node_joins(&mut self, node: Node, now: SystemTime) -> bool {
        let has_joined = self.nodes.join(node);
        if has_joined {
            self.rebalance(now);
        }
        has_joined
    }

    /// Plans anew what has less than was asked for. Deployments of low priority get what others
    /// leave.
    pub(crate) fn rebalance(&mut self, now: SystemTime) {
        let mut short: Vec<_> = self
            .indices()
            .filter(|&index| self.is_short(index))
            .collect();
        short.sort_by_key(|&index| self[index].is_low_priority());
        for index in short {
            let number = self[index].number();
            let planned = self.plan(index, number);
            let timing = self.timing;
            let (deployment, nodes) = self.deployment_and_nodes(index);
            deployment.move_to(&planned.on(nodes), planned.reason, timing, now);
        }
    }

    fn is_short(&self, index: DeploymentIndex) -> bool {
        let deployment = &self[index];
        deployment.assignment_state() != AssignmentState::Stopping && deployment.is_short()
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;
    use crate::model::scene::{cluster, show};
    use crate::model::{Deployment, LoadFailure, LoadFailures, Settling};

    fn two_nodes() -> [Node; 2] {
        [Node::new("a").processors(2), Node::new("b").processors(3)]
    }

    fn started() -> Deployment {
        Deployment::started("m").on_node("a", 2).on_node("b", 1)
    }

    /// Step by step, and after nodes have caught up
    /// (server-behaviour: Update: nodes that come and go).
    #[test]
    fn allocations_move_to_where_there_is_room_and_come_back() {
        let (mut deployments, _) = cluster(&two_nodes(), 0, started());
        assert!(deployments.node_leaves("a", UNIX_EPOCH));
        assert_eq!(show(&deployments), "3 [b 1/3 started] started, max 3");
        deployments.come_to(UNIX_EPOCH);
        assert_eq!(show(&deployments), "3 [b 3/3 started] started, max 3");
        assert!(!deployments.node_leaves("a", UNIX_EPOCH));
        // What is satisfied stays where it is.
        assert!(deployments.node_comes_back("a", UNIX_EPOCH));
        assert_eq!(show(&deployments), "3 [b 3/3 started] started, max 3");
        assert!(deployments.node_leaves("b", UNIX_EPOCH));
        assert_eq!(
            show(&deployments),
            "3 [a 2/2 starting] starting, max 3; Could not assign (more) allocations on node [a]. \
             Reason: This node has insufficient allocated processors. Available processors [2], \
             free processors [0], processors required for each allocation of this model [1]"
        );
        assert!(deployments.node_leaves("a", UNIX_EPOCH));
        assert_eq!(
            show(&deployments),
            "3 [] starting, max 3; No ML nodes exist in the cluster"
        );
        assert!(deployments.node_joins(Node::new("c"), UNIX_EPOCH));
        assert_eq!(show(&deployments), "3 [c 3/3 starting] starting, max 3");
        deployments.come_to(UNIX_EPOCH);
        assert_eq!(show(&deployments), "3 [c 3/3 started] started, max 3");
    }

    #[test]
    fn nodes_that_failed_try_again_when_a_node_joins() {
        let (mut deployments, index) =
            cluster(&two_nodes(), 0, started().failed_on("b", "process died"));
        let mut failures = LoadFailures::default();
        failures.add(LoadFailure {
            node: Some("b".to_owned()),
            reason: "too large".to_owned(),
        });
        deployments[index].set_load_failures(failures);
        assert!(deployments.node_joins(Node::new("c").processors(0), UNIX_EPOCH));
        assert_eq!(
            show(&deployments),
            "3 [a 2/2 started, b 1/1 starting] started, max 3"
        );
        deployments.come_to(UNIX_EPOCH);
        assert_eq!(
            show(&deployments),
            "3 [a 2/2 started, b 1/1 failed: too large] started, max 3"
        );
    }

    /// What nothing is to be done for is not begun anew.
    #[test]
    fn nodes_that_are_loading_go_on_when_others_come_and_go() {
        let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
        let (mut deployments, index) = cluster(&two_nodes(), 9, started());
        deployments.timing.start = Some(Settling::After(Duration::from_secs(60)));
        deployments.scale(index, 5, at(0)).unwrap();
        deployments.come_to(at(0));
        deployments.node_leaves("b", at(100));
        deployments.node_joins(Node::new("c").processors(1), at(120));
        deployments.node_joins(Node::new("d").processors(0), at(170));
        deployments.come_to(at(179));
        assert!(show(&deployments).starts_with("5 [a 2/2 started, c 1/1 starting] started"));
        deployments.come_to(at(180));
        assert!(show(&deployments).starts_with("5 [a 2/2 started, c 1/1 started] started"));
    }

    /// An update of what other nodes have does not end the loading.
    #[test]
    fn nodes_that_are_loading_go_on_whatever_is_asked_for_meanwhile() {
        let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
        let (mut deployments, index) = cluster(&two_nodes(), 0, started());
        deployments.timing.start = Some(Settling::After(Duration::from_secs(60)));
        deployments.node_leaves("a", at(0));
        deployments.come_to(at(0));
        assert_eq!(show(&deployments), "3 [b 3/3 started] started, max 3");
        deployments.node_comes_back("a", at(0));
        deployments.scale(index, 4, at(100)).unwrap();
        assert_eq!(
            show(&deployments),
            "4 [b 3/3 started, a 1/1 starting] started, max 4"
        );
        deployments.scale(index, 5, at(130)).unwrap();
        deployments.come_to(at(159));
        assert_eq!(
            show(&deployments),
            "5 [b 3/3 started, a 1/2 starting] started, max 4"
        );
        deployments.come_to(at(160));
        assert_eq!(
            show(&deployments),
            "5 [b 3/3 started, a 2/2 started] started, max 5"
        );
    }

    #[test]
    fn what_was_put_there_as_starting_stays_so() {
        let starting = Deployment::starting("m").on_node("a", 2).on_node("b", 1);
        let (mut deployments, _) = cluster(&two_nodes(), 0, starting);
        deployments.node_leaves("a", UNIX_EPOCH);
        deployments.come_to(UNIX_EPOCH);
        assert_eq!(show(&deployments), "3 [b 1/3 starting] starting, max 3");
    }

    #[test]
    fn what_a_deployment_leaves_is_there_for_others() {
        let (mut deployments, ended) = cluster(&two_nodes()[..1], 0, started());
        deployments.node_leaves("b", UNIX_EPOCH);
        deployments.put(Deployment::started("z").on_node("a", 1).allocations(2));
        deployments.stop(ended, UNIX_EPOCH);
        deployments.come_to(UNIX_EPOCH);
        assert!(deployments.get("m").is_none());
        assert_eq!(deployments.get("z").unwrap().total_target(), 2);
    }

    #[test]
    fn deployments_of_low_priority_come_last() {
        let small = Node::new("a").memory(300 << 20);
        let on_b = |id| Deployment::started(id).size_in_bytes(0).on_node("b", 1);
        let (mut deployments, _) = cluster(&[small], 0, on_b("m"));
        deployments.put(on_b("k").low_priority());
        deployments.node_leaves("b", UNIX_EPOCH);
        let targets = ["k", "m"].map(|id| deployments.get(id).unwrap().total_target());
        assert_eq!(targets, [0, 1]);
    }
}
