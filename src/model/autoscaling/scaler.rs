//! How many allocations a deployment should have
//! (server-behaviour: Adaptive allocations: the decision).

use std::ops::Range;
use std::time::Duration;

use super::filter::{Estimate, Filter};
use super::reading::{Interval, seconds};
use crate::model::AdaptiveAllocations;

/// More load than this on each allocation is too much.
const TOO_BUSY: f64 = 0.9;
/// Less load than this on each allocation, if there were one fewer, is little enough to do without
/// it.
const BUSY_ENOUGH: f64 = 0.85;
/// The most allocations of a deployment without an upper bound.
const MOST_WITHOUT_BOUND: i32 = 32;
/// Of both filters.
const SMOOTHING: f64 = 100.0;

/// The bounds of a deployment's number of allocations.
///
/// The marker for a bound that is not set counts as none. That a server's scaler would take it as
/// it is, and fail, is only inferred.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub(crate) min: Option<i32>,
    pub(crate) max: Option<i32>,
}

/// What a scaler believes of a deployment's load.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Estimates {
    /// Allocations that are busy all the time: at least, and at most.
    pub(super) load: (f64, f64),
}

/// The scaler of one deployment.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scaler {
    /// Requests per second.
    rate: Filter,
    /// Seconds per request.
    inference_time: Filter,
    /// Since when there was no request.
    idle: Duration,
    /// Whether it has decided on another number since the last interval, which may change the time
    /// that a request takes.
    has_rescaled: bool,
}

impl Scaler {
    pub(super) fn new() -> Self {
        Self {
            rate: Filter::new(SMOOTHING).detecting_changes(),
            inference_time: Filter::new(SMOOTHING),
            idle: Duration::ZERO,
            has_rescaled: false,
        }
    }

    /// Takes in what happened in an interval of that length
    /// (server-behaviour: Adaptive allocations: measurements).
    pub(super) fn observe(&mut self, interval: Interval, length: Duration) {
        let requests = interval.requests();
        self.measure_rate(requests, seconds(length));
        if let Some(time) = interval.inference_time {
            self.measure_time(time, requests);
        }
        self.idle = match requests > 0.0 {
            true => Duration::ZERO,
            false => self.idle.saturating_add(length),
        };
        self.has_rescaled = false;
    }

    fn measure_rate(&mut self, requests: f64, length: f64) {
        let measured = requests / length;
        let expected = self.rate.estimate().map_or(measured, |known| known.value) * length;
        let variance = expected.max(1.0) / (length * length);
        let measured = Estimate {
            value: measured,
            variance,
        };
        self.rate.add(measured, false);
    }

    fn measure_time(&mut self, measured: f64, requests: f64) {
        let expected = self.inference_time.estimate();
        let expected = expected.map_or(measured, |known| known.value);
        let measured = Estimate {
            value: measured,
            variance: expected * expected / requests,
        };
        self.inference_time.add(measured, self.has_rescaled);
    }

    #[cfg(test)]
    pub(super) fn rate(&self) -> &Filter {
        &self.rate
    }

    #[cfg(test)]
    pub(super) fn inference_time(&self) -> &Filter {
        &self.inference_time
    }

    /// A request that found no allocation is not in any statistics.
    pub(super) fn interrupt_idleness(&mut self) {
        self.idle = Duration::ZERO;
    }

    pub(super) fn estimates(&self) -> Estimates {
        let Some(rate) = self.rate.estimate() else {
            return Estimates::default();
        };
        let time = self.inference_time.estimate();
        let (shortest, longest) =
            time.map_or((1.0, 1.0), |time| (time.lower().max(0.0), time.upper()));
        Estimates {
            load: (rate.lower().max(0.0) * shortest, rate.upper() * longest),
        }
    }

    /// The number of allocations that it should be, if not `number`.
    ///
    /// With neither a lower bound nor requests for longer than `idle_limit`, that is none.
    pub(super) fn decide(
        &mut self,
        number: i32,
        bounds: Bounds,
        idle_limit: Duration,
    ) -> Option<i32> {
        let decided = match bounds.allow_zero() && self.idle > idle_limit {
            true => 0,
            false => bounds.clamp(number_for(self.estimates(), number, bounds.most(number))),
        };
        if decided == number {
            return None;
        }
        self.has_rescaled = true;
        Some(decided)
    }
}

/// The number of allocations for a load: the nearest to `number` with which they are neither too
/// busy nor too many. More than `most` are not looked at.
fn number_for(estimates: Estimates, number: i32, most: i32) -> i32 {
    let (at_least, at_most) = estimates.load;
    let is_too_busy = |number: i32| at_least / f64::from(number) > TOO_BUSY;
    let is_busy_enough = |number: i32| at_most / f64::from(number) < BUSY_ENOUGH;
    match first(number..most, |number| !is_too_busy(number)) {
        enough @ ..=1 => enough,
        enough => first(1..enough, is_busy_enough),
    }
}

/// The first number that is so, where all after it are; the end of the range if none is.
fn first(range: Range<i32>, is_so: impl Fn(i32) -> bool) -> i32 {
    let Range { mut start, mut end } = range;
    while start < end {
        let middle = start.midpoint(end);
        match is_so(middle) {
            true => end = middle,
            false => start = middle + 1,
        }
    }
    start
}

impl Bounds {
    pub(crate) fn of(settings: &AdaptiveAllocations) -> Self {
        let is_set = |bound: &i32| *bound >= 0;
        Self {
            min: settings.min.filter(is_set),
            max: settings.max.filter(is_set),
        }
    }

    /// Whether there may be no allocation when there is nothing to do.
    pub(crate) fn allow_zero(self) -> bool {
        self.min.unwrap_or(0) == 0
    }

    /// The upper bound wins over the lower one.
    fn clamp(self, number: i32) -> i32 {
        let number = match self.max {
            None => number.min(MOST_WITHOUT_BOUND),
            Some(_) => number,
        };
        let number = number.max(self.min.unwrap_or(number));
        number.min(self.max.unwrap_or(number))
    }

    /// The most that is worth looking at, starting from that number.
    fn most(self, number: i32) -> i32 {
        self.max.unwrap_or(MOST_WITHOUT_BOUND).max(number)
    }
}

#[cfg(test)]
mod tests;
