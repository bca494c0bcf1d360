//! The servers that are compared, and the client that drives them.
//!
//! All answer the documented update with a body of the same size. hyper and wiremock answer a
//! constant; the fake does all its work, and so does wiremock with a responder that validates.

use std::convert::Infallible;
use std::future::pending;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::mpsc;
use std::task::{Context, Poll};
use std::thread;

use bytes::Bytes;
use es_ml_fake::contract::Schema;
use es_ml_fake::{DOCUMENTED_DEPLOYMENT, FakeCluster};
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The servers by name. Not every bench compares all of them.
#[allow(dead_code)]
pub(crate) const SERVERS: [&str; 4] = ["hyper", "es-ml-fake", "wiremock", "wiremock+jsonschema"];

const ANSWER: &str = r#"{"assignment":{"task_parameters":{"model_id":"elastic__distilbert-base-uncased-finetuned-conll03-english","model_bytes":265632637,"threads_per_allocation":1,"number_of_allocations":4,"queue_capacity":1024},"routing_table":{"uckeG3R8TLe2MMNBQ6AGrw":{"current_allocations":1,"target_allocations":4,"routing_state":"started","reason":""}},"assignment_state":"started","start_time":"2022-11-02T11:50:34.766591Z"}}"#;

/// The `n`th of the requests that every client sends in turn: the number changes, as it would not
/// otherwise be an update.
pub(crate) fn request(n: usize) -> String {
    let body = format!(r#"{{"number_of_allocations": {}}}"#, 4 + n % 2);
    format!(
        "POST /_ml/trained_models/{DOCUMENTED_DEPLOYMENT}/deployment/_update HTTP/1.1\r\n\
         host: localhost\r\n\
         accept: application/vnd.elasticsearch+json; compatible-with=9\r\n\
         content-type: application/vnd.elasticsearch+json; compatible-with=9\r\n\
         user-agent: bench\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// A running server. It goes on until the process ends.
pub(crate) fn start(server: &str) -> SocketAddr {
    match server {
        "hyper" => start_hyper(),
        "es-ml-fake" => {
            let cluster = FakeCluster::start();
            let address = cluster.address();
            std::mem::forget(cluster);
            address
        }
        "wiremock" => start_wiremock(false),
        "wiremock+jsonschema" => start_wiremock(true),
        other => panic!("no server is called {other}"),
    }
}

/// The least that hyper can do: one thread, read the body, answer a constant.
fn start_hyper() -> SocketAddr {
    let (send_address, address) = mpsc::channel();
    on_a_thread(async move {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        send_address.send(listener.local_addr().unwrap()).unwrap();
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            stream.set_nodelay(true).unwrap();
            tokio::spawn(
                hyper::server::conn::http1::Builder::new()
                    .serve_connection(TokioIo::new(stream), service_fn(constant)),
            );
        }
    });
    address.recv().unwrap()
}

async fn constant(
    request: http::Request<Incoming>,
) -> Result<http::Response<Constant>, Infallible> {
    let mut body = request.into_body();
    while std::future::poll_fn(|cx| Pin::new(&mut body).poll_frame(cx))
        .await
        .is_some()
    {}
    let answer = Constant(Some(Bytes::from_static(ANSWER.as_bytes())));
    let response = http::Response::builder().header("content-type", "application/json");
    Ok(response.body(answer).unwrap())
}

struct Constant(Option<Bytes>);

impl Body for Constant {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }
}

fn start_wiremock(validates: bool) -> SocketAddr {
    use wiremock::matchers::any;
    use wiremock::{Mock, MockServer, Request, ResponseTemplate};
    let (send_address, address) = mpsc::channel();
    on_a_thread(async move {
        let server = MockServer::start().await;
        let constant = || ResponseTemplate::new(200).set_body_raw(ANSWER, "application/json");
        let mock = Mock::given(any());
        let mock = if validates {
            mock.respond_with(move |request: &Request| {
                let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
                let verdict = Schema::UpdateRequest.judge(&body);
                assert!(verdict.conforms());
                constant()
            })
        } else {
            mock.respond_with(constant())
        };
        mock.mount(&server).await;
        send_address.send(*server.address()).unwrap();
        pending::<()>().await;
    });
    address.recv().unwrap()
}

fn on_a_thread(work: impl Future<Output = ()> + Send + 'static) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    thread::spawn(move || runtime.block_on(work));
}

/// One connection that sends requests and reads answers, one after the other.
pub(crate) struct Connection {
    stream: TcpStream,
    sent: usize,
    buffer: Vec<u8>,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            stream,
            sent: 0,
            buffer: vec![0; 16 * 1024],
        }
    }

    pub(crate) async fn exchange(&mut self, requests: &[String; 2]) {
        self.stream
            .write_all(requests[self.sent % 2].as_bytes())
            .await
            .unwrap();
        self.sent += 1;
        let mut filled = 0;
        loop {
            let read = self.stream.read(&mut self.buffer[filled..]).await.unwrap();
            assert!(read > 0, "the server closed the connection");
            filled += read;
            let head = self.buffer[..filled]
                .windows(4)
                .position(|end| end == b"\r\n\r\n");
            if head.is_some_and(|head| filled >= head + 4 + ANSWER.len()) {
                assert!(self.buffer.starts_with(b"HTTP/1.1 200 "));
                return;
            }
        }
    }
}
