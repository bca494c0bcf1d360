//! Scaling a deployment in its cluster (reference, sections 2.6, 3.2 and 3.3).

use std::cmp::Ordering;
use std::time::SystemTime;

use super::planning::{Holding, PerNode, Place, Plan, Taken, reason, reduce};
use super::{Deployments, Node, Slot};

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
        slot: Slot,
        number: i32,
        now: SystemTime,
    ) -> Result<(), NotEnoughResources> {
        let deployment = &self[slot].deployment;
        match number.cmp(&deployment.number_of_allocations()) {
            Ordering::Equal => Ok(()),
            Ordering::Greater => self.increase(slot, number, now),
            Ordering::Less => {
                self.decrease(slot, number, now);
                Ok(())
            }
        }
    }

    fn increase(
        &mut self,
        slot: Slot,
        number: i32,
        now: SystemTime,
    ) -> Result<(), NotEnoughResources> {
        let (plan, reason) = self.plan(slot, number)?;
        let nodes = self.fleet.nodes().iter().map(Node::id);
        let planned: PerNode<_> = nodes.zip(plan.targets).collect();
        let deployment = &mut self.by_id[slot.0].deployment;
        deployment.grow(number, &planned, reason, now);
        Ok(())
    }

    /// The plan for an increase, with what is to be said if it falls short.
    fn plan(&self, slot: Slot, number: i32) -> Result<(Plan, Option<String>), NotEnoughResources> {
        let demand = self[slot].deployment.demand(number);
        let places = self.places(slot);
        let plan = Plan::of(&demand, &places);
        if !plan.satisfies(&demand) && !self.fleet.can_scale() {
            return Err(NotEnoughResources);
        }
        let reason = reason(&demand, &places, &plan);
        Ok((plan, reason))
    }

    fn decrease(&mut self, slot: Slot, number: i32, now: SystemTime) {
        let deployment = &mut self.by_id[slot.0].deployment;
        if i64::from(number) >= deployment.total_target() {
            return deployment.ask_for_fewer(number);
        }
        let nodes = self.fleet.nodes();
        let held = nodes.iter().map(|node| Holding {
            zone: node.availability_zone(),
            allocations: deployment.target_on(node.id()),
        });
        let kept = reduce(&held.collect::<PerNode<_>>(), number);
        let kept: PerNode<_> = nodes.iter().map(Node::id).zip(kept).collect();
        deployment.shrink(number, &kept, now);
    }

    /// The nodes as a deployment finds them.
    fn places(&self, slot: Slot) -> PerNode<Place<'_>> {
        let deployment = &self[slot].deployment;
        let is_unlimited = self.fleet.is_unlimited();
        let nodes = self.fleet.nodes().iter();
        nodes
            .map(|node| Place {
                node,
                existing: deployment.target_on(node.id()),
                taken: match is_unlimited {
                    true => Taken::default(),
                    false => self.taken_by_others(slot, node.id()),
                },
            })
            .collect()
    }

    fn taken_by_others(&self, slot: Slot, node: &str) -> Taken {
        let others = self
            .iter()
            .enumerate()
            .filter(|(each, _)| Slot(*each) != slot);
        let taken = others.map(|(_, deployment)| deployment.taken_of(node));
        taken.fold(Taken::default(), Taken::and)
    }
}
