//! Whether a connection is in the middle of a request head, for the head's time limit.
//!
//! hyper has such a limit of its own, but it also closes connections that are merely idle, which
//! clients with a pool of them meet as a failed request, and it costs every request a timer.

use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::Waker;

use super::wire::Wire;
use crate::http::Headers;
use crate::time::Lock;

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
    idleness: Idleness,
    /// The other side, if it matters.
    peer: OnceLock<IpAddr>,
}

/// What has to be known to take an idle connection out of hyper.
#[derive(Default)]
struct Idleness {
    /// The phase when the sweeper looked last.
    phase_at_sweep: AtomicU32,
    is_to_park: AtomicBool,
    is_parked: AtomicBool,
    /// Whether an answer waits for the client to read.
    is_write_pending: AtomicBool,
    /// Of the connection's task.
    waker: Lock<Option<Waker>>,
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
    /// The end of a request.
    pub(crate) fn of(headers: &Headers<'_>, body: &[u8]) -> Self {
        let is_chunked = !headers.has_content_length;
        Self::EMPTY_LINE.followed_by(if is_chunked { b"" } else { body })
    }

    /// After a head, and after a chunked body.
    pub(crate) const EMPTY_LINE: Self = Self(u32::from_be_bytes(*b"\r\n\r\n"));

    pub(crate) fn followed_by(self, bytes: &[u8]) -> Self {
        if let Some(last) = bytes.last_chunk() {
            return Self(u32::from_be_bytes(*last));
        }
        let appended = |tail, byte: &u8| (tail << 8) | u32::from(*byte);
        Self(bytes.iter().fold(self.0, appended))
    }
}

impl ConnectionState {
    /// What happens to the bytes of its answers.
    pub(crate) fn wire(&self) -> &Wire {
        &self.0.wire
    }

    pub(crate) fn set_peer(&self, peer: Option<SocketAddr>) {
        if let Some(peer) = peer {
            let _ = self.0.peer.set(peer.ip());
        }
    }

    /// The address of the other side, if it was told.
    pub(crate) fn peer(&self) -> Option<IpAddr> {
        self.0.peer.get().copied()
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

/// Giving buffers back while nothing comes in.
impl ConnectionState {
    /// Lets the sweeper wake the task of the connection.
    pub(crate) fn set_waker(&self, waker: &Waker) {
        *self.0.idleness.waker.lock() = Some(waker.clone());
    }

    /// Whether the task of the connection has ended, so that only the sweeper knows the state.
    pub(crate) fn is_closed(&self) -> bool {
        Arc::strong_count(&self.0) == 1
    }

    /// Has the connection parked if nothing has come in since this was called last.
    pub(crate) fn park_if_idle(&self) {
        let idleness = &self.0.idleness;
        let phase = self.0.phase.load(Ordering::Relaxed);
        let before = idleness.phase_at_sweep.swap(phase, Ordering::Relaxed);
        let is_idle = phase & PHASE == IDLE && phase == before;
        if is_idle && !idleness.is_parked.load(Ordering::Relaxed) {
            idleness.is_to_park.store(true, Ordering::Relaxed);
            if let Some(waker) = &*idleness.waker.lock() {
                waker.wake_by_ref();
            }
        }
    }

    /// Whether to park now: the sweeper wants it, and still nothing is on its way in or out.
    pub(crate) fn is_to_park(&self) -> bool {
        let idleness = &self.0.idleness;
        if !idleness.is_to_park.load(Ordering::Relaxed) {
            return false;
        }
        idleness.is_to_park.store(false, Ordering::Relaxed);
        let phase = self.0.phase.load(Ordering::Relaxed);
        let is_write_pending = idleness.is_write_pending.load(Ordering::Relaxed);
        phase & PHASE == IDLE && !is_write_pending && self.0.wire.is_plain()
    }

    #[cfg(test)]
    pub(crate) fn is_parked(&self) -> bool {
        self.0.idleness.is_parked.load(Ordering::Relaxed)
    }

    pub(crate) fn set_parked(&self, is_parked: bool) {
        self.0
            .idleness
            .is_parked
            .store(is_parked, Ordering::Relaxed);
    }

    pub(crate) fn set_write_pending(&self, is_pending: bool) {
        self.0
            .idleness
            .is_write_pending
            .store(is_pending, Ordering::Relaxed);
    }
}
