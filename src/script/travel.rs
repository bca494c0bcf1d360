//! How an answer travels.

use std::time::Duration;

use tokio::sync::oneshot;

use super::WireFault;

/// How an answer travels, beyond being sent at once and whole.
#[derive(Debug, Default)]
pub(crate) struct Travel {
    /// Counts from the moment of the exchange.
    pub(crate) delay: Option<Duration>,
    pub(crate) hold: Option<Hold>,
    pub(crate) fault: Option<WireFault>,
}

/// Keeps an answer back until its other half is dropped.
#[derive(Debug)]
pub(crate) struct Hold(oneshot::Receiver<()>);

impl Hold {
    /// A hold, and what ends it when it is dropped.
    #[allow(dead_code, reason = "the seam: gates are made of this")]
    pub(crate) fn new() -> (Self, Release) {
        let (release, held) = oneshot::channel();
        (Self(held), Release { _held: release })
    }

    pub(crate) async fn released(self) {
        // Nothing is ever sent; this ends when the other half is dropped.
        let _ = self.0.await;
    }
}

/// Lets the answer go when it is dropped.
#[derive(Debug)]
pub(crate) struct Release {
    _held: oneshot::Sender<()>,
}
