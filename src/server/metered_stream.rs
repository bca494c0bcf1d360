//! The socket of a connection, as hyper gets it.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::connection_state::ConnectionState;
use super::wire::Stream;

/// A stream that reports when bytes come in, has none when its turn is over, and whose answers can
/// go wrong on their way.
pub(crate) struct MeteredStream<S> {
    pub(crate) stream: S,
    pub(crate) connection: ConnectionState,
    /// What was read already, to be read again first.
    pub(crate) unread: Bytes,
}

impl<S: Stream> AsyncRead for MeteredStream<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.connection.is_turn_over() {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        if !this.unread.is_empty() {
            let length = this.unread.len().min(buffer.remaining());
            buffer.put_slice(&this.unread.split_to(length));
            return Poll::Ready(Ok(()));
        }
        let before = buffer.filled().len();
        let wire = this.connection.wire();
        let polled = if wire.is_plain() {
            Pin::new(&mut this.stream).poll_read(cx, buffer)
        } else {
            wire.poll_read(cx, &mut this.stream, buffer)
        };
        if buffer.filled().len() > before {
            this.connection.came_in(&buffer.filled()[before..]);
        }
        polled
    }
}

impl<S: Stream> AsyncWrite for MeteredStream<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let wire = this.connection.wire();
        let polled = if wire.is_plain() {
            Pin::new(&mut this.stream).poll_write(cx, bytes)
        } else {
            wire.poll_write(cx, &mut this.stream, bytes)
        };
        this.connection.set_write_pending(polled.is_pending());
        polled
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let wire = this.connection.wire();
        let polled = if wire.is_plain() {
            Pin::new(&mut this.stream).poll_flush(cx)
        } else {
            wire.poll_flush(cx, &mut this.stream)
        };
        this.connection.set_write_pending(polled.is_pending());
        polled
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}
