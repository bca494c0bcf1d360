//! Handshakes, within a limit of time.

use std::fmt;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use rustls::ServerConfig;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::super::wire::Stream;
use crate::time::Timer;

/// Makes connections secure.
#[derive(Clone)]
pub(crate) struct Acceptor(TlsAcceptor);

impl Acceptor {
    pub(crate) fn of(config: ServerConfig) -> Self {
        Self(TlsAcceptor::from(Arc::new(config)))
    }

    /// Shakes hands with a client, unless that fails or takes until the deadline. Then the
    /// connection is over.
    pub(crate) async fn accept(
        &self,
        stream: TcpStream,
        mut deadline: Timer,
    ) -> Option<TlsStream<TcpStream>> {
        let mut handshake = pin!(self.0.accept(stream));
        poll_fn(|cx| match handshake.as_mut().poll(cx) {
            Poll::Ready(secured) => Poll::Ready(secured.ok()),
            Poll::Pending => deadline.as_mut().poll(cx).map(|()| None),
        })
        .await
    }
}

impl fmt::Debug for Acceptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Acceptor").finish_non_exhaustive()
    }
}

impl Stream for TlsStream<TcpStream> {
    fn tcp(&self) -> &TcpStream {
        self.get_ref().0
    }
}
