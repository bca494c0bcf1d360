//! Sharing out evenly.

use super::PerNode;

/// A share that can grow up to a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Share {
    pub(super) has: u64,
    pub(super) room: u64,
}

impl Share {
    /// What it takes to bring it up to `level`, as far as there is room.
    fn up_to(self, level: u64) -> u64 {
        level.saturating_sub(self.has).min(self.room)
    }
}

/// Gives `amount` away one by one, each to the smallest share that still has room, and of equals to
/// the first. Says what each gets.
pub(super) fn fill(shares: &[Share], amount: u64) -> PerNode<u64> {
    let level = level(shares, amount);
    let mut given: PerNode<u64> = shares.iter().map(|share| share.up_to(level)).collect();
    let mut left = amount - given.iter().sum::<u64>();
    for (share, given) in shares.iter().zip(&mut given) {
        if left > 0 && share.up_to(level + 1) > *given {
            *given += 1;
            left -= 1;
        }
    }
    given
}

/// The highest level that `amount` is enough to bring all up to.
fn level(shares: &[Share], amount: u64) -> u64 {
    let needed = |level| shares.iter().map(|share| share.up_to(level)).sum::<u64>();
    let least = shares.iter().map(|share| share.has).min().unwrap_or(0);
    let most = shares.iter().map(|share| share.has).max().unwrap_or(0);
    // To go beyond takes more than there is, unless all the room is used up.
    let (mut enough, mut beyond) = (least, most + amount + 1);
    if needed(beyond) <= amount {
        return beyond;
    }
    while beyond - enough > 1 {
        let middle = enough.midpoint(beyond);
        if needed(middle) <= amount {
            enough = middle;
        } else {
            beyond = middle;
        }
    }
    enough
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn one_by_one(shares: &[Share], amount: u64) -> Vec<u64> {
        let mut given = vec![0; shares.len()];
        for _ in 0..amount {
            let has_room = |&index: &usize| given[index] < shares[index].room;
            let least = (0..shares.len())
                .filter(has_room)
                .min_by_key(|&index| shares[index].has + given[index]);
            let Some(least) = least else { break };
            given[least] += 1;
        }
        given
    }

    #[test]
    fn equals_are_served_in_their_order() {
        let share = |(has, room)| Share { has, room };
        for (shares, amount, given) in [
            (vec![(0, 9), (0, 9), (0, 9)], 4, vec![2, 1, 1]),
            (vec![(3, 9), (0, 9)], 2, vec![0, 2]),
            (vec![(3, 9), (0, 9)], 5, vec![1, 4]),
            (vec![(0, 1), (0, 9)], 5, vec![1, 4]),
            (vec![(0, 1), (5, 0)], 5, vec![1, 0]),
            (vec![(2, u64::from(u32::MAX))], 1 << 31, vec![1 << 31]),
            (vec![], 5, vec![]),
        ] {
            let shares: Vec<_> = shares.into_iter().map(share).collect();
            assert_eq!(
                fill(&shares, amount).as_slice(),
                given,
                "{shares:?} {amount}"
            );
        }
    }

    proptest! {
        #[test]
        fn the_short_way_leads_where_the_long_one_does(shares in vec((0u64..20, 0u64..20), 0..6), amount in 0u64..90) {
            let shares: Vec<_> = shares.into_iter().map(|(has, room)| Share { has, room }).collect();
            prop_assert_eq!(fill(&shares, amount).into_vec(), one_by_one(&shares, amount));
        }
    }
}
