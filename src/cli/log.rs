//! The log of `serve`, on standard error.
//!
//! Many a suite starts the fake with standard error connected to a pipe that it never reads.
//! Requests have to be answered all the same when that pipe is full, and signals have to end the
//! fake, so the lines are written by a thread of their own, and lines that find no room are only
//! counted.

use std::collections::VecDeque;
use std::fmt::Display;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::complain;

/// How many lines may wait to be written.
const WAITING: usize = 1024;

/// How long the end of the program waits for its lines to be read.
const PATIENCE: Duration = Duration::from_secs(1);

/// A log. Clones write to the same one.
#[derive(Clone)]
pub(crate) struct Log(Arc<Shared>);

#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    changed: Condvar,
}

#[derive(Default)]
struct Queue {
    lines: VecDeque<String>,
    /// How many lines have found no room behind those that wait.
    left_out: u64,
    is_writing: bool,
}

impl Log {
    pub(crate) fn start() -> Self {
        let shared = Arc::new(Shared::default());
        let of_writer = Arc::clone(&shared);
        std::thread::spawn(move || of_writer.write_for_ever());
        Self(shared)
    }

    /// Has a message written, and does not wait for it.
    pub(crate) fn say(&self, message: impl Display) {
        let mut queue = self.0.lock();
        if queue.lines.len() < WAITING {
            queue.lines.push_back(message.to_string());
        } else {
            queue.left_out += 1;
        }
        self.0.changed.notify_all();
    }

    /// Waits until all is written, unless it is not read.
    pub(crate) fn finish(&self) {
        let is_behind = |queue: &mut Queue| queue.is_writing || !queue.lines.is_empty();
        let queue = self.0.lock();
        let finished = self
            .0
            .changed
            .wait_timeout_while(queue, PATIENCE, is_behind);
        drop(finished);
    }
}

impl Shared {
    fn write_for_ever(&self) {
        loop {
            let (lines, left_out) = self.next_lines();
            for line in lines {
                complain(line);
            }
            if left_out > 0 {
                complain(format_args!(
                    "{left_out} messages left out, because earlier ones were not read"
                ));
            }
            self.lock().is_writing = false;
            self.changed.notify_all();
        }
    }

    fn next_lines(&self) -> (VecDeque<String>, u64) {
        let waiting = self
            .changed
            .wait_while(self.lock(), |queue| queue.lines.is_empty());
        let mut queue = waiting.unwrap_or_else(PoisonError::into_inner);
        queue.is_writing = true;
        let left_out = std::mem::take(&mut queue.left_out);
        (std::mem::take(&mut queue.lines), left_out)
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
