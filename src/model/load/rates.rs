//! How many requests arrive over time.

use std::str::FromStr;
use std::time::Duration;

use super::requests::{Rate, Requests};
use crate::time::Span;

/// The rate at which requests arrive, in steps: from each of the times on it is so. Before the
/// first there is no request.
///
/// It is read from a text such as `0s=10/s,1m=200/s,5m=0/s`. The rates may also be per minute,
/// `/m`, and per hour, `/h`. One without a time, `10/s`, is the rate from the beginning on.
///
/// ```
/// use std::time::Duration;
/// use es_ml_fake::model::Rates;
///
/// let rates: Rates = "0s=10/s, 1m=12000/m".parse()?;
/// assert_eq!(rates.per_second_at(Duration::from_secs(60)), 200.0);
/// assert_eq!("10/s".parse::<Rates>()?, "0s=600/m".parse()?);
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rates {
    /// Ascending by time.
    steps: Vec<(Duration, Rate)>,
}

impl Rates {
    #[track_caller]
    pub(super) fn of(steps: impl IntoIterator<Item = (Duration, f64)>) -> Self {
        Self::checked(steps.into_iter().map(Ok)).unwrap_or_else(|complaint| panic!("{complaint}"))
    }

    /// Says what is wrong with the steps.
    fn checked(
        steps: impl Iterator<Item = Result<(Duration, f64), String>>,
    ) -> Result<Self, String> {
        let mut rates = Self { steps: Vec::new() };
        for step in steps {
            let (time, per_second) = step?;
            if let Some((previous, _)) = rates.steps.last()
                && *previous >= time
            {
                return Err(format!(
                    "the times of a load ascend, and {time:?} does not come after {previous:?}"
                ));
            }
            let rate = Rate::per_second(per_second).ok_or_else(|| {
                let highest = Rate::HIGHEST;
                format!(
                    "there are no {per_second} requests per second: a rate is from 0 to {highest}"
                )
            })?;
            rates.steps.push((time, rate));
        }
        Ok(rates)
    }

    /// How many requests per second there are at a time.
    #[must_use]
    pub fn per_second_at(&self, time: Duration) -> f64 {
        self.at(time).as_f64()
    }

    /// When the rate changes the last time. Zero if it never does.
    #[must_use]
    pub fn last_change(&self) -> Duration {
        self.steps.last().map_or(Duration::ZERO, |(time, _)| *time)
    }

    /// The rate at a time.
    fn at(&self, time: Duration) -> Rate {
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

impl FromStr for Rates {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::checked(text.split(',').map(|step| {
            let (time, rate) = step.split_once('=').unwrap_or(("0s", step));
            let Span(time) = Span::parse(time.trim())?;
            Ok((time, per_second(rate.trim())?))
        }))
    }
}

/// A rate as it is written, such as `10/s`.
fn per_second(text: &str) -> Result<f64, String> {
    let rate = text.rsplit_once('/').and_then(|(number, unit)| {
        let seconds = match unit.trim() {
            "s" => 1.0,
            "m" => 60.0,
            "h" => 3600.0,
            _ => return None,
        };
        Some(number.trim().parse::<f64>().ok()? / seconds)
    });
    rate.ok_or_else(|| format!("`{text}` is no rate; `10/s`, `0.5/m` and `60s=200/s` are"))
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
            assert_eq!(rates.per_second_at(time).to_string(), f64::to_string(&rate));
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

    #[test]
    fn texts_are_read_or_said_to_be_wrong() {
        for (text, expected) in [
            ("0s=10/s,1m=200/s", rates(&[(0.0, 10.0), (60.0, 200.0)])),
            (
                " 1m 30s = 3600/h , 2h = 0/s ",
                rates(&[(90.0, 1.0), (7200.0, 0.0)]),
            ),
            ("0.5/s", rates(&[(0.0, 0.5)])),
        ] {
            assert_eq!(text.parse(), Ok(expected), "{text}");
        }
        for (text, complaint) in [
            ("", "`` is no rate; `10/s`, `0.5/m` and `60s=200/s` are"),
            ("10", "`10` is no rate"),
            ("10/d", "`10/d` is no rate"),
            ("ten/s", "`ten/s` is no rate"),
            ("60=1/s", "`60` is no time: time unit needed"),
            ("0s=-1/s", "there are no -1 requests per second"),
            ("0s=inf/s", "there are no inf requests per second"),
            ("0s=nan/s", "there are no NaN requests per second"),
            (
                "2s=1/s,1s=2/s",
                "the times of a load ascend, and 1s does not come after 2s",
            ),
            ("1/s,2/s", "the times of a load ascend"),
        ] {
            let error = text.parse::<Rates>().unwrap_err();
            assert!(error.starts_with(complaint), "{text}: {error}");
        }
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
