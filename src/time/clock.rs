//! What tells a fake the time, and how long to wait.

use std::fmt;
use std::future::pending;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use tokio::runtime::Handle;

use super::real_sleep;
use super::sync::{Signal, Waited};
use crate::text::timestamp;

/// A clock that governs everything a fake decides by time: the time of an exchange, delays,
/// outages.
///
/// The system's clock by default. A manual one stands still until a test moves it, so that a delay
/// of a minute costs no time at all. Clones are the same clock. What it does not govern is
/// [`Limits`](crate::server::Limits), which protect the machine and run in real time.
///
/// ```
/// use std::time::Duration;
/// use es_ml_fake::{Clock, FakeCluster};
///
/// let clock = Clock::manual();
/// let cluster = FakeCluster::builder().clock(clock.clone()).start();
/// reqwest::blocking::get(cluster.uri())?;
/// clock.advance(Duration::from_secs(60));
/// reqwest::blocking::get(cluster.uri())?;
///
/// let at: Vec<_> = cluster.exchanges().iter().map(|exchange| exchange.at()).collect();
/// assert_eq!(at[1].duration_since(at[0]).unwrap(), Duration::from_secs(60));
/// # Ok::<(), reqwest::Error>(())
/// ```
#[derive(Clone)]
pub struct Clock(Arc<Shared>);

struct Shared {
    base: Base,
    /// How far it was moved by hand, in nanoseconds, on top of how it moves by itself.
    advanced: AtomicU64,
    moved: Signal,
}

/// How a clock moves by itself.
enum Base {
    System {
        start: Instant,
    },
    Still {
        start: SystemTime,
    },
    /// As time goes in a tokio runtime, which stands still or jumps when it is paused there.
    Runtime {
        runtime: Handle,
        start: tokio::time::Instant,
        start_time: SystemTime,
    },
}

impl Clock {
    /// The clock of the system.
    #[must_use]
    pub fn system() -> Self {
        Self::moving(Base::System {
            start: Instant::now(),
        })
    }

    /// A clock that stands still at the present time until it is [advanced](Self::advance).
    #[must_use]
    pub fn manual() -> Self {
        Self::manual_at(SystemTime::now())
    }

    /// A clock that stands still at this time until it is [advanced](Self::advance).
    #[must_use]
    pub fn manual_at(start: SystemTime) -> Self {
        Self::moving(Base::Still { start })
    }

    /// The clock of a tokio runtime.
    pub(crate) fn of_runtime(runtime: Handle) -> Self {
        let inside = runtime.enter();
        let start = tokio::time::Instant::now();
        drop(inside);
        Self::moving(Base::Runtime {
            runtime,
            start,
            start_time: SystemTime::now(),
        })
    }

    fn moving(base: Base) -> Self {
        Self(Arc::new(Shared {
            base,
            advanced: AtomicU64::new(0),
            moved: Signal::default(),
        }))
    }

    /// A clock of its own for a part of a fake, unless time stands still or is that of a runtime:
    /// then the same.
    pub(crate) fn another(&self) -> Self {
        match self.0.base {
            Base::System { .. } => Self::system(),
            Base::Still { .. } | Base::Runtime { .. } => self.clone(),
        }
    }

    /// The time that it shows.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        self.now_when_advanced(self.advanced())
    }

    fn now_when_advanced(&self, advanced: Duration) -> SystemTime {
        let time = match &self.0.base {
            Base::System { .. } => SystemTime::now(),
            Base::Still { start } => *start,
            Base::Runtime { start_time, .. } => later(*start_time, self.moved_by_itself()),
        };
        // Nearly always it was not moved, and each request asks.
        match advanced {
            Duration::ZERO => time,
            advanced => later(time, advanced),
        }
    }

    /// Moves it forward, also a clock that moves by itself. Whatever waits for a time that has come
    /// goes on; nothing is waited for here.
    ///
    /// All advances together reach at most 584 years.
    pub fn advance(&self, duration: Duration) {
        let nanos = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        // The only update is this one, which never declines.
        let _ = self
            .0
            .advanced
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |advanced| {
                Some(advanced.saturating_add(nanos))
            });
        self.0.moved.notify();
    }

    /// Waits until the clock has moved on by this much, by itself or by hand, from the moment of
    /// this call on. It can be awaited under any executor.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use es_ml_fake::Clock;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let clock = Clock::manual();
    /// let hour = clock.sleep(Duration::from_secs(3600));
    /// clock.advance(Duration::from_secs(3600));
    /// hour.await;
    /// # }
    /// ```
    pub fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send + use<> {
        self.sleep_until(self.elapsed().saturating_add(duration))
    }

    /// Waits until it has been running this long.
    pub(crate) fn sleep_until(&self, end: Duration) -> impl Future<Output = ()> + Send + use<> {
        let clock = self.clone();
        async move {
            loop {
                let left = || end.saturating_sub(clock.elapsed());
                let mut passed = clock.passed(left());
                let is_over = || left().is_zero().then_some(());
                let moved = &clock.0.moved;
                if let Waited::Found(()) = moved.look_or_wait(passed.as_mut(), is_over).await {
                    return;
                }
            }
        }
    }

    /// How much later it is than it was at that time.
    pub(crate) fn since(&self, time: SystemTime) -> Duration {
        self.now().duration_since(time).unwrap_or_default()
    }

    /// How long it has been running. Unlike [`now`](Self::now), it never goes back.
    pub(crate) fn elapsed(&self) -> Duration {
        self.moved_by_itself().saturating_add(self.advanced())
    }

    /// How long it had been running at a time that it has told.
    pub(crate) fn elapsed_at(&self, time: SystemTime) -> Duration {
        // Read once: an advance between two readings would be known to one of them only.
        let advanced = self.advanced();
        let now = self.now_when_advanced(advanced);
        let since = now.duration_since(time).unwrap_or_default();
        let elapsed = self.moved_by_itself().saturating_add(advanced);
        elapsed.saturating_sub(since)
    }

    fn moved_by_itself(&self) -> Duration {
        match &self.0.base {
            Base::System { start } => start.elapsed(),
            Base::Still { .. } => Duration::ZERO,
            Base::Runtime { runtime, start, .. } => {
                let _inside = runtime.enter();
                start.elapsed()
            }
        }
    }

    fn advanced(&self) -> Duration {
        Duration::from_nanos(self.0.advanced.load(Ordering::Acquire))
    }

    /// Waits until it has moved by itself.
    fn passed(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        match &self.0.base {
            Base::System { .. } => Box::pin(real_sleep(duration)),
            Base::Still { .. } => Box::pin(pending()),
            Base::Runtime { runtime, .. } => {
                let _inside = runtime.enter();
                Box::pin(tokio::time::sleep(duration))
            }
        }
    }
}

