//! The body of an answer, as hyper sends it.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use crate::control::Events;

/// hyper copies a frame behind the head, so that both leave
/// in one write, and keeps the memory of the copy as long as the connection is open.
const LONGEST_FRAME: usize = 64 * 1024;

pub(crate) enum AnswerBody {
    /// What is left to be sent.
    Whole(Bytes),
    Endless(Box<Endless>),
}

/// Events, until the client hangs up.
pub(crate) struct Endless {
    pub(crate) events: Events,
    pub(crate) hung_up: Pin<Box<dyn Future<Output = ()> + Send>>,
}

impl From<Bytes> for AnswerBody {
    fn from(bytes: Bytes) -> Self {
        Self::Whole(bytes)
    }
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let frame = match &mut *self {
            Self::Whole(rest) if rest.is_empty() => None,
            Self::Whole(rest) => Some(rest.split_to(rest.len().min(LONGEST_FRAME))),
            Self::Endless(endless) => ready!(endless.poll(cx)),
        };
        Poll::Ready(frame.map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Self::Whole(rest) if rest.is_empty())
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(rest) => SizeHint::with_exact(rest.len() as u64),
            Self::Endless(_) => SizeHint::default(),
        }
    }
}

impl Endless {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        match self.hung_up.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(None),
            Poll::Pending => self.events.poll_next(cx).map(Some),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;

    #[test]
    fn long_bodies_are_sent_in_frames_and_short_ones_in_one() {
        for (length, frames) in [
            (0, vec![]),
            (1, vec![1]),
            (LONGEST_FRAME, vec![LONGEST_FRAME]),
            (LONGEST_FRAME + 1, vec![LONGEST_FRAME, 1]),
            (2 * LONGEST_FRAME, vec![LONGEST_FRAME, LONGEST_FRAME]),
        ] {
            let mut body = AnswerBody::from(Bytes::from(vec![b'x'; length]));
            assert_eq!(body.size_hint().exact(), Some(length as u64));
            let mut sent = Vec::new();
            let mut context = Context::from_waker(Waker::noop());
            while let Poll::Ready(Some(Ok(frame))) = Pin::new(&mut body).poll_frame(&mut context) {
                sent.push(frame.into_data().unwrap().len());
            }
            assert_eq!(sent, frames);
            assert!(body.is_end_stream());
        }
    }
}
