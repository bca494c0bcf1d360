//! What is read of a node, and what has happened between two readings
//! (server-behaviour: Adaptive allocations: the loop).

use std::time::Duration;

/// The counters of a node, as statistics show them.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Reading {
    /// Inferences that gave a result.
    pub(crate) success: u64,
    /// Requests that are waiting.
    pub(crate) pending: u64,
    /// Errors, timeouts and rejections.
    pub(crate) failed: u64,
    /// The average time of the inferences so far, in seconds.
    pub(crate) inference_time: f64,
}

/// What happened from one reading to the next.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Interval {
    pub(super) success: u64,
    /// By how many more were waiting at its end. Pending requests are no counter, but the server
    /// treats them as one.
    pub(super) pending: u64,
    pub(super) failed: u64,
    /// The average time of its inferences, in seconds, if there were any.
    pub(super) inference_time: Option<f64>,
}

impl Reading {
    /// What has happened since an earlier reading. What has become less counts as nothing.
    pub(super) fn since(&self, earlier: &Self) -> Interval {
        let success = self.success.saturating_sub(earlier.success);
        let total = |reading: &Self| float(reading.success) * reading.inference_time;
        let spent = (total(self) - total(earlier)).max(0.0);
        Interval {
            success,
            pending: self.pending.saturating_sub(earlier.pending),
            failed: self.failed.saturating_sub(earlier.failed),
            inference_time: (success > 0).then(|| spent / float(success)),
        }
    }
}

impl Interval {
    /// All that happened, on two nodes or on several.
    pub(super) fn and(self, other: Self) -> Self {
        let success = self.success.saturating_add(other.success);
        let total = |it: Self| float(it.success) * it.inference_time.unwrap_or(0.0);
        let spent = total(self) + total(other);
        Self {
            success,
            pending: self.pending.saturating_add(other.pending),
            failed: self.failed.saturating_add(other.failed),
            inference_time: (success > 0).then(|| spent / float(success)),
        }
    }

    /// The requests of the interval.
    pub(super) fn requests(self) -> f64 {
        let counted = self.success.saturating_add(self.pending);
        float(counted.saturating_add(self.failed))
    }
}

#[allow(
    clippy::cast_precision_loss,
    reason = "the server computes in doubles too"
)]
pub(super) fn float(count: u64) -> f64 {
    count as f64
}

/// An interval in seconds. It is no shorter than a clock can tell, since rates are per time.
pub(super) fn seconds(length: Duration) -> f64 {
    length.as_secs_f64().max(1e-9)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn reading(success: u64, pending: u64, failed: u64, inference_time: f64) -> Reading {
        Reading {
            success,
            pending,
            failed,
            inference_time,
        }
    }

    #[test]
    fn an_interval_is_what_has_been_added() {
        let earlier = reading(100, 5, 10, 0.020);
        for (later, expected) in [
            (earlier, (0, 0, 0, None)),
            (reading(200, 7, 11, 0.030), (100, 2, 1, Some(0.040))),
            // A queue that becomes shorter, and a node that was started anew.
            (reading(300, 1, 10, 0.020), (200, 0, 0, Some(0.020))),
            (reading(50, 0, 0, 0.020), (0, 0, 0, None)),
        ] {
            let found = later.since(&earlier);
            let (success, pending, failed, time) = expected;
            assert_eq!(
                (found.success, found.pending, found.failed),
                (success, pending, failed)
            );
            assert_eq!(found.inference_time.is_some(), time.is_some());
            assert!((found.inference_time.unwrap_or(0.0) - time.unwrap_or(0.0)).abs() < 1e-12);
        }
    }

    #[test]
    fn nodes_are_added_up_and_their_times_weighted() {
        let (fast, slow) = (reading(300, 1, 2, 0.010), reading(100, 3, 4, 0.050));
        let nothing = Reading::default();
        let all = fast.since(&nothing).and(slow.since(&nothing));
        assert_eq!((all.success, all.pending, all.failed), (400, 4, 6));
        assert!((all.inference_time.unwrap() - 0.020).abs() < 1e-12);
        assert_eq!(all.requests().to_string(), "410");
        assert_eq!(
            nothing.since(&nothing).and(nothing.since(&fast)),
            Interval::default()
        );
    }

    proptest! {
        #[test]
        fn counters_of_any_size_are_added_up(numbers in any::<[u64; 6]>(), time in 0.0..1e12) {
            let [a, b, c, d, e, f] = numbers;
            let all = reading(a, b, c, time).since(&reading(d, e, f, time / 3.0));
            let all = all.and(all);
            prop_assert!(all.requests().is_finite());
            prop_assert!(all.inference_time.is_none_or(|time| time.is_finite() && time >= 0.0));
        }
    }
}
