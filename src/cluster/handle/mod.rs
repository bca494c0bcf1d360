//! The cluster itself: requests in, answers out, everything on record.

mod waiting;

use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use tokio::sync::Notify;

use super::{
    Breaches, Condition, Conditions, Deployment, Deployments, Edition, Node, Settings,
    SilentBreaches, Via,
};
use crate::api::{self, Answer, BodyProblem, Call, Headers, Responded};
use crate::arena::Arena;
#[cfg(feature = "wiremock")]
use crate::journal::AnsweredBy;
use crate::journal::{Exchange, Journal, RecordedRequest, Transcript, Updates};
use crate::script::{Chance, Scripts, Travel, Unused};

/// A cluster without a network: what it holds, what it was asked, and what it answers.
///
/// It is pure: it has no sockets and no tasks, and is told the time, so the same requests at the same times get the same answers. A
/// [`FakeCluster`](crate::FakeCluster) is a cluster behind a listener, and dereferences to it. Clones share one state.
///
/// ```
/// use std::time::SystemTime;
/// use es_ml_fake::{Cluster, DOCUMENTED_DEPLOYMENT};
///
/// let cluster = Cluster::new();
/// let request = http::Request::post(format!("/_ml/trained_models/{DOCUMENTED_DEPLOYMENT}/deployment/_update"))
///     .header("content-type", "application/json")
///     .body(r#"{"number_of_allocations": 4}"#.into())?;
/// let answer = cluster.handle(&request, SystemTime::now());
/// assert_eq!(answer.status(), 200);
/// assert_eq!(cluster.updates().only().number_of_allocations(), Some(4));
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Clone)]
pub struct Cluster {
    shared: Arc<Shared>,
}

struct Shared {
    settings: Settings,
    state: Mutex<State>,
    /// Two ways to wait for the next exchange: for threads, and for tasks.
    recorded: Condvar,
    recorded_for_tasks: Notify,
}

struct State {
    deployments: Deployments,
    conditions: Conditions,
    scripts: Scripts,
    journal: Journal,
    /// For what the journal keeps.
    memory: Arena,
    /// How many threads and tasks wait for the next exchange. Nearly always nobody does, and waking nobody is not free.
    waiting: usize,
}

impl Cluster {
    /// A cluster with the documented deployment.
    #[must_use]
    pub fn new() -> Self {
        Self::with(Settings::default())
    }

    pub(crate) fn with(settings: Settings) -> Self {
        let state = State {
            deployments: Deployments::new(
                settings.edition.dialect().writes,
                settings.fleet.clone(),
                settings.deployments.iter().cloned(),
            ),
            conditions: settings.conditions,
            scripts: Scripts::new(settings.seed.unwrap_or_else(Chance::any_seed)),
            journal: Journal::new(settings.journal),
            memory: Arena::default(),
            waiting: 0,
        };
        Self {
            shared: Arc::new(Shared {
                settings,
                state: Mutex::new(state),
                recorded: Condvar::new(),
                recorded_for_tasks: Notify::new(),
            }),
        }
    }

    /// Answers a request that arrived at `now`, and records both.
    pub fn handle(&self, request: &http::Request<Bytes>, now: SystemTime) -> Answer {
        let headers = Headers::of(request.headers());
        self.receive(request, &headers, None, now, Via::default(), || {
            Duration::ZERO
        })
        .0
    }

    /// As [`handle`](Self::handle), for whoever has a clock and may have failed to receive the whole body.
    ///
    /// `took` is asked at the moment when the answer is ready. Beside the answer there is how it is to travel, unless that is at once
    /// and whole.
    pub(crate) fn receive(
        &self,
        request: &http::Request<Bytes>,
        headers: &Headers<'_>,
        problem: Option<BodyProblem>,
        now: SystemTime,
        via: Via,
        took: impl FnOnce() -> Duration,
    ) -> (Answer, Option<Box<Travel>>) {
        let longest = self.shared.settings.longest_body;
        let body = match problem {
            Some(problem) => Err(problem),
            None => api::decode(headers.content_encoding, request.body(), longest),
        };
        let mut call = Call::of(request, headers, body, self.edition().dialect());
        let verdict = call.judge();
        let endpoint = call.routed.endpoint();
        let mut state = self.lock();
        let State {
            deployments,
            conditions,
            scripts,
            journal,
            memory,
            ..
        } = &mut *state;
        let recorded = RecordedRequest::of(request, headers, call.decoded_body(), memory);
        let Responded {
            answer,
            answered_by,
            travel,
        } = match via.turned_back {
            Some(answer) => Responded::turned_back(*answer),
            None => api::respond(
                &mut call,
                &verdict,
                api::State {
                    settings: &self.shared.settings,
                    deployments,
                    scripts,
                    memory,
                    seq: journal.next_seq(),
                    conditions: *conditions,
                    now,
                },
            ),
        };
        let exchange = Arc::new(Exchange {
            seq: journal.next_seq(),
            at: now,
            took: took(),
            node: via.node,
            endpoint,
            answered_by,
            request: recorded,
            verdict,
            answer: answer.clone(),
        });
        self.record(state, exchange);
        (answer, travel)
    }

