use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::super::reading::float;
use super::*;

const NO_LIMIT: Duration = Duration::MAX;

fn bounds(min: Option<i32>, max: Option<i32>) -> Bounds {
    Bounds { min, max }
}

fn any_bounds() -> impl Strategy<Value = Bounds> {
    let min = option::of(prop_oneof![0..40, 0..i32::MAX]);
    let max = option::of(prop_oneof![1..40, 1..i32::MAX]);
    (min, max).prop_map(|(min, max)| bounds(min, max))
}

fn any_interval() -> impl Strategy<Value = Interval> {
    let count = || prop_oneof![Just(0), 0..10_000u64, any::<u64>()];
    let time = option::of(prop_oneof![0.0..1.0, Just(0.0), 0.0..1e12]);
    (count(), count(), count(), time).prop_map(|(success, pending, failed, time)| Interval {
        success,
        pending,
        failed,
        inference_time: time.filter(|_| success > 0),
    })
}

fn any_length() -> impl Strategy<Value = Duration> {
    prop_oneof![
        5 => Just(Duration::from_secs(10)),
        1 => Just(Duration::ZERO),
        1 => Just(Duration::MAX),
        1 => (0..u64::MAX).prop_map(Duration::from_nanos),
    ]
}

/// The decision as the server has it: step by step.
fn by_counting(estimates: Estimates, mut number: i32) -> i32 {
    let (at_least, at_most) = estimates.load;
    while at_least / f64::from(number) > TOO_BUSY {
        number += 1;
    }
    while number > 1 && at_most / f64::from(number - 1) < BUSY_ENOUGH {
        number -= 1;
    }
    number
}

#[test]
fn bounds_that_are_no_counts_are_none() {
    let unset = AdaptiveAllocations {
        min: Some(AdaptiveAllocations::UNSET),
        max: Some(AdaptiveAllocations::UNSET),
        enabled: Some(true),
    };
    assert_eq!(Bounds::of(&unset), Bounds::default());
    let settings = AdaptiveAllocations::between(0, 8);
    assert_eq!(Bounds::of(&settings), bounds(Some(0), Some(8)));
}

#[test]
fn the_upper_bound_wins_over_the_lower_one() {
    for (min, max, number, expected) in [
        (None, None, 33, 32),
        (Some(40), None, 33, 40),
        (None, Some(77), 76, 76),
        (Some(5), Some(3), 4, 3),
        (Some(2), Some(8), 1, 2),
        (Some(2), Some(8), 9, 8),
    ] {
        assert_eq!(bounds(min, max).clamp(number), expected);
    }
}

proptest! {
    #[test]
    fn numbers_are_those_that_counting_finds(
        at_least in 0.0..200.0f64,
        more in 0.0..20.0f64,
        number in 0..300i32,
    ) {
        let estimates = Estimates { load: (at_least, at_least + more) };
        prop_assert_eq!(number_for(estimates, number, 1000), by_counting(estimates, number));
    }

    #[test]
    fn no_number_is_out_of_bounds_whatever_happens(
        bounds in any_bounds(),
        intervals in vec((any_interval(), any_length()), 1..30),
        start in 0..i32::MAX,
        idle_limit in 60..100u64,
    ) {
        let mut scaler = Scaler::new();
        let mut number = start;
        for (interval, length) in intervals {
            scaler.observe(interval, length);
            let (at_least, at_most) = scaler.estimates().load;
            prop_assert!(at_least.is_finite() && at_most.is_finite());
            prop_assert!(0.0 <= at_least && at_least <= at_most);
            number = scaler
                .decide(number, bounds, Duration::from_secs(idle_limit))
                .unwrap_or(number);
            let is_asleep = number == 0 && bounds.allow_zero();
            let max = bounds.max.unwrap_or(MOST_WITHOUT_BOUND.max(bounds.min.unwrap_or(0)));
            prop_assert!(number <= max);
            prop_assert!(is_asleep || number >= bounds.min.unwrap_or(0).min(max));
        }
    }

    /// Under a load that does not change, neither does the number, after a while; and then it
    /// is enough, and not much more than that.
    #[test]
    fn a_constant_load_settles(
        per_interval in 1..20_000u64,
        load in 0.05..31.0f64,
        start in 1..32i32,
    ) {
        let inference_time = load * 10.0 / float(per_interval);
        let interval = Interval {
            success: per_interval,
            inference_time: Some(inference_time),
            ..Interval::default()
        };
        let mut scaler = Scaler::new();
        let mut number = start;
        let mut last_change = 0;
        for round in 0..400 {
            scaler.observe(interval, Duration::from_secs(10));
            if let Some(decided) = scaler.decide(number, Bounds::default(), NO_LIMIT) {
                number = decided;
                last_change = round;
            }
        }
        prop_assert!(last_change < 200, "it changed at {}", last_change);
        let (at_least, at_most) = scaler.estimates().load;
        prop_assert!(at_least <= TOO_BUSY * f64::from(number) || number == MOST_WITHOUT_BOUND);
        prop_assert!(number == 1 || at_most >= BUSY_ENOUGH * f64::from(number - 1));
        prop_assert!(at_least <= load && load <= at_most);
    }
}
