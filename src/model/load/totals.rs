//! What has become of the requests of a load.

/// What has become of all requests of a [`Load`](super::Load) so far.
///
/// Each that has arrived is in exactly one of the other counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct LoadTotals {
    /// All that have arrived.
    pub arrived: u64,
    /// Those that were served, and those that ended in an error then.
    pub done: u64,
    /// Those that wait.
    pub pending: u64,
    /// Those that found the queue full.
    pub rejected: u64,
    /// Those that waited for too long.
    pub timed_out: u64,
    /// Those that found no allocation.
    pub unserved: u64,
}

impl LoadTotals {
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            arrived: self.arrived.saturating_add(other.arrived),
            done: self.done.saturating_add(other.done),
            pending: self.pending.saturating_add(other.pending),
            rejected: self.rejected.saturating_add(other.rejected),
            timed_out: self.timed_out.saturating_add(other.timed_out),
            unserved: self.unserved.saturating_add(other.unserved),
        }
    }
}
