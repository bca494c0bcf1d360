//! Which allocations a decrease takes away: the server's allocation reducer
//! (server-behaviour: Update: distribution of allocations).

use super::PerNode;
use super::zones::Zones;

/// A node of the cluster, with the allocations that it has of the deployment. A node without any
/// has no entry in the routing table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Holding<'a> {
    pub(crate) zone: Option<&'a str>,
    pub(crate) allocations: i32,
}

/// What each node keeps when there are to be `wanted` allocations in all. Nodes that keep none
/// leave the routing table.
pub(crate) fn reduce(holdings: &[Holding<'_>], wanted: i32) -> PerNode<i32> {
    if let [holding] = holdings {
        // Nearly all clusters in tests are of one node, which alone has something to lose.
        return PerNode::from_slice(&[holding.allocations.min(wanted).max(0)]);
    }
    let mut reduction = Reduction {
        zones: Zones::of(holdings.iter().map(|holding| holding.zone)),
        kept: holdings
            .iter()
            .map(|holding| holding.allocations.max(0).into())
            .collect(),
        wanted: wanted.max(0).into(),
    };
    while reduction.to_remove() > 0 {
        reduction.step();
    }
    let narrow = |kept: i64| i32::try_from(kept).unwrap_or(i32::MAX);
    reduction.kept.into_iter().map(narrow).collect()
}

struct Reduction<'a> {
    zones: Zones<'a>,
    kept: PerNode<i64>,
    wanted: i64,
}

/// Zones by the number of their allocations.
struct Ranking {
    most: i64,
    /// The next lower number, if not all zones have the same.
    next: Option<i64>,
    /// The lowest number of other zones.
    least: i64,
    /// The smallest holding in each of the zones that have most, the one that is next to lose
    /// something at the end.
    smallest: PerNode<usize>,
}

