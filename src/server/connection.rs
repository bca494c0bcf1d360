//! One connection: requests in, answers out, until either side closes it.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use bytes::Bytes;
use http::HeaderValue;
use http::header::CONNECTION;
use hyper::body::Incoming as IncomingBody;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::answer_body::AnswerBody;
use super::body_memory::BodyMemory;
use super::connection_state::{ConnectionState, TURN};
use super::decide::Arrived;
use super::metered_stream::MeteredStream;
use super::node_fault::NodeFault;
use super::wire::Stream;
use super::{Limits, ask_control, deliver};
use crate::cluster::Cluster;
use crate::control::{Scopes, SharedControl};
use crate::http::{Answer, BodyProblem};
use crate::journal::AnsweredBy;
use crate::time::{Clock, Elsewhere, Runtime, Timer};

/// What all connections of a node share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) cluster: Cluster,
    pub(crate) scopes: Scopes,
    pub(crate) control: SharedControl,
    pub(crate) limits: Limits,
    /// Of all HTTP nodes together.
    pub(crate) body_memory: BodyMemory,
    pub(crate) clock: Clock,
    pub(crate) runtime: Runtime,
    #[cfg(feature = "wiremock")]
    pub(crate) mocks: Arc<super::mocks::Mocks>,
    /// The number of the HTTP node, if there are several.
    pub(crate) http_node: Option<usize>,
    pub(crate) fault: NodeFault,
    pub(crate) elsewhere: Elsewhere,
    #[cfg(feature = "tls")]
    pub(crate) tls: Option<super::tls::Acceptor>,
}

impl Shared {
    #[cfg_attr(
        not(feature = "tls"),
        expect(
            clippy::unused_self,
            reason = "without the feature there is one scheme"
        )
    )]
    pub(crate) fn scheme(&self) -> &'static str {
        #[cfg(feature = "tls")]
        if self.tls.is_some() {
            return "https";
        }
        "http"
    }
}

/// Serves a connection until it ends. Errors end it and are ignored.
pub(crate) async fn serve(stream: TcpStream, shared: Arc<Shared>, state: ConnectionState) {
    // Answers are small and awaited, so none should wait for more to be sent with it. If that
    // fails, they do.
    let _ = stream.set_nodelay(true);
    #[cfg(feature = "tls")]
    if let Some(tls) = &shared.tls {
        let deadline = shared.runtime.timer(shared.limits.head_timeout);
        if let Some(stream) = Box::pin(tls.accept(stream, deadline)).await {
            Box::pin(serve_http(stream, &shared, &state)).await;
        }
        return;
    }
    serve_http(stream, &shared, &state).await;
}

async fn serve_http(stream: impl Stream, shared: &Arc<Shared>, state: &ConnectionState) {
    let mut stream = MeteredStream {
        stream,
        connection: state.clone(),
        unread: Bytes::new(),
    };
    while let Some(parked) = serve_until_idle(stream, shared, state).await {
        state.set_parked(true);
        let readable = parked.stream.tcp().readable().await;
        state.set_parked(false);
        if readable.is_err() {
            return;
        }
        stream = parked;
    }
}

/// Serves requests until the connection ends, or is idle where there are many.
async fn serve_until_idle<S: Stream>(
    stream: MeteredStream<S>,
    shared: &Arc<Shared>,
    state: &ConnectionState,
) -> Option<MeteredStream<S>> {
    let Limits {
        head_bytes,
        head_timeout,
        ..
    } = shared.limits;
    let service = service_fn(|request| {
        state.request_begins();
        answer(request, shared, state)
    });
    let mut connection = http1::Builder::new()
        .auto_date_header(false)
        // Simple clients close their sending side behind the request, and still wait for the
        // answer.
        .half_close(true)
        .max_header_size(head_bytes)
        // A head has to fit; beyond that, what is read at once is what a turn can be too long by.
        .max_buf_size(head_bytes.max(TURN))
        .header_read_timeout(None)
        .writev(false)
        .serve_connection(TokioIo::new(stream), service);
    let mut deadline: Option<(u32, Timer)> = None;
    let mut is_first_turn = true;
    let is_parked = poll_fn(|cx| {
        state.turn_begins();
        if std::mem::take(&mut is_first_turn) {
            state.set_waker(cx.waker());
        }
        if Pin::new(&mut connection).poll(cx).is_ready() {
            return Poll::Ready(false);
        }
        let Some(head) = state.begun_head() else {
            deadline = None;
            return if state.is_to_park() {
                Poll::Ready(true)
            } else {
                Poll::Pending
            };
        };
        let (_, sleep) = match &mut deadline {
            Some(of_head) if of_head.0 == head => of_head,
            other => other.insert((head, shared.runtime.timer(head_timeout))),
        };
        sleep.as_mut().poll(cx).map(|()| false)
    });
    if !is_parked.await {
        return None;
    }
    let parts = connection.into_parts();
    let mut stream = parts.io.into_inner();
    stream.unread = parts.read_buf;
    Some(stream)
}

