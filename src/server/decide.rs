//! What becomes of a request that has arrived: a mock's word, a proxy's, or the cluster's.

use std::borrow::Cow;
use std::io;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use http::header::CONTENT_ENCODING;
use http::request::Parts;
use hyper::body::Incoming as IncomingBody;

use super::connection::Shared;
use super::connection_state::{ConnectionState, Tail};
use super::encoding;
use super::hanging_up::unless_hung_up;
use super::receive::{ReceivedBody, receive};
use super::wait::wait;
use crate::cluster::{Cluster, Delivery, Incoming, Waiting};
use crate::control::Scope;
use crate::http::{Answer, BodyProblem, Headers, decode};
use crate::journal::AnsweredBy;
use crate::script::Carrier;
use crate::time::Clock;

/// Longer bodies are decided on another thread, since one thread serves all connections: reading,
/// judging and recording a body of 100 MB takes seconds.
const LONG_BODY: usize = 64 * 1024;

/// The same for bodies under gzip, which grow a thousandfold at most.
const LONG_COMPRESSED_BODY: usize = 1024;

/// A request that has arrived, as far as it did.
#[derive(Debug)]
pub(crate) struct Arrived {
    /// Without its body until that is joined.
    pub(crate) request: http::Request<Bytes>,
    body: ReceivedBody,
    /// Why its body is not whole, if it is not.
    pub(crate) problem: Option<BodyProblem>,
    at: SystemTime,
    /// Unless it is the main one.
    scope: Option<Arc<Scope>>,
    /// Its body after decompression, once the request has to wait and is asked for again.
    decompressed: Option<Vec<u8>>,
    /// Its last bytes on the wire, known when it is decided and whole.
    pub(crate) tail: Option<Tail>,
}

/// An answer that comes from something before the cluster.
type Answered = Option<(AnsweredBy, Box<Answer>)>;

impl Arrived {
    /// One of which the head has arrived.
    pub(crate) fn head(head: Parts, shared: &Shared) -> Self {
        Self {
            request: http::Request::from_parts(head, Bytes::new()),
            body: ReceivedBody::sharing(&shared.body_memory),
            problem: None,
            at: SystemTime::UNIX_EPOCH,
            scope: None,
            decompressed: None,
            tail: None,
        }
    }

    /// Receives its body. An error is that of a client that is gone.
    pub(crate) async fn receive_body(
        &mut self,
        incoming: IncomingBody,
        shared: &Shared,
    ) -> io::Result<()> {
        let headers = self.request.headers();
        let (limits, runtime) = (&shared.limits, &shared.runtime);
        self.problem = receive(headers, incoming, &mut self.body, limits, runtime).await?;
        Ok(())
    }

    /// Takes note that all of it has arrived that will: which scope it is for, and when it was.
    pub(crate) fn complete(&mut self, shared: &Shared) {
        self.scope = shared.scopes.of(&mut self.request);
        self.at = self.clock(shared).now();
    }

    /// The clock that it goes by.
    pub(super) fn clock<'a>(&'a self, shared: &'a Shared) -> &'a Clock {
        let scope = self.scope.as_ref();
        scope.map_or(&shared.clock, |scope| &scope.clock)
    }

    /// When the request was complete.
    pub(crate) fn at(&self) -> SystemTime {
        self.at
    }

    /// Has the request answered and recorded. An error closes the connection without an answer.
    pub(crate) async fn decide(
        &mut self,
        shared: &Arc<Shared>,
        state: &ConnectionState,
    ) -> io::Result<Delivery> {
        if self.takes_long() {
            return Box::pin(self.decide_elsewhere(shared, state)).await;
        }
        self.join();
        if are_mocks_used(shared) {
            let (answered, error) = answered_by_mock(&self.request, shared).await;
            let received = self.receive(answered, shared);
            return self.end(received, error, shared, state).await;
        }
        match self.receive(shared.fault.answer(), shared) {
            Ok(delivery) => Ok(delivery),
            received => Box::pin(self.end(received, None, shared, state)).await,
        }
    }

    /// The answer, when it is there, unless the connection is to be closed without one.
    async fn end(
        &mut self,
        received: Result<Delivery, Box<Waiting>>,
        error: Option<io::Error>,
        shared: &Arc<Shared>,
        state: &ConnectionState,
    ) -> io::Result<Delivery> {
        let delivery = match received {
            Ok(delivery) => delivery,
            Err(waiting) => {
                let wait = wait(self, waiting, shared);
                Box::pin(unless_hung_up(wait, shared, state)).await?
            }
        };
        error.map_or(Ok(delivery), Err)
    }

    /// On another thread, apart from what waits for a mock.
    async fn decide_elsewhere(
        &mut self,
        shared: &Arc<Shared>,
        state: &ConnectionState,
    ) -> io::Result<Delivery> {
        self.elsewhere(shared, |arrived, _| arrived.join()).await?;
        let (answered, error) = if are_mocks_used(shared) {
            answered_by_mock(&self.request, shared).await
        } else {
            (shared.fault.answer(), None)
        };
        let receive = |arrived: &mut Self, shared: &Shared| arrived.receive(answered, shared);
        let received = self.elsewhere(shared, receive).await?;
        self.end(received, error, shared, state).await
    }

    fn takes_long(&self) -> bool {
        let length = self.body.len();
        let is_encoded = || self.request.headers().contains_key(CONTENT_ENCODING);
        length > LONG_COMPRESSED_BODY && (length > LONG_BODY || is_encoded())
    }

