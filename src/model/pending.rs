//! What nodes have begun, and have not done yet.

use std::time::SystemTime;

use super::Settling;

/// Something that nodes are doing, and when they have done it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pending {
    since: SystemTime,
    ends: Settling,
    /// How often statistics have shown it.
    reads: u32,
}

impl Pending {
    pub(crate) fn new(ends: Settling, since: SystemTime) -> Self {
        Self {
            since,
            ends,
            reads: 0,
        }
    }

    /// When it is done, if that takes no more than time.
    pub(crate) fn due_at(self) -> Option<SystemTime> {
        match self.ends {
            Settling::AtNextRequest => Some(self.since),
            Settling::After(time) => self.since.checked_add(time),
            Settling::AfterReads(_) | Settling::Held => None,
        }
    }

    /// Whether it is done by then. A clock that went back has no time passed.
    pub(crate) fn is_done(self, now: SystemTime) -> bool {
        match self.ends {
            Settling::AtNextRequest => true,
            Settling::After(time) => now.duration_since(self.since).unwrap_or_default() >= time,
            Settling::AfterReads(reads) => self.reads >= reads,
            Settling::Held => false,
        }
    }

    /// Statistics show it once more.
    pub(crate) fn count_read(&mut self) {
        self.reads = self.reads.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    #[test]
    fn what_is_done_depends_on_the_time_that_has_passed() {
        let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
        let five_seconds = Settling::After(Duration::from_secs(5));
        for (settling, now, due_at, is_done) in [
            (Settling::AtNextRequest, 100, Some(100), true),
            (Settling::AtNextRequest, 99, Some(100), true),
            (five_seconds, 104, Some(105), false),
            (five_seconds, 105, Some(105), true),
            (five_seconds, 1, Some(105), false),
            (Settling::After(Duration::ZERO), 100, Some(100), true),
            (Settling::After(Duration::ZERO), 99, Some(100), true),
            (Settling::Held, 1 << 40, None, false),
            (Settling::AfterReads(1), 1 << 40, None, false),
            (Settling::AfterReads(0), 100, None, true),
        ] {
            let pending = Pending::new(settling, at(100));
            assert_eq!(pending.due_at(), due_at.map(at), "{settling:?}");
            assert_eq!(pending.is_done(at(now)), is_done, "{settling:?}");
        }
    }

    #[test]
    fn the_last_of_so_many_reads_finds_it_done() {
        let mut pending = Pending::new(Settling::AfterReads(3), UNIX_EPOCH);
        let done = [1, 2, 3, 4].map(|_| {
            pending.count_read();
            pending.is_done(UNIX_EPOCH)
        });
        assert_eq!(done, [false, false, true, true]);
    }
}
