//! Where a fake is served.

use std::time::Duration;

use tokio::runtime::Handle;

use super::background;

/// The tokio runtime that serves a fake.
#[derive(Debug, Clone)]
pub(crate) enum Runtime {
    /// The one thread for all fakes of the process.
    Background,
}

impl Runtime {
    pub(crate) fn handle(&self) -> &Handle {
        match self {
            Self::Background => background::runtime(),
        }
    }

    /// Whether the caller may wait for what the runtime does. A thread that has to do it itself must not.
    pub(crate) fn can_be_waited_for(&self) -> bool {
        match self {
            Self::Background => !background::is_current(),
        }
    }

    /// Sleeps in real time, on behalf of a task of this runtime.
    pub(crate) fn sleep(&self, duration: Duration) -> tokio::time::Sleep {
        match self {
            Self::Background => tokio::time::sleep(duration),
        }
    }
}
