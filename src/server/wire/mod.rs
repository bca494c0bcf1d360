//! What stands between hyper and a socket. Nearly always it lets everything pass; sometimes an
//! answer is to go wrong on its way, and hyper is not to know.

mod active_fault;
mod steps;

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use active_fault::ActiveFault;

use crate::script::WireFault;
use crate::time::Lock;

/// Waits until so much time is over since the fault began.
pub(crate) type Alarm = Box<dyn Fn(Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send>;

/// A stream of bytes over TCP.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {
    /// The connection under it all.
    fn tcp(&self) -> &TcpStream;
}

impl Stream for TcpStream {
    fn tcp(&self) -> &TcpStream {
        self
    }
}

/// The state of one connection's wire, shared between its socket and its requests, all of one task.
#[derive(Default)]
pub(crate) struct Wire {
    /// Whether there is anything in `state`: all that an ordinary read or write asks.
    is_used: AtomicBool,
    state: Lock<State>,
}

#[derive(Default)]
struct State {
    fault: Option<ActiveFault>,
    drain: Drain,
    end: End,
}

/// Whether a task waits for the client to hang up.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum End {
    #[default]
    NotListenedFor,
    ListenedFor,
    Heard(HungUp),
}

/// How a client hangs up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HungUp {
    /// It has closed its side of the connection, and may still read.
    Finished,
    /// The connection is broken.
    Reset,
}

/// Whether a task waits until everything that hyper has to write so far is written.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Drain {
    #[default]
    No,
    Wanted,
    Done,
}

impl Wire {
    pub(crate) fn is_plain(&self) -> bool {
        !self.is_used.load(Ordering::Relaxed)
    }

    /// Has this happen to the answer that hyper gets next, whose body has this length.
    pub(crate) async fn begin(&self, fault: WireFault, body: usize, alarm: Alarm) {
        // What hyper writes from then on is this answer, from its first byte on.
        self.drained().await;
        self.change(|state| state.fault = Some(ActiveFault::new(fault, body, alarm)));
    }

    /// To be asked before a request is received, unless the wire is plain.
    ///
    /// # Errors
    ///
    /// If the connection takes no more requests, once what was before is done.
    pub(crate) async fn before_request(&self) -> io::Result<()> {
        let ends = |state: &mut State| {
            state
                .fault
                .as_ref()
                .is_some_and(ActiveFault::ends_connection)
        };
        if !self.change(ends) {
            return Ok(());
        }
        self.drained().await;
        Err(active_fault::over("no more requests"))
    }

    /// Waits until the client has closed its side of the connection, unless it has sent something
    /// else before.
    pub(crate) async fn hung_up(&self) -> HungUp {
        poll_fn(|_| {
            self.change(|state| match state.end {
                End::Heard(how) => Poll::Ready(how),
                End::NotListenedFor | End::ListenedFor => {
                    // Flushing is next, in the same turn of the same task, and it listens.
                    state.end = End::ListenedFor;
                    Poll::Pending
                }
            })
        })
        .await
    }

    pub(crate) fn stop_listening_for_end(&self) {
        self.change(|state| state.end = End::NotListenedFor);
    }

    async fn drained(&self) {
        poll_fn(|_| {
            self.change(|state| {
                if state.drain == Drain::Done {
                    state.drain = Drain::No;
                    return Poll::Ready(());
                }
                // Flushing is next, in the same turn of the same task, and it wakes the task.
                state.drain = Drain::Wanted;
                Poll::Pending
            })
        })
        .await;
    }

    pub(crate) fn poll_read<S: Stream>(
        &self,
        cx: &mut Context<'_>,
        stream: &mut S,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let is_closing = |state: &mut State| {
            state
                .fault
                .as_ref()
                .is_some_and(ActiveFault::is_closing_on_request)
        };
        if self.change(is_closing) {
            let mut first = [0];
            if ready!(stream.tcp().poll_peek(cx, &mut ReadBuf::new(&mut first)))? > 0 {
                return Poll::Ready(Err(active_fault::finish(stream)));
            }
        }
        Pin::new(stream).poll_read(cx, buffer)
    }

    pub(crate) fn poll_write<S: Stream>(
        &self,
        cx: &mut Context<'_>,
        stream: &mut S,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.change(|state| match &mut state.fault {
            Some(fault) => fault.poll_write(cx, stream, bytes),
            None => Pin::new(stream).poll_write(cx, bytes),
        })
    }

    pub(crate) fn poll_flush<S: Stream>(
        &self,
        cx: &mut Context<'_>,
        stream: &mut S,
    ) -> Poll<io::Result<()>> {
        self.change(|state| {
            if let Some(fault) = &mut state.fault {
                ready!(fault.poll_write(cx, stream, &[]))?;
            }
            ready!(Pin::new(&mut *stream).poll_flush(cx))?;
            state.fault.take_if(|fault| fault.is_over());
            if state.drain == Drain::Wanted {
                state.drain = Drain::Done;
                cx.waker().wake_by_ref();
            }
            if state.end == End::ListenedFor
                && let Some(how) = has_hung_up(stream.tcp(), cx)
            {
                state.end = End::Heard(how);
                cx.waker().wake_by_ref();
            }
            Poll::Ready(Ok(()))
        })
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.state.lock();
        let changed = change(&mut state);
        let is_used =
            state.fault.is_some() || state.drain != Drain::No || state.end != End::NotListenedFor;
        self.is_used.store(is_used, Ordering::Relaxed);
        changed
    }
}

/// How the other side has closed the connection. If it has not, the task is woken when it may have.
fn has_hung_up(tcp: &TcpStream, cx: &mut Context<'_>) -> Option<HungUp> {
    let mut first = [0];
    match tcp.poll_peek(cx, &mut ReadBuf::new(&mut first)) {
        Poll::Ready(Ok(0)) => Some(HungUp::Finished),
        Poll::Ready(Err(_)) => Some(HungUp::Reset),
        Poll::Pending | Poll::Ready(Ok(_)) => None,
    }
}
