//! What is wrong with one HTTP node, other than being down.

use std::sync::atomic::{AtomicU16, AtomicU64, Ordering};
use std::time::Duration;

use http::StatusCode;

use crate::http::Answer;
use crate::journal::AnsweredBy;
use crate::script::Disturbance;

/// The fault of a node, set by a test and read by each request.
#[derive(Debug, Default)]
pub(crate) struct NodeFault {
    /// Delays every answer by this many nanoseconds.
    slow: AtomicU64,
    /// A proxy answers with this status, unless it is zero.
    status: AtomicU16,
}

impl NodeFault {
    pub(crate) fn slow(&self, delay: Duration) {
        let nanos = u64::try_from(delay.as_nanos()).unwrap_or(u64::MAX);
        self.slow.store(nanos, Ordering::Relaxed);
    }

    pub(crate) fn answer_with(&self, status: StatusCode) {
        self.status.store(status.as_u16(), Ordering::Relaxed);
    }

    /// Puts both in the place of what was wrong before.
    pub(crate) fn replace(&self, slow: Option<Duration>, status: Option<StatusCode>) {
        self.slow(slow.unwrap_or_default());
        let status = status.map_or(0, |status| status.as_u16());
        self.status.store(status, Ordering::Relaxed);
    }

    pub(crate) fn end(&self) {
        self.replace(None, None);
    }

    /// The answer that requests get before they reach the cluster, if they do.
    pub(crate) fn answer(&self) -> Option<(AnsweredBy, Box<Answer>)> {
        let status = StatusCode::from_u16(self.status.load(Ordering::Relaxed)).ok()?;
        Some((AnsweredBy::Fake, Box::new(Answer::of_proxy(status))))
    }

    /// Adds the delay of this node to what else keeps an answer from being sent at once.
    pub(crate) fn delay(&self, disturbance: Option<Box<Disturbance>>) -> Option<Box<Disturbance>> {
        let slow = self.slow.load(Ordering::Relaxed);
        if slow == 0 {
            return disturbance;
        }
        let mut disturbance = disturbance.unwrap_or_default();
        let delay = disturbance.delay.unwrap_or_default();
        disturbance.delay = Some(delay.saturating_add(Duration::from_nanos(slow)));
        Some(disturbance)
    }
}
