//! Scaling a deployment in its cluster (server-behaviour: Update: capacity and timeouts;
//! Update: what changes; Update: distribution of allocations).

use std::cmp::Ordering;
use std::time::SystemTime;

use super::planning::{Holding, PerNode, Place, Plan, Taken, reason, reduce};
use super::{DeploymentIndex, Deployments, Node};

/// There are not enough resources, and no more can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotEnoughResources;

impl Deployments {
    /// Sets how many allocations a deployment is to have.
    ///
    /// # Errors
    ///
    /// If they do not fit into a cluster that cannot scale. Nothing is changed then.
    pub(crate) fn scale(
        &mut self,
        index: DeploymentIndex,
        number: i32,
        now: SystemTime,
    ) -> Result<(), NotEnoughResources> {
        let deployment = &self[index];
        match number.cmp(&deployment.number()) {
            Ordering::Equal => Ok(()),
            Ordering::Greater => self.increase(index, number, now),
            Ordering::Less => {
                self.decrease(index, number, now);
                Ok(())
            }
        }
    }

    pub(super) fn increase(
        &mut self,
        index: DeploymentIndex,
        number: i32,
        now: SystemTime,
    ) -> Result<(), NotEnoughResources> {
        let (plan, reason) = self.plan(index, number)?;
        let (deployment, nodes) = self.deployment_and_nodes(index);
        let nodes = nodes.all().iter().map(Node::id);
        let planned: PerNode<_> = nodes.zip(plan.targets).collect();
        deployment.grow(number, &planned, reason, now);
        Ok(())
    }

    /// The plan for an increase, with what is to be said if it falls short.
    fn plan(
        &self,
        index: DeploymentIndex,
        number: i32,
    ) -> Result<(Plan, Option<String>), NotEnoughResources> {
        let demand = self[index].demand(number);
        let places = self.places(index);
        let plan = Plan::of(&demand, &places);
        if !plan.satisfies(&demand) && !self.nodes.can_scale() {
            return Err(NotEnoughResources);
        }
        let reason = reason(&demand, &places, &plan);
        Ok((plan, reason))
    }

    /// Whether a plan for that many allocations has any, and what it falls short for.
    pub(super) fn preview(&self, index: DeploymentIndex, number: i32) -> (bool, Option<String>) {
        let demand = self[index].demand(number);
        let places = self.places(index);
        let plan = Plan::of(&demand, &places);
        let is_any = plan.targets.iter().any(|&target| target > 0);
        (is_any, reason(&demand, &places, &plan))
    }

    fn decrease(&mut self, index: DeploymentIndex, number: i32, now: SystemTime) {
        let (deployment, nodes) = self.deployment_and_nodes(index);
        if i64::from(number) >= deployment.total_target() {
            return deployment.ask_for_fewer(number);
        }
        let nodes = nodes.all();
        let held = nodes.iter().map(|node| Holding {
            zone: node.availability_zone(),
            allocations: deployment.target_on(node.id()),
        });
        let kept = reduce(&held.collect::<PerNode<_>>(), number);
        let kept: PerNode<_> = nodes.iter().map(Node::id).zip(kept).collect();
        deployment.shrink(number, &kept, now);
    }

