//! Scaling a deployment in its cluster (server-behaviour: Update: capacity and timeouts;
//! Update: what changes; Update: distribution of allocations).

use std::cmp::Ordering;
use std::time::SystemTime;

use super::planning::{Holding, PerNode, Place, Plan, Taken, reason, reduce};
use super::{DeploymentIndex, Deployments, Node, Nodes};

/// There are not enough resources, and no more can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotEnoughResources;

/// What is planned for a deployment.
pub(super) struct Planned {
    /// For each node of the cluster.
    pub(super) targets: PerNode<i32>,
    /// Whether there is not enough room.
    falls_short: bool,
    /// What is said of that.
    pub(super) reason: Option<String>,
}

impl Planned {
    /// Each node with what it is to have.
    pub(super) fn on<'n>(&self, nodes: &'n Nodes) -> PerNode<(&'n str, i32)> {
        let ids = nodes.all().iter().map(Node::id);
        ids.zip(self.targets.iter().copied()).collect()
    }
}

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
            Ordering::Greater => {
                let increased = self.increase(index, number, now);
                increased.map_err(|_| NotEnoughResources)
            }
            Ordering::Less => {
                self.decrease(index, number, now);
                Ok(())
            }
        }
    }

    /// An increase, or the plan that falls short.
    pub(super) fn increase(
        &mut self,
        index: DeploymentIndex,
        number: i32,
        now: SystemTime,
    ) -> Result<(), Planned> {
        let planned = self.plan(index, number);
        if planned.falls_short && !self.nodes.can_scale() {
            return Err(planned);
        }
        let timing = self.timing;
        let (deployment, nodes) = self.deployment_and_nodes(index);
        deployment.grow(number, &planned.on(nodes), planned.reason, timing, now);
        Ok(())
    }

    /// The plan for that many allocations, which are no fewer than there are.
    pub(super) fn plan(&self, index: DeploymentIndex, number: i32) -> Planned {
        let demand = self[index].demand(number);
        let places = self.places(index);
        let plan = Plan::of(&demand, &places);
        Planned {
            falls_short: !plan.satisfies(&demand),
            reason: reason(&demand, &places, &plan),
            targets: plan.targets,
        }
    }

    fn decrease(&mut self, index: DeploymentIndex, number: i32, now: SystemTime) {
        let timing = self.timing;
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
        deployment.shrink(number, &kept, timing, now);
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
mod tests;
