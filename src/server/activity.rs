//! Whether a connection is in the middle of a request head, for the head's time limit.
//!
//! hyper has such a limit of its own, but it also closes connections that are merely idle, which clients with a pool of them meet as
//! a failed request, and it costs every request a timer.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// What the connection is doing, shared between its socket, its requests and its time limit, all of one task.
///
/// The lowest two bits are the phase, the others count requests.
#[derive(Debug, Clone, Default)]
pub(crate) struct Activity(Arc<AtomicU32>);

const PHASE: u32 = 0b11;
const IDLE: u32 = 0;
const HEAD: u32 = 1;
const BUSY: u32 = 2;
const ONE_REQUEST: u32 = 4;

impl Activity {
    fn bytes_came_in(&self) {
        let state = self.0.load(Ordering::Relaxed);
        if state & PHASE == IDLE {
            self.0.store(state | HEAD, Ordering::Relaxed);
        }
    }

    /// A head is complete.
    pub(crate) fn request_begins(&self) {
        let count = self.0.load(Ordering::Relaxed) & !PHASE;
        self.0
            .store(count.wrapping_add(ONE_REQUEST) | BUSY, Ordering::Relaxed);
    }

    /// The answer to it is decided.
    pub(crate) fn request_ends(&self) {
        let count = self.0.load(Ordering::Relaxed) & !PHASE;
        self.0.store(count | IDLE, Ordering::Relaxed);
    }

    /// The number of the request whose head has begun and is not complete, if there is one.
    pub(crate) fn begun_head(&self) -> Option<u32> {
        let state = self.0.load(Ordering::Relaxed);
        (state & PHASE == HEAD).then_some(state & !PHASE)
    }
}

/// A socket that reports when bytes come in.
#[derive(Debug)]
pub(crate) struct Watched {
    pub(crate) stream: TcpStream,
    pub(crate) activity: Activity,
}

impl AsyncRead for Watched {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        let polled = Pin::new(&mut this.stream).poll_read(cx, buffer);
        if buffer.filled().len() > before {
            this.activity.bytes_came_in();
        }
        polled
    }
}

impl AsyncWrite for Watched {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
