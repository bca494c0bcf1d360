//! How an answer travels.

use std::time::Duration;

use super::{Hold, WireFault};

/// How an answer travels, beyond being sent at once and whole.
#[derive(Debug, Default)]
pub(crate) struct Travel {
    /// Counts from the moment of the exchange.
    pub(crate) delay: Option<Duration>,
    /// All of them have to let the answer go.
    pub(crate) holds: Vec<Hold>,
    pub(crate) fault: Option<WireFault>,
}
