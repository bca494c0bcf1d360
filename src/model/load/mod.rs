//! The load on a deployment: what a test declares, and what becomes of it.
//!
//! [`rates`] says how much arrives, [`queue`] what a node makes of it, [`traffic`] how it is spread
//! over the nodes, which count it. All of it is computed from times that
//! are told, in exact [`requests`], so that it does not matter how often one looks.

mod form;
mod queue;
mod rates;
mod requests;
mod totals;
mod traffic;

use std::time::Duration;

pub use rates::Rates;
use requests::Rate;
pub use totals::LoadTotals;
pub(crate) use traffic::Traffic;

/// The inference requests that a deployment gets, by a test's word: none is sent.
///
/// The fake computes what a deployment makes of them: what it serves, what waits, what it gives up.
/// Its statistics are those of such a deployment, and adaptive allocations follow. The load is
/// spread over the allocations evenly; each serves one request at a time, in the order of arrival.
///
/// ```
/// use std::time::Duration;
/// use es_ml_fake::Load;
///
/// let service_time = Duration::from_millis(50);
/// let steady = Load::constant(100.0, service_time);
/// let minute = Duration::from_secs(60);
/// let rates = [(Duration::ZERO, 10.0), (minute, 200.0), (5 * minute, 0.0)];
/// let wave = Load::series(rates, service_time);
/// assert_eq!(wave.requests_per_second_at(2 * minute), 200.0);
/// assert_eq!(steady.service_time(), wave.service_time());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Load {
    rates: Rates,
    service_time: Duration,
    timeout: Duration,
    /// Of the requests that are served.
    errors: Rate,
}

/// How long an inference request waits unless it says otherwise (server-behaviour: Infer: request).
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);

const NO_TIME: &str = "requests take some time, however short";

impl Load {
    /// As many requests all the time. `service_time` is what one takes on one allocation, with the
    /// threads that allocations of the deployment have.
    ///
    /// # Panics
    ///
    /// As [`series`](Self::series).
    #[must_use]
    #[track_caller]
    pub fn constant(requests_per_second: f64, service_time: Duration) -> Self {
        Self::series([(Duration::ZERO, requests_per_second)], service_time)
    }

    /// From each of these times on that many requests per second. The times count from the moment
    /// when the load is declared; before the first there is no request.
    ///
    /// # Panics
    ///
    /// If a rate is negative, more than a billion, or no number; if the times do not ascend; or if
    /// the service time is zero.
    #[must_use]
    #[track_caller]
    pub fn series(
        requests_per_second: impl IntoIterator<Item = (Duration, f64)>,
        service_time: Duration,
    ) -> Self {
        Self::of(Rates::of(requests_per_second), service_time)
    }

    /// At these rates, whose times count from the moment when the load is declared.
    ///
    /// # Panics
    ///
    /// If the service time is zero.
    #[must_use]
    #[track_caller]
    pub fn of(rates: Rates, service_time: Duration) -> Self {
        assert!(!service_time.is_zero(), "{NO_TIME}");
        Self {
            rates,
            service_time,
            timeout: DEFAULT_TIMEOUT,
            errors: Rate::default(),
        }
    }

    /// How long requests wait for their turn before they time out. 10 seconds by default, as those
    /// of the infer API.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The part of the requests, from 0 to 1, that are served and end in an error. None by default.
    ///
    /// # Panics
    ///
    /// If it is not between 0 and 1.
    #[must_use]
    #[track_caller]
    pub fn errors(mut self, part: f64) -> Self {
        self.errors = Rate::part(part).unwrap_or_else(|complaint| panic!("{complaint}"));
        self
    }

    /// How many requests per second there are when it has been running this long.
    #[must_use]
    pub fn requests_per_second_at(&self, elapsed: Duration) -> f64 {
        self.rates.per_second_at(elapsed)
    }

    /// What one request takes on one allocation.
    #[must_use]
    pub fn service_time(&self) -> Duration {
        self.service_time
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    #[should_panic(expected = "requests take some time, however short")]
    fn no_request_takes_no_time() {
        let _ = Load::constant(1.0, Duration::ZERO);
    }

    #[test]
    #[should_panic(expected = "NaN requests per second: a rate is from 0 to 1000000000")]
    fn a_rate_is_a_number() {
        let _ = Load::constant(f64::NAN, SECOND);
    }

    #[test]
    #[should_panic(expected = "the times of a load ascend, and 1s does not come after 1s")]
    fn times_ascend() {
        let _ = Load::series([(SECOND, 1.0), (SECOND, 2.0)], SECOND);
    }

    #[test]
    #[should_panic(expected = "1.5 is no part: it is from 0 to 1")]
    fn not_more_than_all_end_in_an_error() {
        let _ = Load::constant(1.0, SECOND).errors(1.5);
    }
}
