//! The accept loop of one node.

use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::task::JoinSet;

use super::connection::{self, Shared};
use super::connection_state::ConnectionState;
use super::idle::Sweeper;
use super::listener::{ClosableListener, Event};
use crate::time::{Runtime, Timer};

/// How long to wait after the system had no resources for a connection, such as file descriptors.
const BREATHER: Duration = Duration::from_millis(20);

/// Accepts connections, until that is to end.
pub(crate) async fn accept(listener: Arc<ClosableListener>, shared: Arc<Shared>) {
    let mut accepting = Accepting {
        listener,
        most_connections: shared.limits.connections.max(1),
        breather: None,
        connections: JoinSet::new(),
        sweeper: Sweeper::default(),
    };
    loop {
        match std::future::poll_fn(|cx| accepting.poll(cx, &shared.runtime)).await {
            Event::Connection(Ok(stream)) => {
                let state = ConnectionState::default();
                if shared.control.is_some() {
                    state.set_peer(stream.peer_addr().ok());
                }
                let serving = connection::serve(stream, Arc::clone(&shared), state.clone());
                accepting.connections.spawn(serving);
                let open = accepting.connections.len();
                accepting.sweeper.add(state, open, &shared.runtime);
            }
            // Never final: such errors are the system's, or those of one client.
            Event::Connection(Err(_)) => {
                accepting.breather = Some(shared.runtime.timer(BREATHER));
            }
            Event::CloseConnections(tell) => {
                accepting.connections.shutdown().await;
                drop(tell);
            }
            Event::End(tell) => {
                accepting.connections.shutdown().await;
                // Dropped before the acknowledgement: then nothing is left of the fake here.
                drop(shared);
                return drop(tell);
            }
        }
    }
}

struct Accepting {
    listener: Arc<ClosableListener>,
    most_connections: usize,
    /// Set after an error, until it is worth another try.
    breather: Option<Timer>,
    connections: JoinSet<()>,
    sweeper: Sweeper,
}

impl Accepting {
    fn poll(&mut self, cx: &mut Context<'_>, runtime: &Runtime) -> Poll<Event> {
        self.sweeper.poll(cx, runtime);
        while let Poll::Ready(Some(_ended)) = self.connections.poll_join_next(cx) {}
        if self
            .breather
            .as_mut()
            .is_some_and(|breather| breather.as_mut().poll(cx).is_ready())
        {
            self.breather = None;
        }
        let room = self.connections.len() < self.most_connections && self.breather.is_none();
        self.listener.poll(cx, room)
    }
}