    /// Records a request that was answered by a mock in front of the cluster. It is judged all the same.
    #[cfg(feature = "wiremock")]
    pub(crate) fn receive_mocked(
        &self,
        request: &http::Request<Bytes>,
        headers: &Headers<'_>,
        answer: &Answer,
        now: SystemTime,
        node: Option<usize>,
        took: Duration,
    ) {
        let body = api::decode(
            headers.content_encoding,
            request.body(),
            self.shared.settings.longest_body,
        );
        let mut call = Call::of(request, headers, body, self.edition().dialect());
        let verdict = call.judge();
        let mut state = self.lock();
        let recorded =
            RecordedRequest::of(request, headers, call.decoded_body(), &mut state.memory);
        let exchange = Arc::new(Exchange {
            seq: state.journal.next_seq(),
            at: now,
            took,
            endpoint: call.routed.endpoint(),
            node,
            answered_by: AnsweredBy::Mock,
            request: recorded,
            verdict,
            answer: answer.clone(),
        });
        self.record(state, exchange);
    }

    fn record(&self, mut state: MutexGuard<'_, State>, exchange: Arc<Exchange>) {
        let for_observer = match &self.shared.settings.observer {
            Some(observer) => Some((observer, Arc::clone(&exchange))),
            None => None,
        };
        state.journal.record(exchange);
        let is_awaited = state.waiting > 0;
        drop(state);
        if is_awaited {
            self.shared.recorded.notify_all();
            self.shared.recorded_for_tasks.notify_waiters();
        }
        if let Some((observer, exchange)) = for_observer {
            observer(&exchange);
        }
    }

    /// The update requests that have arrived, to be narrowed down, counted, looked at and waited for.
    pub fn updates(&self) -> Updates {
        Updates::of(self.clone())
    }

    /// Every exchange that the journal still has, in the order of arrival.
    #[must_use]
    pub fn exchanges(&self) -> Vec<Arc<Exchange>> {
        self.lock().journal.exchanges().cloned().collect()
    }

    /// What happened so far, as stable text for a snapshot.
    #[must_use]
    pub fn transcript(&self) -> Transcript {
        let state = self.lock();
        Transcript::of(state.journal.exchanges().cloned(), state.journal.dropped())
    }

    /// The deployment of that id as it is now, if there is one.
    #[must_use]
    pub fn deployment(&self, id: &str) -> Option<Deployment> {
        self.lock().deployments.get(id).cloned()
    }

    /// All deployments as they are now, ordered by id.
    #[must_use]
    pub fn deployments(&self) -> Vec<Deployment> {
        self.lock().deployments.iter().cloned().collect()
    }

    /// Adds a deployment, or replaces the one that has its id.
    pub fn put_deployment(&self, deployment: Deployment) {
        self.lock().deployments.put(deployment);
    }

    /// Lets all nodes catch up now: what was to be is, also in deployments that were put there as starting. See [`Settling`](crate::Settling).
    ///
    /// Nodes that have failed stay so, and deployments that are being stopped stay as they are.
    pub fn settle(&self) {
        self.lock().deployments.settle();
    }

    /// The nodes, in the order in which they were added.
    #[must_use]
    pub fn nodes(&self) -> Vec<Node> {
        self.lock().deployments.fleet().nodes().to_vec()
    }

    /// Puts the cluster into a condition that keeps it from taking updates.
    pub fn set(&self, condition: Condition) {
        self.lock().conditions.set(condition);
    }

    /// Ends a condition.
    pub fn clear(&self, condition: Condition) {
        self.lock().conditions.clear(condition);
    }

    /// Checks that no request has breached the contract silently so far, whatever the policy is.
    ///
    /// Dropping a [`FakeCluster`](crate::FakeCluster) makes the same check. What this has reported, that does not report again.
    ///
    /// # Errors
    ///
    /// The silent breaches since the last call, if there are any.
    pub fn verify(&self) -> Result<(), SilentBreaches> {
        match self.lock().journal.take_breaches() {
            None => Ok(()),
            Some(breaches) => Err(breaches),
        }
    }

    /// Which server it behaves as.
    #[must_use]
    pub fn edition(&self) -> Edition {
        self.shared.settings.edition
    }

    /// Does something with the scripts, at the time of the cluster's clock.
    pub(crate) fn with_scripts<T>(&self, act: impl FnOnce(&mut Scripts, SystemTime) -> T) -> T {
        let now = self.shared.settings.clock.now();
        act(&mut self.lock().scripts, now)
    }

    pub(crate) fn unused_scripts(&self) -> Unused {
        self.shared.settings.unused_scripts
    }

    pub(crate) fn breaches(&self) -> Breaches {
        self.shared.settings.breaches
    }

    /// Looks at the journal.
    pub(crate) fn with_journal<T>(&self, look: impl FnOnce(&Journal) -> T) -> T {
        look(&self.lock().journal)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere, say in a test's assertion, leaves the state whole: nothing is changed half.
        self.shared
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Cluster {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.lock();
        f.debug_struct("Cluster")
            .field("deployments", &state.deployments)
            .field("exchanges", &state.journal.total())
            .finish_non_exhaustive()
    }
}