    /// Does something on a thread for work that takes long.
    async fn elsewhere<T: Send + 'static>(
        &mut self,
        shared: &Arc<Shared>,
        work: impl FnOnce(&mut Self, &Shared) -> T + Send + 'static,
    ) -> io::Result<T> {
        let mut arrived = std::mem::replace(self, Self::nothing(self.at));
        let with = Arc::clone(shared);
        let work = move || {
            let result = work(&mut arrived, &with);
            (arrived, result)
        };
        let (arrived, result) = shared.elsewhere.run(work).await?;
        *self = arrived;
        Ok(result)
    }

    /// What stands in the place of a request that is elsewhere.
    fn nothing(at: SystemTime) -> Self {
        Self {
            request: http::Request::default(),
            body: ReceivedBody::empty(),
            problem: None,
            at,
            scope: None,
            decompressed: None,
            tail: None,
        }
    }

    pub(super) fn join(&mut self) {
        *self.request.body_mut() = self.body.join();
    }

    /// Joins a body of up to this length. A longer one is too long, and left as it is.
    pub(super) fn join_up_to(&mut self, longest: usize) {
        if self.body.len() > longest {
            self.problem.get_or_insert(BodyProblem::TooLong);
        } else {
            self.join();
        }
    }

    fn receive(&mut self, answered: Answered, shared: &Shared) -> Result<Delivery, Box<Waiting>> {
        self.ask(answered, shared, |cluster, clock, incoming| {
            let at = incoming.at;
            cluster.receive(incoming, || clock.since(at))
        })
    }

    /// Lets a request go on that has waited.
    pub(super) fn go_on(
        &mut self,
        waiting: Box<Waiting>,
        shared: &Shared,
    ) -> Result<Delivery, Box<Waiting>> {
        self.ask(None, shared, |cluster, clock, incoming| {
            let took = || clock.since(incoming.at);
            cluster.go_on(waiting, incoming, clock.now(), took)
        })
    }

    /// Answers a request that has to wait, and is not waited for any more.
    pub(super) fn foresee(&mut self, waiting: Waiting, shared: &Shared) {
        let foreseen = self.ask(None, shared, |cluster, clock, incoming| {
            let took = || clock.since(incoming.at);
            Ok(cluster.foresee(waiting, incoming, took))
        });
        drop(foreseen);
    }

    /// The cluster that it is for.
    pub(super) fn cluster(&self, shared: &Shared) -> Cluster {
        let scope = self.scope.as_ref();
        scope
            .map_or(&shared.cluster, |scope| &scope.cluster)
            .clone()
    }

    fn ask(
        &mut self,
        answered: Answered,
        shared: &Shared,
        ask: impl FnOnce(&Cluster, &Clock, &mut Incoming<'_>) -> Result<Delivery, Box<Waiting>>,
    ) -> Result<Delivery, Box<Waiting>> {
        let headers = Headers::of(self.request.headers());
        let longest = shared.limits.body_bytes;
        let whole = self.problem.map_or(Ok(()), Err);
        let body = match self.decompressed.take() {
            Some(body) => Ok(Cow::Owned(body)),
            None => whole
                .and_then(|()| decode(headers.content_encoding, self.request.body(), longest))
                .and_then(|decoded| self.body.account_for(decoded)),
        };
        let mut incoming = Incoming {
            request: &self.request,
            headers: &headers,
            body,
            at: self.at,
            http_node: shared.http_node,
            answered,
            carrier: Carrier::Connection,
        };
        let scope = self.scope.as_ref();
        let (cluster, clock) = scope.map_or((&shared.cluster, &shared.clock), |scope| {
            (&scope.cluster, &scope.clock)
        });
        let mut delivery = match ask(cluster, clock, &mut incoming) {
            Ok(delivery) => delivery,
            Err(waiting) => {
                if let Ok(Cow::Owned(body)) = incoming.body {
                    self.decompressed = Some(body);
                }
                return Err(waiting);
            }
        };
        // What a mock says is sent as it is.
        if delivery.answered_by != AnsweredBy::Mock {
            encoding::encode(headers.accept_encoding, &mut delivery.answer);
        }
        if self.problem.is_none() {
            self.tail = Some(Tail::of(&headers, self.request.body()));
        }
        Ok(delivery)
    }
}

#[cfg(feature = "wiremock")]
fn are_mocks_used(shared: &Shared) -> bool {
    shared.mocks.are_used()
}

#[cfg(not(feature = "wiremock"))]
fn are_mocks_used(_: &Shared) -> bool {
    false
}

/// The answer of a mock in front of the cluster, if one matches; and the error that closes the
/// connection after that is on record.
#[cfg(feature = "wiremock")]
async fn answered_by_mock(
    request: &http::Request<Bytes>,
    shared: &Shared,
) -> (Answered, Option<io::Error>) {
    let by_mock = |answer| Some((AnsweredBy::Mock, Box::new(answer)));
    match Box::pin(shared.mocks.answer(request)).await {
        Ok(None) => (shared.fault.answer(), None),
        Ok(Some(answer)) => (by_mock(answer), None),
        Err(error) => (by_mock(Answer::empty_error()), Some(error)),
    }
}

#[cfg(not(feature = "wiremock"))]
#[allow(clippy::unused_async)]
async fn answered_by_mock(
    _: &http::Request<Bytes>,
    shared: &Shared,
) -> (Answered, Option<io::Error>) {
    (shared.fault.answer(), None)
}
