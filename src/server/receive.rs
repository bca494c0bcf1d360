//! Receiving request bodies, within limits of length and time.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Buf, Bytes};
use http::header::EXPECT;
use http::request::Parts;
use http_body::Body;
use hyper::body::Incoming;

use super::Limits;
use crate::http::BodyProblem;
use crate::time::{Runtime, Timer};

/// What came of receiving a body.
#[derive(Debug)]
pub(crate) enum Received {
    Whole(Bytes),
    /// Not wholly received, but there is still somebody to tell. With what did arrive, as far as it
    /// was kept.
    Problem(BodyProblem, Bytes),
    /// The client is gone.
    HungUp,
}

/// Receives a body. One that is too long is read to its end all the same, so that the client can
/// finish sending and read the answer; but it is not kept.
pub(crate) async fn receive(
    head: &Parts,
    incoming: Incoming,
    limits: &Limits,
    runtime: &Runtime,
) -> Received {
    let is_too_long = incoming.size_hint().lower() > limits.body_bytes as u64;
    if is_too_long && head.headers.contains_key(EXPECT) {
        return Received::Problem(BodyProblem::TooLongAndExpected, Bytes::new());
    }
    let mut receiving = Receiving {
        incoming,
        first: Bytes::new(),
        rest: Vec::new(),
        length: 0,
        longest: limits.body_bytes,
    };
    // Nearly always the whole body is here already, and no timer is needed.
    let mut deadline: Option<Timer> = None;
    std::future::poll_fn(|cx| {
        if let Poll::Ready(received) = receiving.poll(cx) {
            return Poll::Ready(received);
        }
        let deadline = deadline.get_or_insert_with(|| runtime.timer(limits.body_timeout));
        deadline.as_mut().poll(cx).map(|()| receiving.give_up())
    })
    .await
}

struct Receiving {
    incoming: Incoming,
    /// The first piece, which is the whole body unless there are more.
    first: Bytes,
    rest: Vec<u8>,
    length: usize,
    longest: usize,
}

impl Receiving {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Received> {
        while !self.incoming.is_end_stream() {
            match std::task::ready!(Pin::new(&mut self.incoming).poll_frame(cx)) {
                None => break,
                Some(Err(_)) => return Poll::Ready(Received::HungUp),
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        self.take(data);
                    }
                }
            }
        }
        Poll::Ready(self.finish())
    }

    fn take(&mut self, data: Bytes) {
        self.length = self.length.saturating_add(data.remaining());
        if self.length > self.longest {
            self.first = Bytes::new();
            self.rest = Vec::new();
        } else if self.first.is_empty() && self.rest.is_empty() {
            self.first = data;
        } else {
            if self.rest.is_empty() {
                self.rest
                    .extend_from_slice(&std::mem::take(&mut self.first));
            }
            self.rest.extend_from_slice(&data);
        }
    }

    fn finish(&mut self) -> Received {
        if self.length > self.longest {
            Received::Problem(BodyProblem::TooLong, Bytes::new())
        } else {
            Received::Whole(self.arrived())
        }
    }

    /// The end of waiting for the rest.
    fn give_up(&mut self) -> Received {
        let problem = if self.length > self.longest {
            BodyProblem::EndlesslyTooLong
        } else {
            BodyProblem::TimedOut
        };
        Received::Problem(problem, self.arrived())
    }

    fn arrived(&mut self) -> Bytes {
        if self.rest.is_empty() {
            std::mem::take(&mut self.first)
        } else {
            std::mem::take(&mut self.rest).into()
        }
    }
}
