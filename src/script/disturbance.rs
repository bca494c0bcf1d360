//! What keeps an answer from being sent at once and whole.

use std::time::Duration;

use super::{Hold, WireFault};

/// What scripts do to an answer on its way.
#[derive(Debug, Default)]
pub(crate) struct Disturbance {
    /// Counts from the moment of the exchange.
    pub(crate) delay: Option<Duration>,
    /// All of them have to let the answer go.
    pub(crate) holds: Vec<Hold>,
    pub(crate) fault: Option<WireFault>,
}

/// What takes an answer to the client, and with that what can be done to it on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Carrier {
    /// A connection of the fake: everything.
    Connection,
    /// A mock server of wiremock: delays.
    MockServer,
    /// The return of a function: nothing.
    Return,
}
