//! Work on other threads, which a fake waits for when it stops.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use super::{Lock, Runtime, Signal};

/// How long a fake that stops waits for such work: more than the longest body takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// The threads for work that would hold up all connections, which one thread serves. It counts what
/// is being worked on.
#[derive(Debug)]
pub(crate) struct Elsewhere {
    runtime: Runtime,
    state: Arc<State>,
}

#[derive(Debug, Default)]
struct State {
    running: Lock<usize>,
    ended: Signal,
}

/// Work that is not done until this is dropped.
#[derive(Debug)]
struct Working(Arc<State>);

impl Elsewhere {
    pub(crate) fn of(runtime: Runtime) -> Self {
        Self {
            runtime,
            state: Arc::default(),
        }
    }

    /// Does something that takes long. An error says that it has panicked.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> io::Result<T> {
        let working = self.begin();
        let done = self.runtime.handle().spawn_blocking(move || {
            let result = work();
            // By then nothing of the fake that it used is left on this thread.
            drop(working);
            result
        });
        done.await.map_err(io::Error::other)
    }

    fn begin(&self) -> Working {
        *self.state.running.lock() += 1;
        Working(Arc::clone(&self.state))
    }

    /// Blocks this thread until all work is done.
    pub(crate) fn wait(&self) {
        let is_done = |running: &usize| (*running == 0).then_some(());
        self.state
            .ended
            .wait(&self.state.running, PATIENCE, is_done);
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        let State { running, ended } = &*self.0;
        *running.lock() -= 1;
        ended.notify();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_ends_with_the_last_work() {
        let elsewhere = Arc::new(Elsewhere::of(Runtime::Background));
        elsewhere.wait();
        let (first, second) = (elsewhere.begin(), elsewhere.begin());
        drop(first);
        let waiting = std::thread::spawn({
            let elsewhere = Arc::clone(&elsewhere);
            move || elsewhere.wait()
        });
        drop(second);
        waiting.join().unwrap();
        assert_eq!(*elsewhere.state.running.lock(), 0);
    }
}