fn later(time: SystemTime, by: Duration) -> SystemTime {
    time.checked_add(by).unwrap_or(time)
}

impl Default for Clock {
    /// The system's.
    fn default() -> Self {
        Self::system()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.0.base {
            Base::System { .. } => "system",
            Base::Still { .. } => "manual",
            Base::Runtime { .. } => "runtime",
        };
        f.debug_struct("Clock")
            .field("kind", &kind)
            .field("now", &timestamp::format_millis(self.now()))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Waker};
    use std::time::UNIX_EPOCH;

    use super::*;

    const LONG: Duration = Duration::from_secs(90);

    fn is_over(sleep: Pin<&mut impl Future<Output = ()>>) -> bool {
        sleep
            .poll(&mut Context::from_waker(Waker::noop()))
            .is_ready()
    }

    #[test]
    fn a_manual_clock_stands_still_until_it_is_advanced() {
        let clock = Clock::manual_at(UNIX_EPOCH);
        assert_eq!(clock.now(), UNIX_EPOCH);
        clock.clone().advance(LONG);
        clock.advance(LONG);
        assert_eq!(clock.now(), UNIX_EPOCH + 2 * LONG);
    }

    #[test]
    fn sleepers_wake_when_their_time_has_come_and_not_before() {
        let clock = Clock::manual();
        let mut sleep = pin!(clock.sleep(2 * LONG));
        assert!(!is_over(sleep.as_mut()));
        clock.advance(LONG);
        assert!(!is_over(sleep.as_mut()));
        clock.advance(LONG);
        assert!(is_over(sleep.as_mut()));
    }

    #[test]
    fn a_sleep_begins_when_it_is_made_and_not_when_it_is_polled() {
        let clock = Clock::manual();
        let mut sleep = pin!(clock.sleep(LONG));
        clock.advance(LONG);
        assert!(is_over(sleep.as_mut()));
    }

    #[tokio::test]
    async fn an_advance_wakes_the_task_that_sleeps() {
        for clock in [Clock::manual(), Clock::system()] {
            let sleeping = tokio::spawn(clock.sleep(LONG));
            tokio::task::yield_now().await;
            clock.advance(LONG);
            sleeping.await.unwrap();
        }
    }

    #[tokio::test]
    async fn the_clock_of_the_system_moves_by_itself() {
        let clock = Clock::system();
        let begin = Instant::now();
        clock.sleep(Duration::from_millis(5)).await;
        assert!(begin.elapsed() >= Duration::from_millis(5));
        let before = clock.now();
        clock.advance(LONG);
        assert!(clock.now() >= before + LONG);
    }

    #[test]
    fn advances_do_not_change_when_something_was() {
        for clock in [Clock::manual(), Clock::system()] {
            clock.advance(LONG);
            let (before, time, after) = (clock.elapsed(), clock.now(), clock.elapsed());
            clock.advance(LONG);
            let then = clock.elapsed_at(time);
            // Two clocks of the system are compared here, which may differ a little.
            assert!(
                then + LONG / 2 > before && then < after + LONG / 2,
                "{then:?}"
            );
        }
    }

    #[test]
    fn what_is_told_while_the_clock_is_moved_is_true() {
        let clock = Clock::manual_at(UNIX_EPOCH);
        let time = clock.now();
        let mover = std::thread::spawn({
            let clock = clock.clone();
            move || (0..100_000).for_each(|_| clock.advance(LONG))
        });
        while !mover.is_finished() {
            assert_eq!(clock.elapsed_at(time), Duration::ZERO);
        }
        mover.join().unwrap();
    }

    #[test]
    fn advances_without_end_are_no_overflow() {
        let clock = Clock::manual();
        clock.advance(Duration::MAX);
        clock.advance(Duration::MAX);
        let mut endless = pin!(clock.sleep(Duration::MAX));
        assert!(!is_over(endless.as_mut()));
    }
}
