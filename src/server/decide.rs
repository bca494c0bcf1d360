//! What becomes of a request that has arrived: a mock's word, a proxy's, or the cluster's.

use std::io;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;

use super::connection::Shared;
use crate::cluster::{Delivery, Incoming};
use crate::http::{Answer, BodyProblem, Headers, decode};
use crate::journal::AnsweredBy;

/// Longer bodies are decided on another thread, since one thread serves all connections: reading,
/// judging and recording a body of 100 MB takes seconds.
const LONG_BODY: usize = 64 * 1024;

/// The same for bodies under gzip, which grow a thousandfold at most.
const LONG_COMPRESSED_BODY: usize = 1024;

/// A request that has arrived, as far as it did.
#[derive(Debug)]
pub(crate) struct Arrived {
    pub(crate) request: http::Request<Bytes>,
    /// Why its body is not whole, if it is not.
    pub(crate) problem: Option<BodyProblem>,
    at: SystemTime,
}

/// An answer that comes from something before the cluster.
type Answered = Option<(AnsweredBy, Box<Answer>)>;

impl Arrived {
    pub(crate) fn now(
        request: http::Request<Bytes>,
        problem: Option<BodyProblem>,
        shared: &Shared,
    ) -> Self {
        Self {
            request,
            problem,
            at: shared.clock.now(),
        }
    }

    /// When the request was complete.
    pub(crate) fn at(&self) -> SystemTime {
        self.at
    }

    /// Has the request answered and recorded. An error closes the connection without an answer.
    pub(crate) async fn decide(self, shared: &Arc<Shared>) -> io::Result<(Self, Delivery)> {
        let mocked = mocked(&self.request, shared).await;
        let (answered, error) = match mocked {
            Ok(None) => (shared.fault.answer(), None),
            Ok(Some(answer)) => (Some((AnsweredBy::Mock, Box::new(answer))), None),
            Err(error) => {
                let nothing = Box::new(Answer::empty_error());
                (Some((AnsweredBy::Mock, nothing)), Some(error))
            }
        };
        let decided = match self.takes_long() {
            false => {
                let delivery = self.receive(answered, shared);
                (self, delivery)
            }
            true => self.receive_elsewhere(answered, shared).await?,
        };
        error.map_or(Ok(decided), Err)
    }

    fn takes_long(&self) -> bool {
        let is_encoded = self
            .request
            .headers()
            .contains_key(http::header::CONTENT_ENCODING);
        self.request.body().len()
            > if is_encoded {
                LONG_COMPRESSED_BODY
            } else {
                LONG_BODY
            }
    }

    async fn receive_elsewhere(
        self,
        answered: Answered,
        shared: &Arc<Shared>,
    ) -> io::Result<(Self, Delivery)> {
        let working = shared.elsewhere.begin();
        let shared = Arc::clone(shared);
        let handle = shared.runtime.handle().clone();
        let work = handle.spawn_blocking(move || {
            let delivery = self.receive(answered, &shared);
            // By then nothing of the fake is left here, and the exchange is on record.
            drop(shared);
            drop(working);
            (self, delivery)
        });
        work.await.map_err(io::Error::other)
    }

    fn receive(&self, answered: Answered, shared: &Shared) -> Delivery {
        let headers = Headers::of(self.request.headers());
        let longest = shared.limits.body_bytes;
        let body = match self.problem {
            Some(problem) => Err(problem),
            None => decode(headers.content_encoding, self.request.body(), longest),
        };
        let incoming = Incoming {
            request: &self.request,
            headers: &headers,
            body,
            at: self.at,
            http_node: shared.http_node,
            answered,
        };
        let took = || shared.clock.since(self.at);
        shared.cluster.receive(incoming, took)
    }
}

/// The answer of a mock in front of the cluster, if there is one.
#[cfg(feature = "wiremock")]
async fn mocked(request: &http::Request<Bytes>, shared: &Shared) -> io::Result<Option<Answer>> {
    if !shared.mocks.are_used() {
        return Ok(None);
    }
    shared.mocks.answer(request).await
}

#[cfg(not(feature = "wiremock"))]
#[allow(clippy::unused_async)]
async fn mocked(_: &http::Request<Bytes>, _: &Shared) -> io::Result<Option<Answer>> {
    Ok(None)
}
