//! Where the allocations of an increase go.

use super::fill::{Share, fill};
use super::zones::Zones;
use super::{Memory, Node, PerNode};

/// What a deployment asks of its cluster.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Demand {
    /// Allocations in all.
    pub(crate) allocations: i32,
    /// Processors for each of them. Deployments of low priority need none.
    pub(crate) processors: u32,
    pub(crate) memory: Memory,
}

/// What other deployments take of a node.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) processors: u64,
    pub(crate) memory: u64,
}

impl Taken {
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            processors: self.processors.saturating_add(other.processors),
            memory: self.memory.saturating_add(other.memory),
        }
    }
}

/// A node as a deployment finds it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) node: &'a Node,
    /// The allocations of the deployment that it has already.
    pub(crate) existing: i32,
    pub(crate) taken: Taken,
}

impl Place<'_> {
    /// The processors that are free with that many allocations, if they are limited.
    pub(super) fn free_processors(&self, demand: &Demand, allocations: i32) -> Option<u64> {
        let own = u64::from(demand.processors) * count(allocations);
        let all = u64::from(self.node.allocated_processors()?);
        Some(all.saturating_sub(self.taken.processors.saturating_add(own)))
    }

    /// The memory that is free with that many allocations, if it is limited.
    pub(super) fn free_memory(&self, demand: &Demand, allocations: i32) -> Option<u64> {
        let own = match count(allocations) {
            0 => 0,
            some => demand.memory.estimate(some),
        };
        let all = self.node.memory_bytes()?;
        Some(all.saturating_sub(self.taken.memory.saturating_add(own)))
    }

    /// How many allocations it could have more.
    fn room(&self, demand: &Demand) -> u64 {
        let processors = self.free_processors(demand, self.existing);
        let slots = processors.and_then(|free| free.checked_div(demand.processors.into()));
        let memory = self.node.memory_bytes();
        let fitting = memory.map(|all| {
            let own = all.saturating_sub(self.taken.memory);
            let fitting = demand.memory.fitting_into(own);
            fitting.saturating_sub(count(self.existing))
        });
        let unlimited = u64::from(u32::MAX);
        unlimited
            .min(slots.unwrap_or(unlimited))
            .min(fitting.unwrap_or(unlimited))
    }

    fn share(&self, demand: &Demand) -> Share {
        Share {
            has: count(self.existing),
            room: self.room(demand),
        }
    }
}

/// The number of allocations that each node is to have, in the order of the places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) targets: PerNode<i32>,
}

impl Plan {
    /// Plans an increase. What is there stays; the rest is spread over zones, then over the nodes
    /// of each.
    pub(crate) fn of(demand: &Demand, places: &[Place<'_>]) -> Self {
        let existing: u64 = places.iter().map(|place| count(place.existing)).sum();
        let missing = count(demand.allocations).saturating_sub(existing);
        if let [place] = places {
            // Nearly all clusters in tests are of one node, where there is nothing to be spread.
            let more = missing.min(place.room(demand));
            let target = place.existing + i32::try_from(more).unwrap_or(i32::MAX);
            return Self {
                targets: PerNode::from_slice(&[target]),
            };
        }
        let shares: PerNode<Share> = places.iter().map(|place| place.share(demand)).collect();
        let zones = Zones::of(places.iter().map(|place| place.node.availability_zone()));
        let mut plan = Self {
            targets: places.iter().map(|place| place.existing).collect(),
        };
        let of_zones: PerNode<Share> = zones
            .all()
            .map(|zone| sum(&shares, zones.nodes(zone)))
            .collect();
        for (zone, amount) in fill(&of_zones, missing).into_iter().enumerate() {
            let of_nodes: PerNode<Share> = zones.nodes(zone).map(|node| shares[node]).collect();
            for (node, more) in zones.nodes(zone).zip(fill(&of_nodes, amount)) {
                plan.targets[node] += i32::try_from(more).unwrap_or(i32::MAX);
            }
        }
        plan
    }

    /// Whether it has all the allocations that are wanted.
    pub(crate) fn satisfies(&self, demand: &Demand) -> bool {
        let planned: u64 = self.targets.iter().map(|&target| count(target)).sum();
        planned >= count(demand.allocations)
    }
}

fn sum(shares: &[Share], nodes: impl Iterator<Item = usize>) -> Share {
    let nothing = Share { has: 0, room: 0 };
    nodes.fold(nothing, |sum, node| Share {
        has: sum.has + shares[node].has,
        room: sum.room + shares[node].room,
    })
}

fn count(allocations: i32) -> u64 {
    u64::try_from(allocations).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::{option, prelude::*};

    use super::super::{ModelSize, reason};
    use super::*;

    const MEBIBYTE: u64 = 1 << 20;

    /// Takes 440 MiB.
    fn memory() -> Memory {
        Memory::of(ModelSize {
            model: 100 * MEBIBYTE,
            ..ModelSize::default()
        })
    }

    fn demand(allocations: i32, processors: u32) -> Demand {
        Demand {
            allocations,
            processors,
            memory: memory(),
        }
    }

    fn place(node: &Node, existing: i32) -> Place<'_> {
        Place {
            node,
            existing,
            taken: Taken::default(),
        }
    }

