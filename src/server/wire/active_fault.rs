//! A fault while it happens: the steps that are left, carried out one after the other.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Buf;
use tokio::io::ReadBuf;

use super::steps::{self, Step, Steps};
use super::{Alarm, Stream};
use crate::script::WireFault;

/// A fault that befalls one answer.
pub(crate) struct ActiveFault {
    fault: WireFault,
    body: usize,
    alarm: Alarm,
    /// Known when the first bytes are there.
    steps: Option<Steps>,
    waiting: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

impl ActiveFault {
    /// `body` is the length of the answer's body.
    pub(crate) fn new(fault: WireFault, body: usize, alarm: Alarm) -> Self {
        Self {
            fault,
            body,
            alarm,
            steps: None,
            waiting: None,
        }
    }

    /// Whether the connection takes no request after this one.
    pub(crate) fn ends_connection(&self) -> bool {
        !matches!(self.fault, WireFault::Drip { .. })
    }

    pub(crate) fn is_over(&self) -> bool {
        self.steps.as_ref().is_some_and(Steps::is_empty)
    }

    pub(crate) fn is_closing_on_request(&self) -> bool {
        let next = self.steps.as_ref().and_then(Steps::front);
        next == Some(&Step::CloseOnRequest)
    }

    /// Takes bytes of the answer, as a socket does: returns how many. It takes none only if there
    /// are none, after everything else that is to happen has happened. An error means that the
    /// connection is over.
    pub(crate) fn poll_write<S: Stream>(
        &mut self,
        cx: &mut Context<'_>,
        stream: &mut S,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.steps.is_none() && bytes.is_empty() {
            return Poll::Ready(Ok(0));
        }
        let (fault, body) = (self.fault, self.body);
        let steps = self
            .steps
            .get_or_insert_with(|| steps::steps(fault, bytes, body));
        let mut stream = Pin::new(stream);
        while let Some(step) = steps.front_mut() {
            match step {
                Step::Pass(0) | Step::Skip(0) => {}
                Step::Pass(_) | Step::Skip(_) if bytes.is_empty() => return Poll::Ready(Ok(0)),
                Step::Pass(left) => {
                    let part = &bytes[..bytes.len().min(*left)];
                    let written = ready!(stream.poll_write(cx, part))?;
                    *left -= written;
                    return Poll::Ready(Ok(written));
                }
                Step::Skip(left) => {
                    let skipped = bytes.len().min(*left);
                    *left -= skipped;
                    return Poll::Ready(Ok(skipped));
                }
                Step::Put(others) if others.has_remaining() => {
                    let written = ready!(stream.as_mut().poll_write(cx, others))?;
                    others.advance(written);
                    continue;
                }
                Step::Put(_) => {}
                Step::WaitUntil(time) => {
                    ready!(stream.as_mut().poll_flush(cx))?;
                    let sleep = self.waiting.get_or_insert_with(|| (self.alarm)(*time));
                    ready!(sleep.as_mut().poll(cx));
                    self.waiting = None;
                }
                Step::Finish => {
                    ready!(stream.as_mut().poll_flush(cx))?;
                    return Poll::Ready(Err(finish(&*stream)));
                }
                Step::Reset => {
                    ready!(stream.as_mut().poll_flush(cx))?;
                    return Poll::Ready(Err(reset(&*stream)));
                }
                Step::Hang => return poll_closed(cx, stream.as_mut()).map(Err),
                Step::CloseOnRequest => return Poll::Ready(Ok(0)),
            }
            steps.pop_front();
        }
        if bytes.is_empty() {
            return Poll::Ready(Ok(0));
        }
        stream.poll_write(cx, bytes)
    }
}

/// Sends the end of the stream, without the farewell that a protocol in between may have.
///
/// Closing alone would do that only if nothing were left unread; else it would reset the
/// connection.
pub(super) fn finish(stream: &impl Stream) -> io::Error {
    let shut = socket2::SockRef::from(stream.tcp()).shutdown(std::net::Shutdown::Write);
    shut.err().unwrap_or_else(|| over("finished"))
}

/// Makes closing the connection reset it.
fn reset(stream: &impl Stream) -> io::Error {
    let lingers = socket2::SockRef::from(stream.tcp()).set_linger(Some(std::time::Duration::ZERO));
    lingers.err().unwrap_or_else(|| over("reset"))
}

/// Waits until the client closes the connection, and cares for nothing else that it sends.
fn poll_closed<S: Stream>(cx: &mut Context<'_>, mut stream: Pin<&mut S>) -> Poll<io::Error> {
    let mut ignored = [0; 1024];
    loop {
        let mut ignored = ReadBuf::new(&mut ignored);
        match ready!(stream.as_mut().poll_read(cx, &mut ignored)) {
            Err(error) => return Poll::Ready(error),
            Ok(()) if ignored.filled().is_empty() => return Poll::Ready(over("stalled")),
            Ok(()) => {}
        }
    }
}

/// What hyper is told when a fault has ended the connection.
pub(super) fn over(how: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionAborted, how)
}
