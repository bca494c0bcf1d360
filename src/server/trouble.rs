//! What is wrong with one node, other than being down.

use std::sync::atomic::{AtomicU16, AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, StatusCode};

use crate::api::Answer;
use crate::script::Travel;

const HTML: HeaderValue = HeaderValue::from_static("text/html");

/// The trouble of a node, set by a test and read by each request.
#[derive(Debug, Default)]
pub(crate) struct Trouble {
    /// Delays every answer by so many nanoseconds.
    slow: AtomicU64,
    /// A proxy answers with this status, unless it is zero.
    status: AtomicU16,
}

impl Trouble {
    pub(crate) fn slow(&self, delay: Duration) {
        let nanos = u64::try_from(delay.as_nanos()).unwrap_or(u64::MAX);
        self.slow.store(nanos, Ordering::Relaxed);
    }

    pub(crate) fn answer(&self, status: StatusCode) {
        self.status.store(status.as_u16(), Ordering::Relaxed);
    }

    pub(crate) fn end(&self) {
        self.slow.store(0, Ordering::Relaxed);
        self.status.store(0, Ordering::Relaxed);
    }

    /// The answer with which requests are turned back, if they are.
    pub(crate) fn turns_back(&self) -> Option<Box<Answer>> {
        let status = StatusCode::from_u16(self.status.load(Ordering::Relaxed)).ok()?;
        Some(Box::new(of_proxy(status)))
    }

    /// How an answer travels from this node, if it would have travelled like this.
    pub(crate) fn delay(&self, travel: Option<Box<Travel>>) -> Option<Box<Travel>> {
        let slow = self.slow.load(Ordering::Relaxed);
        if slow == 0 {
            return travel;
        }
        let mut travel = travel.unwrap_or_default();
        let delay = travel.delay.unwrap_or_default();
        travel.delay = Some(delay.saturating_add(Duration::from_nanos(slow)));
        Some(travel)
    }
}

/// An answer as a proxy gives it when it does not let a request through: a page, and no mark of Elasticsearch.
fn of_proxy(status: StatusCode) -> Answer {
    let page = format!(
        "<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>\n"
    );
    let mut answer = Answer::new(status, HTML, Bytes::from(page));
    answer.is_of_product = false;
    answer
}