/// Answers one request. An error closes the connection without an answer.
async fn answer(
    request: http::Request<IncomingBody>,
    shared: &Arc<Shared>,
    state: &ConnectionState,
) -> io::Result<http::Response<AnswerBody>> {
    if !state.wire().is_plain() {
        Box::pin(state.wire().before_request()).await?;
    }
    let (head, incoming) = request.into_parts();
    let mut arrived = Arrived::head(head, shared);
    arrived.receive_body(incoming, shared).await?;
    if let Some(control) = ask_control::asked(shared, arrived.request.uri()) {
        return Box::pin(ask_control::answer(control, arrived, shared, state)).await;
    }
    arrived.complete(shared);
    let mut delivery = arrived.decide(shared, state).await?;
    if delivery.answered_by != AnsweredBy::Mock
        && let Some(disturbance) = shared.fault.delay(delivery.disturbance.take())
    {
        let (at, body) = (arrived.at(), delivery.answer.body.len());
        let clock = arrived.clock(shared);
        Box::pin(deliver::begin(*disturbance, at, body, state, clock)).await;
    }
    state.request_ends(arrived.tail);
    Ok(response(delivery.answer, &mut arrived))
}

fn response(answer: Answer, arrived: &mut Arrived) -> http::Response<AnswerBody> {
    // hyper in turn takes the answer's map for the next request, so a connection allocates its
    // header map once.
    let map = std::mem::take(arrived.request.headers_mut());
    let mut response = answer.into_http_reusing(map);
    // What is left of a body that was not read to its end is not the next request.
    if arrived.problem.is_some_and(BodyProblem::leaves_rest) {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(CONNECTION, close);
    }
    response
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;
    use crate::cluster::Settings;

    fn shared() -> Arc<Shared> {
        let (cluster, clock) = (Cluster::with(Settings::default()), Clock::system());
        Arc::new(Shared {
            cluster: cluster.clone(),
            scopes: Scopes::new(cluster, clock.clone()),
            control: None,
            limits: Limits::default(),
            body_memory: BodyMemory::new(usize::MAX),
            clock,
            runtime: Runtime::of_caller().expect("tests run inside a runtime"),
            #[cfg(feature = "wiremock")]
            mocks: Arc::default(),
            http_node: None,
            fault: NodeFault::default(),
            elsewhere: Elsewhere::of(Runtime::Background),
            #[cfg(feature = "tls")]
            tls: None,
        })
    }

    async fn ask(client: &mut TcpStream) -> String {
        let request = b"HEAD / HTTP/1.1\r\nhost: x\r\n\r\n";
        client.write_all(request).await.unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            assert!(client.read_buf(&mut answer).await.unwrap() > 0);
        }
        String::from_utf8(answer).unwrap()
    }

    /// Also one that the client has not used yet, which has a buffer all the same.
    #[tokio::test]
    async fn an_idle_connection_is_parked_and_goes_on_when_the_client_does() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap())
            .await
            .unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        let (shared, state) = (shared(), ConnectionState::default());
        let serving = tokio::spawn(serve(stream, Arc::clone(&shared), state.clone()));
        for requests in 1..=3 {
            while !state.is_parked() {
                state.park_if_idle();
                tokio::task::yield_now().await;
            }
            assert!(ask(&mut client).await.starts_with("HTTP/1.1 200 OK"));
            assert_eq!(shared.cluster.exchanges().len(), requests);
        }
        drop(client);
        serving.await.unwrap();
        assert!(state.is_closed());
    }
}
