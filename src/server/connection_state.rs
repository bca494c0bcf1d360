//! Whether a connection is in the middle of a request head, for the head's time limit.
//!
//! hyper has such a limit of its own, but it also closes connections that are merely idle, which
//! clients with a pool of them meet as a failed request, and it costs every request a timer.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

use super::wire::Wire;

/// What the connection is doing, shared between its socket, its requests and its time limit, all of
/// one task.
#[derive(Clone, Default)]
pub(crate) struct ConnectionState(Arc<State>);

#[derive(Default)]
struct State {
    /// The lowest two bits are the phase, the others count requests.
    phase: AtomicU32,
    /// The last bytes that came in.
    tail: AtomicU32,
    /// How many bytes came in since its task was woken last.
    taken: AtomicUsize,
    wire: Wire,
}

/// How many bytes a connection may take in before it is the turn of another. hyper has bytes that
/// it reads on and on as long as more of them are there: the zeros in front of the length of a
/// chunk, which has no limit.
pub(crate) const TURN: usize = 64 * 1024;

const PHASE: u32 = 0b11;
const IDLE: u32 = 0;
const HEAD: u32 = 1;
const BUSY: u32 = 2;
const ONE_REQUEST: u32 = 4;

/// The last four bytes of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tail(u32);

impl Tail {
    /// After a head, and after a chunked body.
    pub(crate) const EMPTY_LINE: Self = Self(u32::from_be_bytes(*b"\r\n\r\n"));

    pub(crate) fn followed_by(self, bytes: &[u8]) -> Self {
        let last = &bytes[bytes.len().saturating_sub(4)..];
        Self(
            last.iter()
                .fold(self.0, |tail, &byte| (tail << 8) | u32::from(byte)),
        )
    }
}

impl ConnectionState {
    /// What happens to the bytes of its answers.
    pub(crate) fn wire(&self) -> &Wire {
        &self.0.wire
    }

    pub(crate) fn turn_begins(&self) {
        self.0.taken.store(0, Ordering::Relaxed);
    }

    /// Whether it has taken in so much that it is the turn of another connection.
    pub(crate) fn is_turn_over(&self) -> bool {
        self.0.taken.load(Ordering::Relaxed) >= TURN
    }

    pub(crate) fn came_in(&self, bytes: &[u8]) {
        let taken = self.0.taken.load(Ordering::Relaxed);
        self.0
            .taken
            .store(taken.saturating_add(bytes.len()), Ordering::Relaxed);
        let tail = Tail(self.0.tail.load(Ordering::Relaxed)).followed_by(bytes);
        self.0.tail.store(tail.0, Ordering::Relaxed);
        let phase = self.0.phase.load(Ordering::Relaxed);
        if phase & PHASE == IDLE {
            self.0.phase.store(phase | HEAD, Ordering::Relaxed);
        }
    }

    /// A head is complete.
    pub(crate) fn request_begins(&self) {
        let count = self.0.phase.load(Ordering::Relaxed) & !PHASE;
        let next = count.wrapping_add(ONE_REQUEST);
        self.0.phase.store(next | BUSY, Ordering::Relaxed);
    }

    /// The answer is decided to a request that ended like this, if that is known.
    ///
    /// If something else came in last, it is the beginning of the next head.
    pub(crate) fn request_ends(&self, end: Option<Tail>) {
        let count = self.0.phase.load(Ordering::Relaxed) & !PHASE;
        let tail = Tail(self.0.tail.load(Ordering::Relaxed));
        let phase = match end {
            Some(end) if end != tail => HEAD,
            _ => IDLE,
        };
        self.0.phase.store(count | phase, Ordering::Relaxed);
    }

    /// The number of the request whose head has begun and is not complete, if there is one.
    pub(crate) fn begun_head(&self) -> Option<u32> {
        let phase = self.0.phase.load(Ordering::Relaxed);
        (phase & PHASE == HEAD).then_some(phase & !PHASE)
    }
}
