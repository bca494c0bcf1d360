//! How many requests arrive over time.

use std::time::Duration;

use super::requests::{Rate, Requests};

/// The rate at which requests arrive, in steps.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Rates {
    /// Ascending by time: from then on, the rate is so.
    steps: Vec<(Duration, Rate)>,
}

impl Rates {
    #[track_caller]
    pub(super) fn of(steps: impl IntoIterator<Item = (Duration, f64)>) -> Self {
        let mut rates = Self { steps: Vec::new() };
        for (time, per_second) in steps {
            if let Some((previous, _)) = rates.steps.last() {
                assert!(
                    *previous < time,
                    "the times of a load ascend, and {time:?} does not come after {previous:?}"
                );
            }
            let Some(rate) = Rate::per_second(per_second) else {
                panic!(
                    "there are no {per_second} requests per second: a rate is from 0 to {}",
                    Rate::HIGHEST
                )
            };
            rates.steps.push((time, rate));
        }
        rates
    }

    /// The rate at a time.
    pub(super) fn at(&self, time: Duration) -> Rate {
        let passed = self.steps.iter().take_while(|(from, _)| *from <= time);
        passed.last().map_or(Rate::default(), |(_, rate)| *rate)
    }

    /// When the rate changes next.
    pub(super) fn change_after(&self, time: Duration) -> Option<Duration> {
        let mut steps = self.steps.iter().map(|(from, _)| *from);
        steps.find(|from| *from > time)
    }

    /// All requests from the beginning until then.
    pub(super) fn arrived_by(&self, time: Duration) -> Requests {
        let ends = self.steps.iter().skip(1).map(|(from, _)| *from);
        let ends = ends.chain([Duration::MAX]);
        let steps = self.steps.iter().zip(ends);
        let passed = steps.take_while(|((from, _), _)| *from < time);
        passed
            .map(|((from, rate), end)| rate.over(end.min(time).saturating_sub(*from)))
            .sum()
    }

    /// The first time after `time` at which another whole request has arrived, if one ever does.
    pub(super) fn arrival_after(&self, time: Duration) -> Option<Duration> {
        let mut missing = self.arrived_by(time).until_next();
        let mut time = time;
        loop {
            let (rate, change) = (self.at(time), self.change_after(time));
            let needed = rate
                .time_for(missing)
                .map(|needed| time.saturating_add(needed));
            match (needed, change) {
                (Some(arrival), None) => return Some(arrival),
                (Some(arrival), Some(change)) if arrival <= change => return Some(arrival),
                (_, None) => return None,
                (_, Some(change)) => {
                    missing = missing - rate.over(change.saturating_sub(time));
                    time = change;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::btree_map;
    use proptest::prelude::*;

    use super::*;

    fn seconds(seconds: f64) -> Duration {
        Duration::from_secs_f64(seconds)
    }

    fn rates(steps: &[(f64, f64)]) -> Rates {
        Rates::of(steps.iter().map(|&(time, rate)| (seconds(time), rate)))
    }

    #[test]
    fn a_rate_holds_until_the_next() {
        let rates = rates(&[(10.0, 2.0), (20.0, 0.5), (30.0, 0.0)]);
        for (time, rate, arrived, change) in [
            (0.0, 0.0, 0, Some(10.0)),
            (9.9, 0.0, 0, Some(10.0)),
            (10.0, 2.0, 0, Some(20.0)),
            (15.0, 2.0, 10, Some(20.0)),
            (20.0, 0.5, 20, Some(30.0)),
            (29.9, 0.5, 24, Some(30.0)),
            (30.0, 0.0, 25, None),
            (1e9, 0.0, 25, None),
        ] {
            let time = seconds(time);
            assert_eq!(rates.at(time).as_f64().to_string(), f64::to_string(&rate));
            assert_eq!(rates.arrived_by(time).whole(), arrived, "{time:?}");
            assert_eq!(rates.change_after(time), change.map(seconds));
        }
    }

    #[test]
    fn the_next_request_is_found_also_if_the_rate_changes_before_it() {
        let rates = rates(&[
            (10.0, 2.0),
            (20.25, 0.5),
            (30.0, 0.0),
            (40.0, 1.0),
            (41.0, 0.0),
        ]);
        for (time, arrival) in [
            (0.0, Some(10.5)),
            (10.4, Some(10.5)),
            (10.5, Some(11.0)),
            // Half of it before the change, half after.
            (20.0, Some(21.25)),
            (29.25, Some(40.625)),
            (40.625, None),
        ] {
            assert_eq!(
                rates.arrival_after(seconds(time)),
                arrival.map(seconds),
                "{time}"
            );
        }
        assert_eq!(self::rates(&[]).arrival_after(Duration::ZERO), None);
    }

    proptest! {
        #[test]
        fn arrivals_are_where_the_counts_change(
            steps in btree_map(0..1000u64, 0..30u32, 0..6),
            time in 0..2_000_000u64,
        ) {
            let steps = steps.iter();
            let rates = Rates::of(steps.map(|(&from, &rate)| (Duration::from_secs(from), f64::from(rate) / 7.0)));
            let time = Duration::from_millis(time);
            let before = rates.arrived_by(time).whole();
            let Some(arrival) = rates.arrival_after(time) else {
                let all = rates.arrived_by(Duration::from_secs(1 << 40)).whole();
                prop_assert_eq!(all, before);
                return Ok(());
            };
            let nanosecond = Duration::from_nanos(1);
            prop_assert!(arrival > time);
            prop_assert_eq!(rates.arrived_by(arrival).whole(), before + 1);
            prop_assert_eq!(rates.arrived_by(arrival.saturating_sub(nanosecond)).whole(), before);
        }
    }
}
