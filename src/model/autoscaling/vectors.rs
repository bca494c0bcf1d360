//! The numbers of the upstream tests (server-behaviour: Adaptive allocations: test vectors).

use std::time::Duration;

use super::reading::Interval;
use super::scaler::{Bounds, Scaler};

const ROUND: Duration = Duration::from_secs(10);
const NO_TIME: f64 = f64::NAN;
const NEVER: Duration = Duration::MAX;

fn interval((success, pending, failed, time): (u64, u64, u64, f64)) -> Interval {
    Interval {
        success,
        pending,
        failed,
        inference_time: (!time.is_nan()).then_some(time),
    }
}

/// The load that a scaler sees, as the tables show it.
fn load(scaler: &Scaler) -> (String, String) {
    let (at_least, at_most) = scaler.estimates().load;
    (format!("{at_least:.6}"), format!("{at_most:.6}"))
}

/// Rate and time as the tables show them: value and the root of the variance.
fn estimates(scaler: &Scaler) -> (String, String) {
    let (rate, time) = (
        scaler.rate().estimate().unwrap(),
        scaler.inference_time().estimate(),
    );
    let time = time.map(|time| format!("{:.8} ± {:.8}", time.value, time.variance.sqrt()));
    (
        format!("{:.6} ± {:.6}", rate.value, rate.variance.sqrt()),
        time.unwrap_or_default(),
    )
}

#[test]
fn up_and_down() {
    let mut scaler = Scaler::new();
    #[rustfmt::skip]
    let rows = [
        (1, (500, 100, 100, 0.020), "70.000000 ± 2.645751", "0.02000000 ± 0.00075593", "1.296170", "1.507830", Some(2)),
        (2, (800, 100, 50, 0.025), "94.980639 ± 2.644727", "0.02499664 ± 0.00064867", "2.248192", "2.503632", Some(3)),
        (3, (1000, 0, 0, 0.025), "97.125917 ± 2.014815", "0.02500000 ± 0.00079007", "2.302633", "2.556846", None),
        (3, (0, 0, 0, NO_TIME), "68.496922 ± 1.692010", "0.02500000 ± 0.00079007", "1.617342", "1.810177", None),
        (3, (0, 0, 0, NO_TIME), "48.306657 ± 1.420925", "0.02500000 ± 0.00079007", "1.135100", "1.282478", Some(2)),
        (2, (0, 0, 0, NO_TIME), "34.067707 ± 1.193271", "0.02500000 ± 0.00079007", "0.795888", "0.909383", None),
        (2, (0, 0, 0, NO_TIME), "24.025854 ± 1.002090", "0.02500000 ± 0.00079007", "0.557404", "0.645472", Some(1)),
    ];
    for (number, seen, rate, time, at_least, at_most, decision) in rows {
        scaler.observe(interval(seen), ROUND);
        assert_eq!(estimates(&scaler), (rate.to_owned(), time.to_owned()));
        assert_eq!(load(&scaler), (at_least.to_owned(), at_most.to_owned()));
        assert_eq!(scaler.decide(number, Bounds::default(), NEVER), decision);
    }
}

#[test]
fn it_does_not_swing() {
    let mut scaler = Scaler::new();
    #[rustfmt::skip]
    let rows = [
        (1, 880, "88.000000 ± 2.966479", "0.00033710", "0.821670", "0.940330", None),
        (1, 880, "88.000000 ± 2.964797", "0.00033691", "0.821703", "0.940295", None),
        (1, 920, "90.008827 ± 2.102242", "0.00023619", "0.858304", "0.942866", None),
        (1, 950, "91.674765 ± 1.733288", "0.00019211", "0.882136", "0.952026", None),
        (1, 980, "93.271599 ± 1.521306", "0.00016628", "0.902246", "0.963692", Some(2)),
        (2, 980, "94.241731 ± 1.383352", "0.00031928", "0.898936", "0.986782", None),
        (2, 880, "93.145446 ± 1.286562", "0.00033691", "0.887641", "0.976135", None),
        (2, 880, "92.332260 ± 1.213290", "0.00023889", "0.889422", "0.957803", None),
    ];
    for (number, success, rate, error, at_least, at_most, decision) in rows {
        scaler.observe(interval((success, 0, 0, 0.010)), ROUND);
        let time = format!("0.01000000 ± {error}");
        assert_eq!(estimates(&scaler), (rate.to_owned(), time));
        assert_eq!(load(&scaler), (at_least.to_owned(), at_most.to_owned()));
        assert_eq!(scaler.decide(number, Bounds::default(), NEVER), decision);
    }
}

