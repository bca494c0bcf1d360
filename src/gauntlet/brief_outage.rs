//! An outage for a client's first attempt.

use std::sync::Arc;
use std::task::Context;
use std::time::Duration;

use tokio::task::AbortHandle;

use crate::server::{FakeCluster, Outage};
use crate::time::{Lock, Timer, background_runtime};

/// An outage that ends by itself.
pub(super) struct BriefOutage {
    outage: Arc<Lock<Option<Outage>>>,
    over: Timer,
    latest_end: AbortHandle,
}

impl BriefOutage {
    /// Refuses connections until `over`, as long as this is polled, and at the latest until `limit`
    /// has passed in real time: a client that keeps its thread busy keeps timers from going off.
    pub(super) fn begin(cluster: &FakeCluster, over: Timer, limit: Duration) -> Self {
        let outage = Arc::new(Lock::new(Some(cluster.refuse_connections())));
        let latest_end = background_runtime().spawn({
            let outage = Arc::clone(&outage);
            async move {
                tokio::time::sleep(limit).await;
                end(&outage);
            }
        });
        Self {
            outage,
            over,
            latest_end: latest_end.abort_handle(),
        }
    }

    /// Ends the outage if it is over.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) {
        let goes_on = self.outage.lock().is_some();
        if goes_on && self.over.as_mut().poll(cx).is_ready() {
            end(&self.outage);
        }
    }
}

impl Drop for BriefOutage {
    fn drop(&mut self) {
        self.latest_end.abort();
        end(&self.outage);
    }
}

fn end(outage: &Lock<Option<Outage>>) {
    let outage = outage.lock().take();
    drop(outage);
}
