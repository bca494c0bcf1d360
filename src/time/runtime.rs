//! Where a fake is served.

use std::pin::Pin;
use std::time::Duration;

use tokio::runtime::Handle;

use super::Clock;
use super::background::{self, real_sleep};

/// What ends after a while.
pub(crate) type Timer = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The tokio runtime that serves a fake.
#[derive(Debug, Clone)]
pub(crate) enum Runtime {
    /// The one thread for all fakes of the process.
    Background,
    /// That of the caller.
    Local(Handle),
}

impl Runtime {
    /// The runtime that this is called in, if it is one.
    pub(crate) fn of_caller() -> Option<Self> {
        Handle::try_current().ok().map(Self::Local)
    }

    pub(crate) fn handle(&self) -> &Handle {
        match self {
            Self::Background => background::runtime(),
            Self::Local(handle) => handle,
        }
    }

    /// The clock of a fake unless another was chosen.
    pub(crate) fn clock(&self) -> Clock {
        match self {
            Self::Background => Clock::system(),
            Self::Local(handle) => Clock::of_runtime(handle.clone()),
        }
    }

    /// Whether the caller may wait for what the runtime does. A thread that may have to do it
    /// itself must not.
    pub(crate) fn can_be_waited_for(&self) -> bool {
        match self {
            Self::Background => !background::is_current(),
            Self::Local(_) => false,
        }
    }

    /// Waits in real time, on behalf of a task of this runtime.
    pub(crate) fn timer(&self, duration: Duration) -> Timer {
        match self {
            Self::Background => Box::pin(tokio::time::sleep(duration)),
            Self::Local(_) => Box::pin(real_sleep(duration)),
        }
    }
}
