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
    /// Takes whom to tell when everything is closed.
    stop: Option<oneshot::Sender<mpsc::Sender<()>>>,
}

impl Server {
    /// Serves a listener on the background thread.
    pub(crate) fn start(listener: TcpListener, shared: Arc<Shared>) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let (stop, stop_requested) = oneshot::channel();
        background::runtime().spawn(accept_until(stop_requested, listener, shared));
        Ok(Self {
            address,
            stop: Some(stop),
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
        let (tell, told) = mpsc::channel();
        if stop.send(tell).is_ok() && !background::is_current() {
            // This ends when the other side is dropped, which it is once everything is closed.
            let _ = told.recv();
        }
    }
}

async fn accept_until(
    mut stop: oneshot::Receiver<mpsc::Sender<()>>,
    listener: TcpListener,
    shared: Arc<Shared>,
) {
    let mut accepting = Accepting {
        listener,
        most_connections: shared.limits.connections.max(1),
        breather: None,
        connections: JoinSet::new(),
    };
    let to_be_told = std::future::poll_fn(|cx| {
        if let Poll::Ready(to_be_told) = Pin::new(&mut stop).poll(cx) {
            return Poll::Ready(to_be_told);
        }
        while let Poll::Ready(stream) = accepting.poll(cx) {
            let serving = connection::serve(stream, Arc::clone(&shared));
            accepting.connections.spawn(serving);
        }
        Poll::Pending
    })
    .await;
    let Accepting {
        listener,
        mut connections,
        ..
    } = accepting;
    drop(listener);
    connections.shutdown().await;
    // Whoever is told may rely on nothing being left of the fake here.
    drop(shared);
    drop(to_be_told);
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
