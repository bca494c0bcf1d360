//! Work on other threads, which a fake waits for when it stops.

use std::sync::Arc;
use std::time::Duration;

use crate::time::{Lock, Signal};

/// How long a fake that stops waits for such work: more than the longest body takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// Counts what is being worked on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Elsewhere(Arc<State>);

#[derive(Debug, Default)]
struct State {
    running: Lock<usize>,
    ended: Signal,
}

/// Work that is not done until this is dropped.
#[derive(Debug)]
pub(crate) struct Working(Elsewhere);

impl Elsewhere {
    pub(crate) fn begin(&self) -> Working {
        *self.0.running.lock() += 1;
        Working(self.clone())
    }

    /// Blocks this thread until all work is done.
    pub(crate) fn wait(&self) {
        let is_done = |running: &usize| (*running == 0).then_some(());
        self.0.ended.wait(&self.0.running, PATIENCE, is_done);
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        let State { running, ended } = &*self.0.0;
        *running.lock() -= 1;
        ended.notify();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_ends_with_the_last_work() {
        let elsewhere = Elsewhere::default();
        elsewhere.wait();
        let (first, second) = (elsewhere.begin(), elsewhere.begin());
        drop(first);
        let waiting = std::thread::spawn({
            let elsewhere = elsewhere.clone();
            move || elsewhere.wait()
        });
        drop(second);
        waiting.join().unwrap();
        assert_eq!(*elsewhere.0.running.lock(), 0);
    }
}
