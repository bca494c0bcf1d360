//! Whether the time of tokio is paused.

use std::time::{Duration, Instant};

use tokio::runtime::Handle;

/// The clocks of the system and of tokio differ by less where the latter is not paused.
const DIFFERENCE: Duration = Duration::from_millis(1);

/// Compares the time of a tokio runtime with that of the system: tokio itself does not tell whether
/// its time is paused.
#[derive(Debug)]
pub(crate) struct PauseProbe {
    tokio: tokio::time::Instant,
    system: Instant,
}

impl PauseProbe {
    /// Starts to compare, if this is called inside a runtime.
    pub(crate) fn here() -> Option<Self> {
        Handle::try_current().ok().map(|_| Self {
            tokio: tokio::time::Instant::now(),
            system: Instant::now(),
        })
    }

    /// Whether time in the runtime that this is called in has stood still, or jumped, meanwhile.
    pub(crate) fn is_paused(&self) -> bool {
        let is_inside = Handle::try_current().is_ok();
        is_inside && self.tokio.elapsed().abs_diff(self.system.elapsed()) > DIFFERENCE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outside_a_runtime_there_is_nothing_to_compare() {
        assert!(PauseProbe::here().is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_is_noticed_when_time_jumps() {
        let probe = PauseProbe::here().unwrap();
        tokio::time::sleep(Duration::from_secs(30)).await;
        assert!(probe.is_paused());
    }

    #[tokio::test]
    async fn time_that_goes_on_is_not_paused() {
        let probe = PauseProbe::here().unwrap();
        tokio::time::sleep(Duration::from_millis(5)).await;
        assert!(!probe.is_paused());
    }
}
