//! How long a cluster takes for what it is asked.

use std::time::Duration;

use super::Settling;

/// How long starts, stops and changes of deployments take.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Timing {
    pub(crate) settling: Settling,
    /// If it is not said, a start takes as long as an update.
    pub(crate) start: Option<Duration>,
    pub(crate) stop: Duration,
}
