//! By which time clients are measured.

use std::hint::spin_loop;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;

use crate::server::FakeClusterBuilder;
use crate::time::{Clock, Timer, real_sleep};

/// How time goes where a gauntlet runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// In a tokio runtime whose time is paused: it jumps to the next timer when all is done.
    Paused,
    /// As it goes everywhere else.
    Real,
}

impl Pace {
    /// That of the runtime that this is called in.
    pub(super) fn here() -> Self {
        match is_paused() {
            true => Self::Paused,
            false => Self::Real,
        }
    }

    /// Fakes that live at this pace, whatever they were to live by.
    pub(super) fn govern(self, builder: FakeClusterBuilder) -> FakeClusterBuilder {
        match self {
            Self::Paused => builder.clock(Clock::of_runtime(Handle::current())).local(),
            Self::Real => builder.clock(Clock::system()),
        }
    }

    pub(super) fn sleep(self, duration: Duration) -> Timer {
        match self {
            Self::Paused => Box::pin(tokio::time::sleep(duration)),
            Self::Real => Box::pin(real_sleep(duration)),
        }
    }

    /// How long that is in real time. Paused time stands still while a client keeps its runtime
    /// busy, so that it is over after `patience` at the latest.
    pub(super) fn in_real_time(self, duration: Duration, patience: Duration) -> Duration {
        match self {
            Self::Paused => patience,
            Self::Real => duration,
        }
    }

    /// How long a client may take, unless the test chose otherwise.
    pub(super) fn deadline(self) -> Duration {
        match self {
            Self::Paused => Duration::from_secs(600),
            Self::Real => Duration::from_secs(10),
        }
    }

    /// How long connections have to be refused for a client's first attempt to be among them, if
    /// its first update arrives after `usual` where nothing goes wrong. No fake can tell when a
    /// connection was refused, since the system does that by itself.
    pub(super) fn outage(self, usual: Duration) -> Duration {
        match self {
            // The shortest time that there is for tokio: over as soon as the client waits.
            Self::Paused => usual + Duration::from_millis(1),
            Self::Real => 2 * usual + Duration::from_millis(250),
        }
    }
}

/// Tokio does not tell, but its time stands still while that of the system goes on.
fn is_paused() -> bool {
    if Handle::try_current().is_err() {
        return false;
    }
    let before = tokio::time::Instant::now();
    let system = Instant::now();
    while Instant::now() == system {
        spin_loop();
    }
    tokio::time::Instant::now() == before
}

/// When a client counts as hung.
pub(super) struct Deadline {
    by_pace: Timer,
    started: Instant,
    in_real_time: Duration,
    by_real_time: Timer,
}

impl Deadline {
    /// After `limit`, and where time is paused also after `patience` in real time.
    pub(super) fn after(limit: Duration, pace: Pace, patience: Duration) -> Self {
        let in_real_time = pace.in_real_time(limit, patience);
        Self {
            by_pace: pace.sleep(limit),
            started: Instant::now(),
            in_real_time,
            by_real_time: Pace::Real.sleep(in_real_time),
        }
    }

    /// Not to be called again after it is ready.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let is_over = self.started.elapsed() >= self.in_real_time;
        if is_over || self.by_pace.as_mut().poll(cx).is_ready() {
            return Poll::Ready(());
        }
        self.by_real_time.as_mut().poll(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outside_a_runtime_time_is_real() {
        assert_eq!(Pace::here(), Pace::Real);
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_is_noticed_at_once_and_so_is_its_end() {
        for _ in 0..1000 {
            assert_eq!(Pace::here(), Pace::Paused);
        }
        tokio::time::resume();
        for _ in 0..1000 {
            assert_eq!(Pace::here(), Pace::Real);
        }
    }
}
