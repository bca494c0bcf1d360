//! A lock that survives panics, and a signal for threads and tasks alike.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Duration;

use tokio::sync::Notify;

/// A mutex that is not poisoned.
///
/// A panic elsewhere, say in a test's assertion, leaves what is locked whole: this crate changes
/// nothing by halves, and a report at the end of the failing test has to be able to look at it.
#[derive(Debug, Default)]
pub(crate) struct Lock<T>(Mutex<T>);

impl<T> Lock<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Wakes the threads and tasks that wait for a change of what is behind a [`Lock`].
#[derive(Debug, Default)]
pub(crate) struct Signal {
    threads: Condvar,
    tasks: Notify,
    /// Waking costs something also when there is nothing to wake, which is the rule.
    waiting: AtomicUsize,
}

impl Signal {
    /// Wakes all that wait. To be called after a change, without the lock.
    pub(crate) fn notify(&self) {
        // The waiters are counted before they look, and they look under the lock that was just
        // given back: one that is not seen here has seen the change.
        if self.waiting.load(Ordering::SeqCst) > 0 {
            self.threads.notify_all();
            self.tasks.notify_waiters();
        }
    }

    /// Blocks this thread until `find` finds something, at most for `timeout`.
    pub(crate) fn wait<T, U>(
        &self,
        lock: &Lock<T>,
        timeout: Duration,
        mut find: impl FnMut(&T) -> Option<U>,
    ) -> Option<U> {
        let _waiting = Waiting::on(self);
        let mut found = None;
        let is_missing = |value: &mut T| {
            found = find(value);
            found.is_none()
        };
        let guard = lock.lock();
        drop(self.threads.wait_timeout_while(guard, timeout, is_missing));
        found
    }

    /// Waits until `look` finds something, at most until `timeout` is ready.
    pub(crate) async fn wait_until<U>(
        &self,
        timeout: impl Future<Output = ()>,
        mut look: impl FnMut() -> Option<U>,
    ) -> Option<U> {
        let mut timeout = pin!(timeout);
        loop {
            match self.look_or_wait(timeout.as_mut(), &mut look).await {
                Waited::Found(found) => return Some(found),
                Waited::Notified => {}
                Waited::TimedOut => return look(),
            }
        }
    }

    /// Looks once and, unless that finds something, waits for the next notification or `timeout`.
    pub(crate) async fn look_or_wait<U>(
        &self,
        mut timeout: Pin<&mut (impl Future<Output = ()> + ?Sized)>,
        look: impl FnOnce() -> Option<U>,
    ) -> Waited<U> {
        let _waiting = Waiting::on(self);
        // Enabled before the look, so that no change between look and wait goes unnoticed.
        let mut next = pin!(self.tasks.notified());
        next.as_mut().enable();
        if let Some(found) = look() {
            return Waited::Found(found);
        }
        poll_fn(|cx| {
            if next.as_mut().poll(cx).is_ready() {
                return Poll::Ready(Waited::Notified);
            }
            timeout.as_mut().poll(cx).map(|()| Waited::TimedOut)
        })
        .await
    }
}

/// How a wait has ended.
pub(crate) enum Waited<U> {
    Found(U),
    Notified,
    TimedOut,
}

/// Counts one more waiter for as long as it lives.
struct Waiting<'s>(&'s Signal);

impl<'s> Waiting<'s> {
    fn on(signal: &'s Signal) -> Self {
        signal.waiting.fetch_add(1, Ordering::SeqCst);
        Self(signal)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::Arc;

    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    fn positive(value: i32) -> Option<i32> {
        (value > 0).then_some(value)
    }

    #[test]
    fn a_panic_does_not_poison_the_lock() {
        let lock = Lock::new(1);
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            let _guard = lock.lock();
            panic!("while it is locked");
        }));
        assert!(panicked.is_err());
        assert_eq!(*lock.lock(), 1);
    }

    #[test]
    fn threads_are_woken_by_a_change_and_give_up_in_time() {
        let shared = Arc::new((Lock::new(0), Signal::default()));
        let waiting = std::thread::spawn({
            let shared = Arc::clone(&shared);
            move || shared.1.wait(&shared.0, LONG, |value| positive(*value))
        });
        let (lock, signal) = &*shared;
        while signal.waiting.load(Ordering::SeqCst) == 0 {
            std::thread::yield_now();
        }
        *lock.lock() = 7;
        signal.notify();
        assert_eq!(waiting.join().unwrap(), Some(7));
        *lock.lock() = 0;
        assert_eq!(
            signal.wait(lock, Duration::ZERO, |value| positive(*value)),
            None
        );
        assert_eq!(signal.waiting.load(Ordering::SeqCst), 0);
    }

    #[tokio::test]
    async fn tasks_are_woken_by_a_change_and_give_up_in_time() {
        let shared = Arc::new((Lock::new(0), Signal::default()));
        let waiting = tokio::spawn({
            let shared = Arc::clone(&shared);
            async move {
                let look = || positive(*shared.0.lock());
                shared.1.wait_until(pending(), look).await
            }
        });
        tokio::task::yield_now().await;
        let (lock, signal) = &*shared;
        *lock.lock() = 7;
        signal.notify();
        assert_eq!(waiting.await.unwrap(), Some(7));
        *lock.lock() = 0;
        let found = signal.wait_until(ready(()), || positive(*lock.lock()));
        assert_eq!(found.await, None);
    }
}
