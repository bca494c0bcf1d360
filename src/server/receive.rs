//! Receiving request bodies, within limits of length and time.

use std::borrow::Cow;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::HeaderMap;
use http::header::EXPECT;
use http_body::Body;
use hyper::body::Incoming;

use super::Limits;
use super::body_memory::{BodyMemory, Share};
use crate::http::BodyProblem;
use crate::time::{Runtime, Timer};

/// A body as far as it was received, with the share of memory that it takes.
#[derive(Debug)]
pub(crate) struct ReceivedBody {
    /// The first piece, which is the whole body unless there are more.
    first: Bytes,
    rest: Vec<Vec<u8>>,
    /// Of all pieces together.
    length: usize,
    share: Share,
}

/// Pieces are gathered up to this length, so that a body of short chunks takes no more memory than
/// one in one piece, and a long one is not copied again and again while it grows.
const PIECE: usize = 1024 * 1024;

impl ReceivedBody {
    pub(crate) fn empty() -> Self {
        Self::sharing(&BodyMemory::new(0))
    }

    pub(crate) fn sharing(memory: &BodyMemory) -> Self {
        Self {
            first: Bytes::new(),
            rest: Vec::new(),
            length: 0,
            share: memory.share(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// The body in one piece. For a long one this takes a while.
    pub(crate) fn join(&mut self) -> Bytes {
        let first = std::mem::take(&mut self.first);
        if self.rest.is_empty() {
            return first;
        }
        let mut whole = Vec::with_capacity(self.length);
        whole.extend_from_slice(&first);
        for piece in std::mem::take(&mut self.rest) {
            whole.extend_from_slice(&piece);
        }
        whole.into()
    }

    /// Takes memory for what the body has become under decompression, if there is room.
    pub(crate) fn account_for<'b>(
        &mut self,
        decoded: Cow<'b, [u8]>,
    ) -> Result<Cow<'b, [u8]>, BodyProblem> {
        if let Cow::Owned(decoded) = &decoded {
            self.share.grow(decoded.len())?;
        }
        Ok(decoded)
    }

    fn push(&mut self, data: Bytes) {
        if self.first.is_empty() && self.rest.is_empty() {
            self.first = data;
            return;
        }
        if self
            .rest
            .last()
            .is_none_or(|last| last.len() + data.len() > PIECE)
        {
            self.rest.push(Vec::new());
        }
        if let Some(last) = self.rest.last_mut() {
            last.extend_from_slice(&data);
        }
    }

    /// Forgets what was received.
    fn clear(&mut self) {
        self.first = Bytes::new();
        self.rest = Vec::new();
        self.length = 0;
        self.share.clear();
    }
}

/// Receives a body, and says why it is not whole, if it is not. One that is too long is read to its
/// end all the same, so that the client can finish sending and read the answer; but it is not kept.
/// An error is that of a client that is gone.
pub(crate) async fn receive(
    headers: &HeaderMap,
    incoming: Incoming,
    body: &mut ReceivedBody,
    limits: &Limits,
    runtime: &Runtime,
) -> io::Result<Option<BodyProblem>> {
    let is_too_long = incoming.size_hint().lower() > limits.body_bytes as u64;
    if is_too_long && headers.contains_key(EXPECT) {
        return Ok(Some(BodyProblem::TooLongAndExpected));
    }
    let mut receiving = Receiving {
        incoming,
        body,
        problem: None,
        longest: limits.body_bytes,
    };
    // Nearly always the whole body is here already, and no timer is needed.
    let mut deadline: Option<Timer> = None;
    std::future::poll_fn(|cx| {
        if let Poll::Ready(received) = receiving.poll(cx) {
            return Poll::Ready(received);
        }
        let deadline = deadline.get_or_insert_with(|| runtime.timer(limits.body_timeout));
        deadline
            .as_mut()
            .poll(cx)
            .map(|()| Ok(Some(receiving.give_up())))
    })
    .await
}

struct Receiving<'b> {
    incoming: Incoming,
    body: &'b mut ReceivedBody,
    /// Why what comes is not kept any more.
    problem: Option<BodyProblem>,
    longest: usize,
}

impl Receiving<'_> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Option<BodyProblem>>> {
        while !self.incoming.is_end_stream() {
            match std::task::ready!(Pin::new(&mut self.incoming).poll_frame(cx)) {
                None => break,
                Some(Err(_)) => return Poll::Ready(Err(io::ErrorKind::UnexpectedEof.into())),
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        self.take(data);
                    }
                }
            }
        }
        Poll::Ready(Ok(self.problem))
    }

    fn take(&mut self, data: Bytes) {
        if self.problem.is_some() {
            return;
        }
        let body = &mut *self.body;
        body.length += data.len();
        if body.length > self.longest {
            self.problem = Some(BodyProblem::TooLong);
            body.clear();
        } else if let Err(no_room) = body.share.grow(data.len()) {
            self.problem = Some(no_room);
            body.clear();
        } else {
            body.push(data);
        }
    }

    /// The end of waiting for the rest.
    fn give_up(&self) -> BodyProblem {
        match self.problem {
            None => BodyProblem::TimedOut,
            Some(_) => BodyProblem::EndlesslyTooLong,
        }
    }
}
