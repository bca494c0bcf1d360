//! The way in: a listener that can be closed and opened from outside, at once and without asking
//! the task that accepts.

use std::io;
use std::sync::mpsc;
use std::task::{Context, Poll, Waker};

use tokio::net::{TcpListener, TcpStream};

use crate::time::Lock;

/// Told when something is done, by being dropped.
pub(crate) type ToBeTold = mpsc::Sender<()>;

/// A listener, shared between the task that accepts and those who close and open it.
#[derive(Debug)]
pub(crate) struct ClosableListener(Lock<State>);

#[derive(Debug, Default)]
struct State {
    /// `None` while connections are refused.
    listener: Option<TcpListener>,
    /// Who wants all connections closed.
    closings: Vec<ToBeTold>,
    /// Who waits for the serving to end, if anything does.
    end: Option<ToBeTold>,
    /// Connections are no longer accepted, nor orders taken.
    has_ended: bool,
    /// Wakes the task that accepts.
    waker: Option<Waker>,
}

/// What the task that accepts has to do next.
#[derive(Debug)]
pub(crate) enum Event {
    Connection(io::Result<TcpStream>),
    CloseConnections(Vec<ToBeTold>),
    End(ToBeTold),
}

impl ClosableListener {
    pub(crate) fn of(listener: TcpListener) -> Self {
        let listener = Some(listener);
        Self(Lock::new(State {
            listener,
            ..State::default()
        }))
    }

    /// Takes the listener away. Nothing is accepted from now on, and the port refuses connections
    /// once the listener is dropped.
    pub(crate) fn take_listener(&self) -> Option<TcpListener> {
        self.0.lock().listener.take()
    }

    pub(crate) fn open(&self, listener: TcpListener) {
        self.order(|state| state.listener = Some(listener));
    }

    pub(crate) fn close_connections(&self, tell: ToBeTold) {
        self.order(|state| state.closings.push(tell));
    }

    pub(crate) fn end(&self, tell: ToBeTold) {
        self.order(|state| state.end = Some(tell));
    }

    fn order(&self, order: impl FnOnce(&mut State)) {
        let mut state = self.0.lock();
        if state.has_ended {
            return;
        }
        order(&mut state);
        let waker = state.waker.take();
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// The next thing to do. Connections are accepted only if there is `room`.
    pub(crate) fn poll(&self, cx: &mut Context<'_>, room: bool) -> Poll<Event> {
        let mut state = self.0.lock();
        if let Some(tell) = state.end.take() {
            state.has_ended = true;
            state.closings.clear();
            return Poll::Ready(Event::End(tell));
        }
        if !state.closings.is_empty() {
            let closings = std::mem::take(&mut state.closings);
            return Poll::Ready(Event::CloseConnections(closings));
        }
        if room
            && let Some(listener) = &state.listener
            && let Poll::Ready(accepted) = listener.poll_accept(cx)
        {
            return Poll::Ready(Event::Connection(accepted.map(|(stream, _)| stream)));
        }
        state.waker = Some(cx.waker().clone());
        Poll::Pending
    }
}
