//! A Kalman filter in one dimension (server-behaviour: Adaptive allocations: the filter).

/// How far a measurement may be from the estimate, as its squared distance divided by the
/// variances of both, before it counts as a change.
const DETECTION_LIMIT: f64 = 100.0;

/// Smooths measurements, each with its variance, into an estimate.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Filter {
    /// How much more a measurement varies than what is measured: the larger, the smoother.
    smoothing: f64,
    /// Whether it finds changes by itself, besides those it is told of.
    detects_changes: bool,
    estimate: Option<Estimate>,
    /// Whether there was a change at the previous measurement. The first one is a change.
    was_changed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Estimate {
    pub(super) value: f64,
    pub(super) variance: f64,
}

impl Filter {
    /// One that is only told of changes.
    pub(super) fn new(smoothing: f64) -> Self {
        Self {
            smoothing,
            detects_changes: false,
            estimate: None,
            was_changed: false,
        }
    }

    pub(super) fn detecting_changes(mut self) -> Self {
        self.detects_changes = true;
        self
    }

    pub(super) fn estimate(&self) -> Option<Estimate> {
        self.estimate
    }

    /// Takes a measurement. `is_changed` says that what is measured has changed since the previous
    /// one.
    pub(super) fn add(&mut self, measured: Estimate, is_changed: bool) {
        let Some(known) = self.estimate else {
            self.estimate = Some(measured);
            self.was_changed = true;
            return;
        };
        let is_changed = is_changed || self.detects_changes && known.is_far_from(measured);
        let drift = match is_changed || self.was_changed {
            true => measured.value * measured.value,
            false => measured.variance / self.smoothing,
        };
        self.estimate = Some(known.drifted(drift).corrected_by(measured));
        self.was_changed = is_changed;
    }
}

impl Estimate {
    pub(super) fn lower(self) -> f64 {
        self.value - self.variance.sqrt()
    }

    pub(super) fn upper(self) -> f64 {
        self.value + self.variance.sqrt()
    }

    fn is_far_from(self, other: Self) -> bool {
        let distance = other.value - self.value;
        distance * distance / (self.variance + other.variance) > DETECTION_LIMIT
    }

    fn drifted(self, by: f64) -> Self {
        Self {
            variance: self.variance + by,
            ..self
        }
    }

    fn corrected_by(self, measured: Self) -> Self {
        let total = self.variance + measured.variance;
        // Two values that are certain: a server would have no number from here on.
        let gain = if total > 0.0 {
            self.variance / total
        } else {
            0.0
        };
        Self {
            value: self.value + gain * (measured.value - self.value),
            variance: (1.0 - gain) * self.variance,
        }
    }
}

/// See server-behaviour: Adaptive allocations: test vectors.
#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn measured(value: f64, variance: f64) -> Estimate {
        Estimate { value, variance }
    }

    fn fed(mut filter: Filter, values: impl IntoIterator<Item = (f64, f64)>) -> Filter {
        for (value, variance) in values {
            filter.add(measured(value, variance), false);
        }
        filter
    }

    /// To as many digits as are given.
    #[track_caller]
    fn assert_shows(number: f64, expected: &str) {
        let digits = expected
            .split_once('.')
            .map_or(0, |(_, digits)| digits.len());
        assert_eq!(format!("{number:.digits$}"), expected);
    }

    #[test]
    fn the_same_value_over_and_over_is_ever_more_certain() {
        let mut filter = Filter::new(100.0);
        for error in [
            "3",
            "2.992414652842335",
            "2.1239371158260525",
            "1.7448791415386282",
        ] {
            filter.add(measured(42.0, 9.0), false);
            let estimate = filter.estimate().unwrap();
            assert_eq!(estimate.value.to_string(), "42");
            assert_eq!(estimate.variance.sqrt().to_string(), error);
        }
    }

    #[test]
    fn it_follows_what_rises_steadily() {
        let mut filter = Filter::new(100.0);
        for (value, expected) in [
            (10.0, "10"),
            (11.0, "10.991870"),
            (12.0, "11.496406"),
            (13.0, "12.004550"),
            (14.0, "12.519644"),
            (15.0, "13.044091"),
            (16.0, "13.579980"),
            (17.0, "14.129156"),
            (18.0, "14.693217"),
            (19.0, "15.273507"),
        ] {
            filter.add(measured(value, 1.0), false);
            assert_shows(filter.estimate().unwrap().value, expected);
        }
        let filter = fed(filter, [(20.0, 1.0); 20]);
        assert_shows(filter.estimate().unwrap().value, "19.463911");
    }

    #[test]
    fn a_change_is_followed_at_once_if_it_is_found_or_told() {
        let before = [(0.0, 100.0), (0.0, 1.0)];
        let jump = measured(100.0, 1.0);
        let after = |filter: Filter, is_changed| {
            let mut filter = fed(filter, before);
            filter.add(jump, is_changed);
            filter.estimate().unwrap()
        };
        let unnoticed = after(Filter::new(100.0), false);
        assert_shows(unnoticed.value, "50.002475");
        assert_shows(unnoticed.variance.sqrt(), "0.707124");
        for noticed in [
            after(Filter::new(100.0).detecting_changes(), false),
            after(Filter::new(100.0), true),
        ] {
            assert_shows(noticed.value, "99.990002");
            assert_shows(noticed.variance.sqrt(), "0.999950");
        }
    }

    #[test]
    fn the_more_it_smooths_the_slower_it_is() {
        let values = [(42.0, 1.0); 100].into_iter().chain([(77.0, 1.0)]);
        for (smoothing, expected) in [(0.001, "76.965070"), (1000.0, "43.093410")] {
            let filter = fed(Filter::new(smoothing), values.clone());
            assert_shows(filter.estimate().unwrap().value, expected);
        }
    }

    #[test]
    fn zero_that_is_certain_stays_zero() {
        let filter = fed(Filter::new(100.0).detecting_changes(), [(0.0, 0.0); 3]);
        assert_eq!(filter.estimate(), Some(measured(0.0, 0.0)));
    }

    proptest! {
        /// No measurement that can be made of counters and times is larger than this, nor more
        /// certain, unless it is zero.
        #[test]
        fn the_estimate_is_a_number_between_those_measured(
            values in vec((0.0..1e30, 1e-60..1e60, any::<bool>()), 1..50),
            detects_changes: bool,
        ) {
            let mut filter = Filter { detects_changes, ..Filter::new(100.0) };
            for &(value, variance, is_changed) in &values {
                filter.add(measured(value, variance), is_changed);
                let Estimate { value, variance } = filter.estimate().unwrap();
                prop_assert!(value.is_finite() && variance.is_finite() && variance >= 0.0);
                let measured = values.iter().map(|(value, ..)| *value);
                let (lowest, highest) = measured.fold((f64::MAX, 0.0f64), |(low, high), it| {
                    (low.min(it), high.max(it))
                });
                let slack = highest * 1e-9;
                prop_assert!((lowest - slack..=highest + slack).contains(&value));
            }
        }
    }
}
