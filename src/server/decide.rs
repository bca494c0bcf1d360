//! What becomes of a request that has arrived: a mock's word, a proxy's, or the cluster's.

use std::io;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use http::header::CONTENT_ENCODING;
use http::request::Parts;

use super::connection::Shared;
use super::receive::ReceivedBody;
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
    /// Without its body until that is joined.
    pub(crate) request: http::Request<Bytes>,
    body: ReceivedBody,
    /// Why its body is not whole, if it is not.
    pub(crate) problem: Option<BodyProblem>,
    at: SystemTime,
}

/// An answer that comes from something before the cluster.
type Answered = Option<(AnsweredBy, Box<Answer>)>;

impl Arrived {
    pub(crate) fn now(
        head: Parts,
        body: ReceivedBody,
        problem: Option<BodyProblem>,
        shared: &Shared,
    ) -> Self {
        Self {
            request: http::Request::from_parts(head, Bytes::new()),
            body,
            problem,
            at: shared.clock.now(),
        }
    }

    /// When the request was complete.
    pub(crate) fn at(&self) -> SystemTime {
        self.at
    }

    /// Has the request answered and recorded. An error closes the connection without an answer.
    pub(crate) async fn decide(mut self, shared: &Arc<Shared>) -> io::Result<(Self, Delivery)> {
        let takes_long = self.takes_long();
        if takes_long {
            (self, ()) = self.elsewhere(shared, |arrived, _| arrived.join()).await?;
        } else {
            self.join();
        }
        let (answered, error) = match mocked(&self.request, shared).await {
            Ok(None) => (shared.fault.answer(), None),
            Ok(Some(answer)) => (Some((AnsweredBy::Mock, Box::new(answer))), None),
            Err(error) => {
                let nothing = Box::new(Answer::empty_error());
                (Some((AnsweredBy::Mock, nothing)), Some(error))
            }
        };
        let decided = if takes_long {
            let receive = |arrived: &mut Self, shared: &Shared| arrived.receive(answered, shared);
            self.elsewhere(shared, receive).await?
        } else {
            let delivery = self.receive(answered, shared);
            (self, delivery)
        };
        error.map_or(Ok(decided), Err)
    }

    fn takes_long(&self) -> bool {
        let is_encoded = self.request.headers().contains_key(CONTENT_ENCODING);
        let long = match is_encoded {
            true => LONG_COMPRESSED_BODY,
            false => LONG_BODY,
        };
        self.body.len() > long
    }

    /// Does something on a thread for work that takes long.
    async fn elsewhere<T: Send + 'static>(
        mut self,
        shared: &Arc<Shared>,
        work: impl FnOnce(&mut Self, &Shared) -> T + Send + 'static,
    ) -> io::Result<(Self, T)> {
        let working = shared.elsewhere.begin();
        let shared = Arc::clone(shared);
        let handle = shared.runtime.handle().clone();
        let done = handle.spawn_blocking(move || {
            let result = work(&mut self, &shared);
            // By then nothing of the fake is left on this thread.
            drop(shared);
            drop(working);
            (self, result)
        });
        done.await.map_err(io::Error::other)
    }

    fn join(&mut self) {
        *self.request.body_mut() = self.body.join();
    }

    fn receive(&mut self, answered: Answered, shared: &Shared) -> Delivery {
        let scope = shared.scopes.of(&mut self.request);
        let headers = Headers::of(self.request.headers());
        let longest = shared.limits.body_bytes;
        let whole = self.problem.map_or(Ok(()), Err);
        let body = whole
            .and_then(|()| decode(headers.content_encoding, self.request.body(), longest))
            .and_then(|decoded| self.body.account_for(decoded));
        let incoming = Incoming {
            request: &self.request,
            headers: &headers,
            body,
            at: self.at,
            http_node: shared.http_node,
            answered,
        };
        let took = || shared.clock.since(self.at);
        scope
            .as_ref()
            .unwrap_or(&shared.cluster)
            .receive(incoming, took)
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
