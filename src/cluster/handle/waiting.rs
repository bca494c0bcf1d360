//! Waiting for what has not been recorded yet, for threads and for tasks.

use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use super::{Cluster, State};
use crate::journal::Journal;

impl Cluster {
    /// Blocks this thread until `look` finds something in the journal, at most for that long.
    pub(crate) fn wait<T>(
        &self,
        timeout: Duration,
        mut look: impl FnMut(&Journal) -> Option<T>,
    ) -> Option<T> {
        let mut found = None;
        let is_missing = |state: &mut State| {
            found = look(&state.journal);
            found.is_none()
        };
        let _waiting = Waiting::on(self);
        let guard = self.lock();
        let waited = self
            .shared
            .recorded
            .wait_timeout_while(guard, timeout, is_missing);
        drop(waited);
        found
    }

    /// The same for tasks, until `timeout` is over.
    pub(crate) async fn wait_until<T>(
        &self,
        timeout: impl Future<Output = ()>,
        mut look: impl FnMut(&Journal) -> Option<T>,
    ) -> Option<T> {
        let mut timeout = pin!(timeout);
        let _waiting = Waiting::on(self);
        loop {
            // Announced before the look, so that nothing can come in unnoticed between look and wait.
            let mut next = pin!(self.shared.recorded_for_tasks.notified());
            next.as_mut().enable();
            if let Some(found) = self.with_journal(&mut look) {
                return Some(found);
            }
            let is_over = std::future::poll_fn(|cx| {
                if next.as_mut().poll(cx).is_ready() {
                    return Poll::Ready(false);
                }
                timeout.as_mut().poll(cx).map(|()| true)
            });
            if is_over.await {
                return self.with_journal(&mut look);
            }
        }
    }
}

/// Somebody who is to be told of the next exchange.
struct Waiting<'c>(&'c Cluster);

impl<'c> Waiting<'c> {
    fn on(cluster: &'c Cluster) -> Self {
        cluster.lock().waiting += 1;
        Self(cluster)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.lock().waiting -= 1;
    }
}