impl Reduction<'_> {
    fn to_remove(&self) -> i64 {
        self.kept.iter().sum::<i64>() - self.wanted
    }

    /// Takes from the smallest holding in the zone that has most: all of it, if that is allowed,
    /// and else one allocation. Of equals the last one loses, as the first one is the first to get
    /// something in an increase.
    fn step(&mut self) {
        let ranking = self.rank();
        let Some(&node) = ranking.smallest.last() else {
            return;
        };
        if self.can_go(node, &ranking) {
            self.kept[node] = 0;
            return;
        }
        match self.even_rounds(&ranking) {
            0 => self.kept[node] -= 1,
            rounds => {
                for node in ranking.smallest {
                    self.kept[node] -= rounds;
                }
            }
        }
    }

    fn rank(&self) -> Ranking {
        let held = |zone| self.zones.nodes(zone).map(|node| self.kept[node]).sum();
        let held: PerNode<i64> = self.zones.all().map(held).collect();
        let most = held.iter().copied().max().unwrap_or(0);
        let has_most = self.zones.all().filter(|&zone| held[zone] == most);
        Ranking {
            most,
            next: held.iter().copied().filter(|&held| held < most).max(),
            least: match held.as_slice() {
                [] | [_] => 0,
                several => several.iter().copied().min().unwrap_or(0),
            },
            smallest: has_most.filter_map(|zone| self.smallest_in(zone)).collect(),
        }
    }

    fn smallest_in(&self, zone: usize) -> Option<usize> {
        let holders = self.zones.nodes(zone).filter(|&node| self.kept[node] > 0);
        holders.rev().min_by_key(|&node| self.kept[node])
    }

    /// Whether a holding may be removed entirely.
    fn can_go(&self, node: usize, ranking: &Ranking) -> bool {
        let held = self.kept[node];
        let leaves_balance = ranking.least == 0 || ranking.most - held >= ranking.least;
        held == 1 || held <= self.to_remove() && leaves_balance
    }

    /// How many times in a row each of the zones that have most would lose one allocation, and
    /// nothing else would happen.
    ///
    /// This is only for speed: with two thousand million allocations it matters.
    fn even_rounds(&self, ranking: &Ranking) -> i64 {
        if ranking
            .smallest
            .iter()
            .any(|&node| self.can_go(node, ranking))
        {
            return 0;
        }
        let zones = i64::try_from(ranking.smallest.len()).unwrap_or(i64::MAX);
        let until_one_is_left = ranking.smallest.iter().map(|&node| self.kept[node] - 1);
        let until_others_have_most = ranking.next.map(|next| ranking.most - next);
        let rounds = until_one_is_left.chain(until_others_have_most).min();
        rounds.unwrap_or(0).min(self.to_remove() / zones)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn reduced(zones: &[(&str, i32)], wanted: i32) -> Vec<i32> {
        let holdings: Vec<_> = zones
            .iter()
            .map(|&(zone, allocations)| Holding {
                zone: (!zone.is_empty()).then_some(zone),
                allocations,
            })
            .collect();
        reduce(&holdings, wanted).into_vec()
    }

    /// Sentence by sentence (server-behaviour: Update: distribution of allocations).
    #[test]
    fn allocations_are_taken_as_the_reference_says() {
        for (before, wanted, after) in [
            // One node: the target is lowered.
            (vec![("", 4)], 1, vec![1]),
            (vec![("", i32::MAX)], 1, vec![1]),
            (vec![("", 4)], 0, vec![0]),
            // The node with the fewest goes if it has one, or no more than is to be removed.
            (vec![("", 4), ("", 1)], 4, vec![4, 0]),
            (vec![("", 4), ("", 2)], 4, vec![4, 0]),
            (vec![("", 4), ("", 2)], 5, vec![4, 1]),
            (vec![("", 4), ("", 2)], 3, vec![3, 0]),
            (vec![("", 4), ("", 3)], 5, vec![4, 1]),
            (vec![("", 2), ("", 2)], 3, vec![2, 1]),
            // The zone with the most loses first.
            (vec![("a", 2), ("b", 4)], 5, vec![2, 3]),
            (vec![("a", 2), ("b", 4)], 4, vec![2, 2]),
            (vec![("a", 2), ("b", 4)], 3, vec![2, 1]),
            (vec![("a", 4), ("b", 4)], 4, vec![2, 2]),
            // A node goes where its zone still has as many as the smallest zone.
            (vec![("a", 2), ("b", 2), ("b", 2)], 4, vec![2, 2, 0]),
            (vec![("a", 3), ("b", 2), ("b", 2)], 5, vec![3, 2, 0]),
            // ... and where the smallest zone has none.
            (vec![("a", 0), ("b", 3), ("c", 3)], 3, vec![0, 3, 0]),
            // Nodes in no zone are in one together.
            (vec![("", 2), ("", 2), ("a", 3)], 4, vec![2, 0, 2]),
        ] {
            assert_eq!(reduced(&before, wanted), after, "{before:?} to {wanted}");
        }
    }

    #[test]
    fn a_great_many_allocations_are_removed_at_once() {
        let many = i32::MAX / 4;
        let before = [("a", many), ("a", many), ("b", many), ("c", many - 5)];
        let after = reduced(&before, 3);
        assert_eq!(after.iter().sum::<i32>(), 3);
    }

    /// The same one allocation after the other.
    fn one_by_one(holdings: &[Holding<'_>], wanted: i32) -> Vec<i32> {
        let mut kept: Vec<_> = holdings.iter().map(|holding| holding.allocations).collect();
        loop {
            let to_remove = kept.iter().sum::<i32>() - wanted;
            if to_remove <= 0 {
                return kept;
            }
            let mut zones: Vec<Option<&str>> = Vec::new();
            for holding in holdings {
                if !zones.contains(&holding.zone) {
                    zones.push(holding.zone);
                }
            }
            let in_zone = |zone: Option<&str>| {
                let nodes = holdings.iter().zip(&kept);
                nodes
                    .filter(|(holding, _)| holding.zone == zone)
                    .map(|(_, kept)| *kept)
                    .sum::<i32>()
            };
            let largest = *zones.iter().max_by_key(|zone| in_zone(**zone)).unwrap();
            let least = zones
                .iter()
                .copied()
                .map(in_zone)
                .min()
                .filter(|_| zones.len() > 1)
                .unwrap_or(0);
            let candidates = (0..kept.len()).rev();
            let node = candidates
                .filter(|&node| holdings[node].zone == largest && kept[node] > 0)
                .min_by_key(|&node| kept[node])
                .unwrap();
            let is_balanced = least == 0 || in_zone(largest) - kept[node] >= least;
            let goes = kept[node] == 1 || kept[node] <= to_remove && is_balanced;
            kept[node] = if goes { 0 } else { kept[node] - 1 };
        }
    }

    fn holdings() -> impl Strategy<Value = Vec<Holding<'static>>> {
        let zone = prop_oneof![Just(None), Just(Some("a")), Just(Some("b"))];
        let holding = (zone, 0..30).prop_map(|(zone, allocations)| Holding { zone, allocations });
        vec(holding, 1..7)
    }

    proptest! {
        #[test]
        fn a_reduction_ends_at_the_number_asked_for_and_adds_nothing(holdings in holdings(), wanted in 0..200) {
            let before: i32 = holdings.iter().map(|holding| holding.allocations).sum();
            let after = reduce(&holdings, wanted);
            prop_assert_eq!(after.iter().sum::<i32>(), wanted.min(before));
            for (holding, after) in holdings.iter().zip(&after) {
                prop_assert!((0..=holding.allocations).contains(after));
            }
        }

        #[test]
        fn the_short_way_leads_where_the_long_one_does(holdings in holdings(), wanted in 0..200) {
            prop_assert_eq!(reduce(&holdings, wanted).into_vec(), one_by_one(&holdings, wanted));
        }
    }
}