#[test]
fn within_bounds() {
    let bounds = Bounds {
        min: Some(2),
        max: Some(5),
    };
    let mut scaler = Scaler::new();
    // The innermost: what is decided, if anything is asked.
    #[rustfmt::skip]
    let rows = [
        (1, (0, 0, 0), "0.000000 ± 0.100000", "0.000000", "0.100000", Some(Some(2))),
        (2, (0, 0, 0), "0.000000 ± 0.070711", "0.000000", "0.070711", Some(None)),
        (2, (100, 10000, 1000), "1109.999991 ± 0.100000", "10.993653", "11.206366", Some(Some(5))),
        (5, (500, 10000, 1000), "1149.996643 ± 10.535212", "11.288364", "11.713534", Some(None)),
        (5, (0, 0, 0), "585.198568 ± 7.515305", "5.722966", "5.982407", None),
        (5, (0, 0, 0), "297.789882 ± 5.361051", "2.897020", "3.059777", None),
        (5, (0, 0, 0), "151.536279 ± 3.824312", "1.463346", "1.568093", Some(Some(2))),
    ];
    for (number, (success, pending, failed), rate, at_least, at_most, asked) in rows {
        let time = if success > 0 { 0.010 } else { NO_TIME };
        scaler.observe(interval((success, pending, failed, time)), ROUND);
        assert_eq!(estimates(&scaler).0, rate);
        assert_eq!(load(&scaler), (at_least.to_owned(), at_most.to_owned()));
        if let Some(decision) = asked {
            assert_eq!(scaler.decide(number, bounds, NEVER), decision);
        }
    }
}

#[test]
fn not_more_than_32_unless_a_bound_says_so() {
    let mut scaler = Scaler::new();
    scaler.observe(interval((1_000_000, 10_000_000, 1, 0.05)), ROUND);
    assert_eq!(scaler.decide(1, Bounds::default(), NEVER), Some(32));
    let bounds = Bounds {
        min: Some(2),
        max: Some(77),
    };
    assert_eq!(scaler.decide(32, bounds, NEVER), Some(77));
}

#[test]
fn to_zero_after_the_limit_and_not_with_a_minimum() {
    let limit = Duration::from_secs(900);
    let second = Duration::from_secs(1);
    for (min, expected) in [(None, Some(0)), (Some(0), Some(0)), (Some(1), None)] {
        let bounds = Bounds { min, max: None };
        let mut scaler = Scaler::new();
        let mut observe = |number, times, success| {
            let mut decision = None;
            for _ in 0..times {
                assert_eq!(decision, None);
                let time = if success > 0 { 0.05 } else { NO_TIME };
                scaler.observe(interval((success, 0, 0, time)), second);
                decision = scaler.decide(number, bounds, limit);
            }
            decision
        };
        assert_eq!(observe(1, 3600, 1), None);
        assert_eq!(observe(1, 900, 0), None);
        assert_eq!(observe(1, 1, 1), None);
        assert_eq!(observe(1, 900, 0), None);
        assert_eq!(observe(1, 1, 0), expected);
        if expected.is_some() {
            assert_eq!(observe(0, 900, 0), None);
        }
    }
}
