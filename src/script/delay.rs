//! How long an answer is kept back.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::form::DelayForm as Form;
use super::rng::Rng;

/// A delay. It holds up no other request.
///
/// Random ones come from a seed, which is shown when a test fails
/// ([`FakeClusterBuilder::seed`](crate::FakeClusterBuilder::seed)).
///
/// ```
/// use std::time::Duration;
/// use es_ml_fake::{Delay, FakeCluster, On};
///
/// let cluster = FakeCluster::start();
/// cluster.script(On::any(), Delay::fixed(Duration::from_millis(10)));
/// let before = std::time::Instant::now();
/// reqwest::blocking::get(cluster.uri())?;
/// assert!(before.elapsed() >= Duration::from_millis(10));
/// # Ok::<(), reqwest::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct Delay(pub(super) Kind);

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Fixed(Duration),
    Between(Duration, Duration),
    LogNormal { median: Duration, sigma: f64 },
}

impl Delay {
    /// Always this long.
    #[must_use]
    pub fn fixed(delay: Duration) -> Self {
        Self(Kind::Fixed(delay))
    }

    /// Any time from the first to the second, all equally likely.
    ///
    /// # Panics
    ///
    /// If the first is longer than the second.
    #[must_use]
    #[track_caller]
    pub fn between(shortest: Duration, longest: Duration) -> Self {
        assert!(
            shortest <= longest,
            "a delay cannot be between {shortest:?} and {longest:?}"
        );
        Self(Kind::Between(shortest, longest))
    }

    /// Mostly about the median, and now and then much longer, as the times of real servers are: its
    /// logarithm is normally distributed. With a `sigma` of 0.5, one in twenty is longer than 2.3
    /// times the median.
    ///
    /// # Panics
    ///
    /// If `sigma` is negative or not finite.
    #[must_use]
    #[track_caller]
    pub fn log_normal(median: Duration, sigma: f64) -> Self {
        assert!(
            sigma >= 0.0 && sigma.is_finite(),
            "a distribution cannot have a sigma of {sigma}"
        );
        Self(Kind::LogNormal { median, sigma })
    }

    /// Whether it is not always the same.
    pub(super) fn is_random(self) -> bool {
        !matches!(self.0, Kind::Fixed(_))
    }

    pub(super) fn sample(self, rng: &mut Rng) -> Duration {
        match self.0 {
            Kind::Fixed(delay) => delay,
            Kind::Between(shortest, longest) => {
                shortest + longest.saturating_sub(shortest).mul_f64(rng.fraction())
            }
            Kind::LogNormal { median, sigma } => {
                // Beyond a thousand times the median, tests learn nothing new.
                let factor = (sigma * rng.normal()).exp().min(1000.0);
                let seconds = median.as_secs_f64() * factor;
                Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)
            }
        }
    }
}

impl From<Duration> for Delay {
    fn from(delay: Duration) -> Self {
        Self::fixed(delay)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_delays_within_their_bounds() {
        let second = Duration::from_secs(1);
        let delays = |delay: Delay| {
            let mut rng = Rng::from_seed(7);
            let sampled: Vec<_> = (0..1000).map(|_| delay.sample(&mut rng)).collect();
            sampled
        };
        assert!(
            delays(Delay::fixed(second))
                .iter()
                .all(|delay| *delay == second)
        );
        let uniform = delays(Delay::between(second, 2 * second));
        assert!(
            uniform
                .iter()
                .all(|delay| (second..=2 * second).contains(delay))
        );
        assert_eq!(uniform, delays(Delay::between(second, 2 * second)));
        let mut skewed = delays(Delay::log_normal(second, 0.5));
        skewed.sort_unstable();
        let close = Duration::from_millis(900)..Duration::from_millis(1100);
        assert!(close.contains(&skewed[500]), "{:?}", skewed[500]);
        assert!(skewed[950] > 2 * second && skewed[950] < 3 * second);
    }
}