    fn targets(demand: &Demand, places: &[(Node, i32)]) -> Vec<i32> {
        let places: Vec<_> = places
            .iter()
            .map(|(node, existing)| place(node, *existing))
            .collect();
        Plan::of(demand, &places).targets.into_vec()
    }

    fn node(id: &str) -> Node {
        Node::new(id)
    }

    #[test]
    fn allocations_are_spread_over_zones_then_nodes_as_far_as_there_is_room() {
        let cases = [
            (1, 4, vec![(node("a"), 1)], vec![4]),
            (1, i32::MAX, vec![(node("a"), 1)], vec![i32::MAX]),
            (1, 4, vec![(node("a").processors(3), 1)], vec![3]),
            (2, 4, vec![(node("a").processors(5), 1)], vec![2]),
            // What is there already stays, also where there is no room for it.
            (
                1,
                3,
                vec![(node("a").processors(1), 2), (node("b"), 0)],
                vec![2, 1],
            ),
            // Evenly over nodes.
            (1, 4, vec![(node("a"), 1), (node("b"), 0)], vec![2, 2]),
            (1, 5, vec![(node("a"), 1), (node("b"), 0)], vec![3, 2]),
            // Evenly over zones first.
            (
                1,
                4,
                vec![
                    (node("a").zone("x"), 1),
                    (node("b").zone("x"), 0),
                    (node("c").zone("y"), 0),
                ],
                vec![1, 1, 2],
            ),
            // What one zone has no room for goes to the other.
            (
                1,
                4,
                vec![
                    (node("a").zone("x"), 1),
                    (node("b").zone("y").processors(1), 0),
                ],
                vec![3, 1],
            ),
            // The model fits once.
            (1, 9, vec![(node("a").memory(440 * MEBIBYTE), 0)], vec![9]),
            (
                1,
                9,
                vec![(node("a").memory(440 * MEBIBYTE - 1), 0)],
                vec![0],
            ),
            // Low priority: no processors.
            (0, 9, vec![(node("a").processors(1), 1)], vec![9]),
            (1, 9, vec![], vec![]),
        ];
        for (processors, allocations, places, expected) in cases {
            let planned = targets(&demand(allocations, processors), &places);
            assert_eq!(planned, expected, "{allocations} on {places:?}");
        }
    }

    #[test]
    fn others_take_room() {
        let node = node("a").processors(8).memory(1000 * MEBIBYTE);
        for (processors, memory, target) in [(0, 0, 8), (5, 500, 3), (9, 0, 0), (0, 561, 0)] {
            let taken = Taken {
                processors,
                memory: memory * MEBIBYTE,
            };
            let place = Place {
                taken,
                ..place(&node, 0)
            };
            let plan = Plan::of(&demand(10, 1), &[place]);
            assert_eq!(plan.targets.as_slice(), [target], "{taken:?}");
        }
    }

