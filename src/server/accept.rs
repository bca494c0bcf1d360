//! The accept loop of one fake, and its end.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, mpsc};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::Sleep;

use super::background;
use super::connection::{self, Shared};

/// How long to wait after the system had no resources for a connection, such as file descriptors.
const BREATHER: Duration = Duration::from_millis(20);

/// A listener that is being served.
#[derive(Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    stopped: mpsc::Receiver<()>,
}

impl Server {
    /// Serves a listener on the background thread.
    pub(crate) fn start(listener: TcpListener, shared: Arc<Shared>) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let (stop, stop_requested) = oneshot::channel();
        let (report_stopped, stopped) = mpsc::channel();
        background::runtime().spawn(async move {
            accept_until(stop_requested, listener, shared).await;
            // Nobody may be waiting any more; then nobody needs to know.
            let _ = report_stopped.send(());
        });
        Ok(Self {
            address,
            stop: Some(stop),
            stopped,
        })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Closes the listener and all connections. When this returns, the port refuses connections.
    pub(crate) fn stop(&mut self) {
        let Some(stop) = self.stop.take() else {
            return;
        };
        let _ = stop.send(());
        if !background::is_current() {
            let _ = self.stopped.recv();
        }
    }
}

async fn accept_until(mut stop: oneshot::Receiver<()>, listener: TcpListener, shared: Arc<Shared>) {
    let mut accepting = Accepting {
        listener,
        most_connections: shared.limits.connections.max(1),
        breather: None,
        connections: JoinSet::new(),
    };
    let next = |accepting: &mut Accepting, cx: &mut Context<'_>| {
        if Pin::new(&mut stop).poll(cx).is_ready() {
            return Poll::Ready(None);
        }
        accepting.poll(cx).map(Some)
    };
    let mut next = next;
    while let Some(stream) = std::future::poll_fn(|cx| next(&mut accepting, cx)).await {
        let serving = connection::serve(stream, Arc::clone(&shared));
        accepting.connections.spawn(serving);
    }
    let Accepting {
        listener,
        mut connections,
        ..
    } = accepting;
    drop(listener);
    connections.shutdown().await;
}

struct Accepting {
    listener: TcpListener,
    most_connections: usize,
    /// Set after an error, until it is worth another try.
    breather: Option<Pin<Box<Sleep>>>,
    connections: JoinSet<()>,
}

impl Accepting {
    /// The next connection. Errors of accepting are never final: they are the system's, or those of one client.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<TcpStream> {
        while let Poll::Ready(Some(_ended)) = self.connections.poll_join_next(cx) {}
        if self.connections.len() >= self.most_connections {
            return Poll::Pending;
        }
        loop {
            if let Some(breather) = &mut self.breather {
                std::task::ready!(breather.as_mut().poll(cx));
                self.breather = None;
            }
            match std::task::ready!(self.listener.poll_accept(cx)) {
                Ok((stream, _)) => return Poll::Ready(stream),
                Err(_) => self.breather = Some(Box::pin(tokio::time::sleep(BREATHER))),
            }
        }
    }
}
