//! How long a cluster takes for what it is asked.

use std::time::SystemTime;

use super::Settling;
use super::pending::Pending;

/// How long starts, stops and changes of deployments take.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Timing {
    pub(crate) settling: Settling,
    /// If it is not said, a start takes as long as an update.
    pub(crate) start: Option<Settling>,
    /// What is done at the next request takes no time.
    pub(crate) stop: Settling,
}

impl Timing {
    /// A change of allocations that nodes have begun.
    pub(crate) fn change(self, now: SystemTime) -> Pending {
        Pending::new(self.settling, now)
    }

    /// The loading of a model that nodes have begun.
    pub(crate) fn loading(self, now: SystemTime) -> Pending {
        Pending::new(self.start.unwrap_or(self.settling), now)
    }

    /// A stop that nodes have begun.
    pub(crate) fn stopping(self, now: SystemTime) -> Pending {
        Pending::new(self.stop, now)
    }
}