    #[test]
    fn memory_for_each_allocation_is_counted() {
        let memory = Memory::of(ModelSize {
            model: 100 * MEBIBYTE,
            per_deployment: 300 * MEBIBYTE,
            per_allocation: 50 * MEBIBYTE,
            ..ModelSize::default()
        });
        let demand = Demand {
            memory,
            ..demand(10, 1)
        };
        let node = node("a").memory(549 * MEBIBYTE);
        let place = place(&node, 1);
        let plan = Plan::of(&demand, &[place]);
        assert_eq!(plan.targets.as_slice(), [2]);
        assert!(reason(&demand, &[place], &plan).is_some());
    }

    /// Nodes of all kinds, with what is on them already.
    fn nodes() -> impl Strategy<Value = Vec<(Node, i32, Taken)>> {
        let zone = prop_oneof![Just(None), Just(Some("x")), Just(Some("y"))];
        let limits = (option::of(0u32..9), option::of(0u64..1200));
        let taken = (0u64..5, 0u64..600);
        let node = (zone, limits, 0..4, taken).prop_map(
            |(zone, (processors, memory), existing, taken)| {
                let mut node = node("n");
                if let Some(zone) = zone {
                    node = node.zone(zone);
                }
                if let Some(processors) = processors {
                    node = node.processors(processors);
                }
                if let Some(memory) = memory {
                    node = node.memory(memory * MEBIBYTE);
                }
                let (processors, memory) = taken;
                let memory = memory * MEBIBYTE;
                (node, existing, Taken { processors, memory })
            },
        );
        vec(node, 0..6)
    }

    fn demands() -> impl Strategy<Value = Demand> {
        let sizes = (1u64..400, prop_oneof![Just((0, 0)), (0u64..400, 1u64..100)]);
        (1..30, 0u32..4, sizes).prop_map(
            |(allocations, processors, (model, (deployment, allocation)))| Demand {
                allocations,
                processors,
                memory: Memory::of(ModelSize {
                    model: model * MEBIBYTE,
                    per_deployment: deployment * MEBIBYTE,
                    per_allocation: allocation * MEBIBYTE,
                    ..ModelSize::default()
                }),
            },
        )
    }

    /// Whether that many allocations keep the limits of a place.
    fn fits(demand: &Demand, place: &Place<'_>, allocations: i32) -> bool {
        let allocations = count(allocations);
        let processors = place.taken.processors + u64::from(demand.processors) * allocations;
        let memory = place.taken.memory + demand.memory.estimate(allocations);
        let processors_do = place
            .node
            .allocated_processors()
            .is_none_or(|all| demand.processors == 0 || processors <= all.into());
        let memory_does = place.node.memory_bytes().is_none_or(|all| memory <= all);
        processors_do && memory_does
    }

    proptest! {
        #[test]
        fn a_plan_keeps_what_is_there_and_the_limits_and_leaves_no_room_unused(demand in demands(), nodes in nodes()) {
            let place = |(node, existing, taken): &(Node, i32, Taken)| (node.clone(), *existing, *taken);
            let nodes: Vec<_> = nodes.iter().map(place).collect();
            let places: Vec<_> = nodes.iter().map(|(node, existing, taken)| Place { node, existing: *existing, taken: *taken }).collect();
            let plan = Plan::of(&demand, &places);
            prop_assert_eq!(plan.targets.len(), places.len());
            for (place, &target) in places.iter().zip(&plan.targets) {
                prop_assert!(target >= place.existing);
                prop_assert!(target == place.existing || fits(&demand, place, target));
            }
            let existing: i32 = places.iter().map(|place| place.existing).sum();
            let planned: i32 = plan.targets.iter().sum();
            prop_assert!(planned <= demand.allocations.max(existing));
            let is_full = places.iter().zip(&plan.targets).all(|(place, &target)| !fits(&demand, place, target + 1));
            prop_assert_eq!(plan.satisfies(&demand), planned >= demand.allocations);
            prop_assert!(plan.satisfies(&demand) || is_full);
            prop_assert_eq!(reason(&demand, &places, &plan).is_some(), !plan.satisfies(&demand));
        }
    }
}
