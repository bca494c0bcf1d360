//! Waiting with a request for what it asks for.

use std::pin::pin;
use std::sync::Arc;
use std::time::SystemTime;

use super::connection::Shared;
use super::decide::Arrived;
use crate::cluster::{Delivery, Waiting};
use crate::time::{Clock, Waited};

/// Waits until a request can be answered: for a time by the clock, or for a change of its cluster.
pub(super) async fn wait(
    arrived: &mut Arrived,
    waiting: Box<Waiting>,
    shared: &Arc<Shared>,
) -> Delivery {
    let (cluster, clock) = (arrived.cluster(shared), arrived.clock(shared).clone());
    let mut unanswered = Unanswered {
        arrived,
        waiting: Some(waiting),
        shared,
    };
    loop {
        if let Some(delivery) = unanswered.go_on() {
            return delivery;
        }
        let until = unanswered.until();
        let alarm = alarm(&clock, until);
        // What happens between the two looks does not go unnoticed.
        let look = || match unanswered.go_on() {
            Some(delivery) => Some(Some(delivery)),
            None if is_earlier(unanswered.until(), until) => Some(None),
            None => None,
        };
        let waited = cluster.changed().look_or_wait(pin!(alarm), look).await;
        if let Waited::Found(Some(delivery)) = waited {
            return delivery;
        }
    }
}

fn is_earlier(time: Option<SystemTime>, than: Option<SystemTime>) -> bool {
    time.is_some_and(|time| than.is_none_or(|than| time < than))
}

/// Rings at that time, or never.
fn alarm(clock: &Clock, at: Option<SystemTime>) -> impl Future<Output = ()> + Send + use<> {
    // Read once: a test may move the clock at any time.
    let now = clock.now();
    let left = at.map(|at| at.duration_since(now).unwrap_or_default());
    let end = left.map(|left| clock.elapsed_at(now).saturating_add(left));
    let sleep = end.map(|end| clock.sleep_until(end));
    async move {
        match sleep {
            Some(sleep) => sleep.await,
            None => std::future::pending().await,
        }
    }
}

/// A request that waits. If its connection ends meanwhile, it is on record all the same, with the
/// answer that it would have got.
struct Unanswered<'a> {
    arrived: &'a mut Arrived,
    waiting: Option<Box<Waiting>>,
    shared: &'a Shared,
}

impl Unanswered<'_> {
    fn go_on(&mut self) -> Option<Delivery> {
        match self.arrived.go_on(self.waiting.take()?, self.shared) {
            Ok(delivery) => Some(delivery),
            Err(waiting) => {
                self.waiting = Some(waiting);
                None
            }
        }
    }

    fn until(&self) -> Option<SystemTime> {
        self.waiting.as_ref()?.until()
    }
}

impl Drop for Unanswered<'_> {
    fn drop(&mut self) {
        if let Some(waiting) = self.waiting.take() {
            self.arrived.foresee(*waiting, self.shared);
        }
    }
}
