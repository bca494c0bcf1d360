//! The memory that the bodies of all requests take together.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::http::BodyProblem;

/// Shorter bodies are not counted: all connections together are limited already.
const UNCOUNTED: usize = 16 * 1024;

/// What is taken, and the most that may be. Clones are the same memory.
#[derive(Debug, Clone)]
pub(crate) struct BodyMemory(Arc<Taken>);

#[derive(Debug)]
struct Taken {
    bytes: AtomicUsize,
    limit: usize,
}

/// The share of one body, given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Share {
    memory: BodyMemory,
    length: usize,
    counted: usize,
}

impl BodyMemory {
    pub(crate) fn new(limit: usize) -> Self {
        Self(Arc::new(Taken {
            bytes: AtomicUsize::new(0),
            limit,
        }))
    }

    pub(crate) fn share(&self) -> Share {
        Share {
            memory: self.clone(),
            length: 0,
            counted: 0,
        }
    }
}

impl Share {
    /// Takes more memory for a body that has grown, if there is room.
    pub(crate) fn grow(&mut self, bytes: usize) -> Result<(), BodyProblem> {
        self.length = self.length.saturating_add(bytes);
        if self.length <= UNCOUNTED {
            return Ok(());
        }
        let Taken { bytes, limit } = &*self.memory.0;
        let more = self.length - self.counted;
        let wanted = bytes
            .fetch_add(more, Ordering::Relaxed)
            .saturating_add(more);
        self.counted = self.length;
        match wanted <= *limit {
            true => Ok(()),
            false => Err(BodyProblem::NoRoom {
                wanted,
                limit: *limit,
            }),
        }
    }

    /// Gives back what was taken.
    pub(crate) fn clear(&mut self) {
        self.memory
            .0
            .bytes
            .fetch_sub(self.counted, Ordering::Relaxed);
        (self.length, self.counted) = (0, 0);
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        if self.counted > 0 {
            self.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_limited_together_and_given_back() {
        let memory = BodyMemory::new(100_000);
        let (mut first, mut second) = (memory.share(), memory.share());
        assert_eq!(first.grow(UNCOUNTED), Ok(()));
        assert_eq!(second.grow(100_000), Ok(()));
        let no_room = BodyProblem::NoRoom {
            wanted: 100_000 + UNCOUNTED + 1,
            limit: 100_000,
        };
        assert_eq!(first.grow(1), Err(no_room));
        drop(first);
        second.clear();
        assert_eq!(second.grow(100_000), Ok(()));
        drop(second);
        assert_eq!(memory.0.bytes.load(Ordering::Relaxed), 0);
    }
}
