//! wiremock's mocks in front of a fake: they are asked first, and what they do not match is the
//! fake's.

use std::io;
use std::sync::{OnceLock, mpsc};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use wiremock::MockServer;

use crate::http::Answer;
use crate::time::background_runtime;

/// The mock server of a fake, which is started when it is first asked for.
#[derive(Debug, Default)]
pub(crate) struct Mocks(OnceLock<MockServer>);

impl Mocks {
    /// The mock server, started on the first call.
    #[track_caller]
    pub(crate) fn server(&self) -> &MockServer {
        if let Some(server) = self.0.get() {
            return server;
        }
        // If two threads are here at once, one of the servers is dropped unused.
        let server = start();
        self.0.get_or_init(|| server)
    }

    /// Whether anything may be mounted.
    pub(crate) fn are_used(&self) -> bool {
        self.0.get().is_some()
    }

    /// The answer of a mock, if one matches. An error closes the connection, as mocks that respond
    /// with an error do.
    pub(crate) async fn answer(
        &self,
        request: &http::Request<Bytes>,
    ) -> io::Result<Option<Answer>> {
        match self.0.get() {
            None => Ok(None),
            Some(server) => ask(server, request).await,
        }
    }
}

#[track_caller]
fn start() -> MockServer {
    let (started, server) = mpsc::channel();
    background_runtime().spawn(async move {
        let _ = started.send(MockServer::builder().start().await);
    });
    server
        .recv()
        .expect("a mock server can be started as long as the system has ports")
}

async fn ask(server: &MockServer, request: &http::Request<Bytes>) -> io::Result<Option<Answer>> {
    let (head, body) = forward(server, request).await?.into_parts();
    let headers = head
        .headers
        .iter()
        .filter(|(name, _)| !is_of_transport(name));
    let headers: Vec<_> = headers
        .map(|(name, value)| (name.clone(), copied(value)))
        .collect();
    // So wiremock answers when no mock matches. A mock of wiremock's that sees whether others match
    // cannot be had: scoped mocks are found by their index, which mocks of another priority shift.
    let is_unmatched =
        head.status == StatusCode::NOT_FOUND && headers.is_empty() && body.is_empty();
    let answer = || Answer::foreign(head.status, headers, body);
    Ok((!is_unmatched).then(answer))
}

/// Sends the request on, as it came.
async fn forward(
    server: &MockServer,
    request: &http::Request<Bytes>,
) -> io::Result<http::Response<Bytes>> {
    let stream = TcpStream::connect(server.address()).await?;
    stream.set_nodelay(true)?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(io::Error::other)?;
    let exchange = async {
        let response = sender.send_request(forwarded(request)).await?;
        let (head, body) = response.into_parts();
        let body = body.collect().await?.to_bytes();
        Ok::<_, hyper::Error>(http::Response::from_parts(head, body))
    };
    tokio::select! {
        answered = exchange => answered.map_err(io::Error::other),
        ended = connection => Err(ended.err().map_or(io::ErrorKind::UnexpectedEof.into(), io::Error::other)),
    }
}

fn forwarded(request: &http::Request<Bytes>) -> http::Request<Full<Bytes>> {
    let mut forwarded = request.clone().map(Full::new);
    *forwarded.version_mut() = http::Version::HTTP_11;
    // Some clients send the address along, as to a proxy. wiremock panics at those that it cannot
    // read, such as one with port 99999.
    let target = request.uri().path_and_query();
    *forwarded.uri_mut() = target.map_or_else(http::Uri::default, |target| target.clone().into());
    // The length is known again, whatever it was framed with.
    let headers = forwarded.headers_mut();
    headers.remove(header::TRANSFER_ENCODING);
    headers.remove(header::EXPECT);
    headers.remove(header::CONNECTION);
    forwarded
}

/// Headers that this connection has of its own.
fn is_of_transport(name: &HeaderName) -> bool {
    [
        header::CONTENT_LENGTH,
        header::TRANSFER_ENCODING,
        header::CONNECTION,
        header::DATE,
    ]
    .contains(name)
}

/// A copy that does not keep the connection's read buffer alive.
fn copied(value: &HeaderValue) -> HeaderValue {
    HeaderValue::from_bytes(value.as_bytes()).unwrap_or_else(|_| value.clone())
}