    /// The nodes as a deployment finds them.
    fn places(&self, index: DeploymentIndex) -> PerNode<Place<'_>> {
        let deployment = &self[index];
        let nodes = self.nodes.all().iter();
        nodes
            .map(|node| Place {
                node,
                existing: deployment.target_on(node.id()),
                taken: self.taken_by_others(index, node),
            })
            .collect()
    }

    /// What others take does not matter where there is no limit.
    fn taken_by_others(&self, index: DeploymentIndex, node: &Node) -> Taken {
        if node.is_unlimited() {
            return Taken::default();
        }
        let others = self
            .iter()
            .enumerate()
            .filter(|(each, _)| DeploymentIndex(*each) != index);
        let taken = others.map(|(_, deployment)| deployment.taken_of(node.id()));
        taken.fold(Taken::default(), Taken::and)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Deployment, Nodes, Settling};

    const SHORT_OF_PROCESSORS: &str = "Could not assign (more) allocations on node [a]. Reason: This node has insufficient allocated \
                                       processors. Available processors [2], free processors [0], processors required for each \
                                       allocation of this model [1]";

    /// A cluster of these nodes, which may grow lazily, with this deployment in it.
    fn cluster(
        nodes: &[Node],
        max_lazy_ml_nodes: u32,
        deployment: Deployment,
    ) -> (Deployments, DeploymentIndex) {
        let mut all = Nodes::default();
        all.max_lazy_ml_nodes = max_lazy_ml_nodes;
        all.clear();
        nodes.iter().cloned().for_each(|node| all.add(node));
        let deployments = Deployments::new(all, [deployment]);
        let index = deployments.find("m").unwrap();
        (deployments, index)
    }

    /// Number, routing table, state, highest number of allocations, and reason.
    fn show(deployments: &Deployments) -> String {
        let deployment = deployments.get("m").unwrap();
        let route = |(node, route): (&str, &crate::model::Route)| {
            let (current, target) = (route.current_allocations(), route.target_allocations());
            let text = format!("{node} {current}/{target} {}", route.routing_state());
            match route.reason() {
                "" => text,
                reason => format!("{text}: {reason}"),
            }
        };
        let routes: Vec<_> = deployment.routing_table().map(route).collect();
        let mut text = format!(
            "{} [{}] {}, max {}",
            deployment.number_of_allocations(),
            routes.join(", "),
            deployment.assignment_state(),
            deployment.max_assigned_allocations()
        );
        if let Some(reason) = deployment.reason() {
            text = format!("{text}; {reason}");
        }
        text
    }

    fn started() -> Deployment {
        Deployment::started("m")
    }

    fn node(id: &str) -> Node {
        Node::new(id)
    }

    /// Row by row: before, the number asked for, after, and after the nodes have caught up
    /// (server-behaviour: Update: what changes).
    #[test]
    fn an_update_changes_what_the_table_says() {
        let two_nodes = vec![node("a"), node("b")];
        #[rustfmt::skip]
        let rows = [
            // The same number.
            ("unchanged", two_nodes.clone(), started().on_node("a", 2), 2,
                "2 [a 2/2 started] started, max 2",
                "2 [a 2/2 started] started, max 2"),
            // Increases.
            ("kept nodes keep their current allocations", vec![node("a")], started().on_node("a", 1), 4,
                "4 [a 1/4 started] started, max 1",
                "4 [a 4/4 started] started, max 4"),
            ("new nodes are starting, and have what they are to have", two_nodes.clone(), started().on_node("a", 1), 4,
                "4 [a 1/2 started, b 2/2 starting] started, max 3",
                "4 [a 2/2 started, b 2/2 started] started, max 4"),
            ("nodes that failed start again", two_nodes.clone(), started().on_node("a", 1).failed_on("b", "gone"), 3,
                "3 [a 1/2 started, b 1/1 starting] started, max 2",
                "3 [a 2/2 started, b 1/1 started] started, max 3"),
            ("the state is that of the nodes", two_nodes.clone(), started().failed_on("a", "gone"), 2,
                "2 [a 1/1 starting, b 1/1 starting] starting, max 2",
                "2 [a 1/1 started, b 1/1 started] started, max 2"),
            ("from zero", two_nodes.clone(), started().allocations(0), 1,
                "1 [a 1/1 starting] starting, max 1",
                "1 [a 1/1 started] started, max 1"),
            ("the rest fits now, without a reason", vec![node("a").processors(1), node("b")], started().allocations(3).on_node("a", 1), 4,
                "4 [a 1/1 started, b 3/3 starting] started, max 4",
                "4 [a 1/1 started, b 3/3 started] started, max 4"),
            // Decreases below what there is.
            ("a target is lowered", vec![node("a")], started().on_node("a", 4), 1,
                "1 [a 4/1 started] started, max 4",
                "1 [a 1/1 started] started, max 4"),
            ("nodes are dropped at once", two_nodes.clone(), started().on_node("a", 3).on_node("b", 2), 3,
                "3 [a 3/3 started] started, max 5",
                "3 [a 3/3 started] started, max 5"),
            ("a failed node stays as it is", two_nodes.clone(), started().on_node("a", 1).on_node("b", 3).failed_on("b", "gone"), 2,
                "2 [b 3/2 failed: gone] started, max 4",
                "2 [b 3/2 failed: gone] started, max 4"),
            // Decreases to what there is, or more.
            ("still short", vec![node("a")], started().on_node("a", 2).allocations(5), 3,
                "3 [a 2/2 started] started, max 2",
                "3 [a 2/2 started] started, max 2"),
            ("short no more", vec![node("a")], started().on_node("a", 2).allocations(5), 2,
                "2 [a 2/2 started] started, max 2",
                "2 [a 2/2 started] started, max 2"),
        ];
        for (name, nodes, before, number, after, settled) in rows {
            let (mut deployments, index) = cluster(&nodes, 9, before);
            deployments.scale(index, number, UNIX_EPOCH).unwrap();
            assert_eq!(show(&deployments), after, "{name}");
            deployments.settle();
            assert_eq!(show(&deployments), settled, "{name}");
        }
    }

    #[test]
    fn the_reason_stays_until_there_is_as_much_as_was_asked_for() {
        let (mut deployments, index) = cluster(&[node("a").processors(2)], 9, started());
        for (number, after) in [
            (5, "5 [a 1/2 started] started, max 1; SHORT"),
            (5, "5 [a 1/2 started] started, max 1; SHORT"),
            (6, "6 [a 1/2 started] started, max 1; SHORT"),
            (3, "3 [a 1/2 started] started, max 1; SHORT"),
            (2, "2 [a 1/2 started] started, max 1"),
            (4, "4 [a 1/2 started] started, max 1; SHORT"),
            (1, "1 [a 1/1 started] started, max 1"),
        ] {
            deployments.scale(index, number, UNIX_EPOCH).unwrap();
            assert_eq!(
                show(&deployments),
                after.replace("SHORT", SHORT_OF_PROCESSORS)
            );
        }
    }

    #[test]
    fn what_does_not_fit_into_a_cluster_that_cannot_scale_is_refused_and_changes_nothing() {
        let (mut deployments, index) = cluster(&[node("a").processors(2)], 0, started());
        let before = deployments.get("m").cloned();
        assert_eq!(
            deployments.scale(index, 3, UNIX_EPOCH),
            Err(NotEnoughResources)
        );
        assert_eq!(deployments.get("m").cloned(), before);
        assert_eq!(deployments.scale(index, 2, UNIX_EPOCH), Ok(()));
    }

    #[test]
    fn a_cluster_without_nodes_has_room_for_nothing() {
        let (mut deployments, index) = cluster(&[], 0, started().allocations(0));
        assert_eq!(
            deployments.scale(index, 1, UNIX_EPOCH),
            Err(NotEnoughResources)
        );
        let (mut deployments, index) = cluster(&[], 1, started().allocations(0));
        assert_eq!(deployments.scale(index, 1, UNIX_EPOCH), Ok(()));
        assert_eq!(
            show(&deployments),
            "1 [] starting, max 0; No ML nodes exist in the cluster"
        );
    }

    #[test]
    fn other_deployments_take_room_unless_they_have_low_priority() {
        let room = |other: Deployment| {
            let (mut deployments, index) = cluster(
                &[node("a").processors(8).memory(2 << 30)],
                9,
                started().size_in_bytes(0),
            );
            deployments.put(other.size_in_bytes(0));
            deployments.scale(index, 100, UNIX_EPOCH).unwrap();
            deployments.get("m").unwrap().total_target()
        };
        let other = || Deployment::started("other");
        assert_eq!(room(other()), 7);
        assert_eq!(room(other().threads(2).allocations(3)), 2);
        assert_eq!(room(other().threads(2).allocations(3).low_priority()), 8);
        assert_eq!(room(other().allocations(0)), 8);
        assert_eq!(room(other().memory_per_deployment(2 << 30)), 1);
        assert_eq!(room(other().cache("2gb")), 1);
        assert_eq!(room(other().on_node("b", 5)), 100);
    }

    #[test]
    fn nodes_catch_up_when_it_is_time() {
        let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
        let after = |seconds| Settling::After(Duration::from_secs(seconds));
        let current = |policy, changes: &[u64], now| {
            let (mut deployments, index) = cluster(&[node("a")], 0, started());
            for (number, &time) in (2..).zip(changes) {
                deployments.scale(index, number, at(time)).unwrap();
            }
            let deployment = &mut deployments[index];
            deployment.settle_if_due(policy, at(now));
            deployment
                .routing_table()
                .next()
                .unwrap()
                .1
                .current_allocations()
        };
        for (policy, changes, now, expected) in [
            (Settling::AtNextRequest, vec![100], 100, 2),
            (Settling::Held, vec![100], 900, 1),
            (after(5), vec![100], 104, 1),
            (after(5), vec![100], 105, 2),
            (after(5), vec![100, 103], 105, 1),
            (after(5), vec![100, 103], 108, 3),
            (after(5), vec![], 900, 1),
        ] {
            assert_eq!(
                current(policy, &changes, now),
                expected,
                "{policy:?} {changes:?} {now}"
            );
        }
    }

    #[test]
    fn what_was_put_there_as_starting_stays_so_until_it_is_told() {
        let (mut deployments, index) =
            cluster(&[node("a")], 0, Deployment::starting("m").allocations(2));
        deployments[index].settle_if_due(Settling::AtNextRequest, UNIX_EPOCH);
        assert_eq!(show(&deployments), "2 [a 2/2 starting] starting, max 2");
        deployments.settle();
        assert_eq!(show(&deployments), "2 [a 2/2 started] started, max 2");
    }

    #[test]
    fn what_is_being_stopped_does_not_catch_up() {
        let (mut deployments, _) = cluster(&[node("a")], 0, Deployment::stopping("m"));
        deployments.settle();
        assert_eq!(show(&deployments), "1 [a 1/1 stopping] stopping, max 1");
    }

    /// What can happen to a deployment.
    #[derive(Debug, Clone)]
    enum Event {
        Scale(i32),
        CatchUp,
        Fail(&'static str),
    }

    fn events() -> impl Strategy<Value = Vec<Event>> {
        let event = prop_oneof![
            3 => (1..12).prop_map(Event::Scale),
            1 => Just(Event::CatchUp),
            1 => prop_oneof![Just("a"), Just("b")].prop_map(Event::Fail),
        ];
        vec(event, 0..12)
    }

    proptest! {
        #[test]
        fn whatever_happens_the_numbers_agree(events in events(), max_lazy_ml_nodes in prop_oneof![Just(0u32), Just(9)]) {
            let nodes = [node("a").processors(4), node("b").zone("z").processors(3), node("c").zone("z").memory(1)];
            let (mut deployments, index) = cluster(&nodes, max_lazy_ml_nodes, started());
            let mut highest = 0;
            for event in events {
                let asked_before = deployments[index].number();
                let mut expected = asked_before;
                match event {
                    Event::Scale(number) if deployments.scale(index, number, UNIX_EPOCH).is_ok() => expected = number,
                    Event::Scale(number) => prop_assert!(number > 7 && max_lazy_ml_nodes == 0),
                    Event::CatchUp => deployments.settle(),
                    Event::Fail(node) if deployments[index].target_on(node) > 0 => {
                        let failed = deployments[index].clone().failed_on(node, "gone");
                        deployments.put(failed);
                    }
                    Event::Fail(_) => {}
                }
                let deployment = &deployments[index];
                let current: u32 = deployment.routing_table().map(|(_, route)| route.current_allocations()).sum();
                highest = highest.max(current);
                prop_assert_eq!(deployment.number(), expected);
                prop_assert_eq!(deployment.total_target(), i64::from(expected.min(7)));
                prop_assert_eq!(deployment.reason().is_some(), expected > 7);
                prop_assert_eq!(deployment.max_assigned_allocations(), highest);
                prop_assert!(deployment.routing_table().all(|(_, route)| route.target_allocations() > 0));
            }
        }
    }
}
