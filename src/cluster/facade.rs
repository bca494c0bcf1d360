//! What tests see of a cluster.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;

use super::pipeline::Pipeline;
use super::{Delivery, Incoming, Settings};
use crate::coverage::Coverage;
use crate::endpoints::{Call, Renderer};
use crate::http::{Answer, Headers, decode};
use crate::journal::{
    BreachReport, Exchange, Journal, RecordedRequest, Records, Transcript, Updates,
};
use crate::model::{ActiveConditions, Condition, Deployment, Deployments, Edition, Node};
use crate::script::{Carrier, Hold, Rng, Scripts};
use crate::time::Lock;

/// A cluster without a network: what it holds, what it was asked, and what it answers.
///
/// It is pure: it has no sockets, no tasks and no clock, and is told the time, so the same requests
/// at the same times get the same answers. A [`FakeCluster`](crate::FakeCluster) is a cluster
/// behind a listener, and dereferences to it. Clones share one state.
///
/// ```
/// use std::time::SystemTime;
/// use es_ml_fake::{Cluster, DOCUMENTED_DEPLOYMENT};
///
/// let cluster = Cluster::new();
/// let path = format!("/_ml/trained_models/{DOCUMENTED_DEPLOYMENT}/deployment/_update");
/// let request = http::Request::post(path)
///     .header("content-type", "application/json")
///     .body(r#"{"number_of_allocations": 4}"#.into())?;
/// let answer = cluster.handle(&request, SystemTime::now());
/// assert_eq!(answer.status(), 200);
/// assert_eq!(cluster.updates().only().number_of_allocations(), Some(4));
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Clone)]
pub struct Cluster {
    pub(super) shared: Arc<Shared>,
}

pub(super) struct Shared {
    pub(super) settings: Settings,
    pub(super) conditions: ActiveConditions,
    pub(super) state: Lock<State>,
    pub(super) scripts: Arc<Scripts>,
    pub(super) journal: Arc<Journal>,
}

/// What requests change.
pub(super) struct State {
    pub(super) deployments: Deployments,
    pub(super) renderer: Renderer,
}

/// The longest body of a request to a cluster without a listener, decompressed: 100 MiB.
const LONGEST_BODY: usize = 100 << 20;

impl Cluster {
    /// A cluster with the documented deployment.
    #[must_use]
    pub fn new() -> Self {
        Self::with(Settings::default())
    }

    pub(crate) fn with(settings: Settings) -> Self {
        let deployments = settings.first_deployments();
        let state = State {
            deployments: Deployments::new(settings.nodes.clone(), deployments),
            renderer: Renderer::default(),
        };
        Self {
            shared: Arc::new(Shared {
                conditions: settings.conditions.into(),
                state: Lock::new(state),
                scripts: Arc::new(Scripts::new(settings.seed.unwrap_or_else(Rng::any_seed))),
                journal: Arc::new(Journal::new(settings.journal)),
                settings,
            }),
        }
    }

    /// Answers a request that arrived at `now`, and records both.
    ///
    /// A script that delays the answer, keeps it back or breaks the connection cannot do so here:
    /// the answer is 500 then, and [`verify`](Self::verify) says why.
    pub fn handle(&self, request: &http::Request<Bytes>, now: SystemTime) -> Answer {
        self.answer_for(Carrier::Return, request, now).answer
    }

    /// The same for a carrier that can do more to the answer.
    pub(crate) fn answer_for(
        &self,
        carrier: Carrier,
        request: &http::Request<Bytes>,
        now: SystemTime,
    ) -> Delivery {
        let headers = Headers::of(request.headers());
        let incoming = Incoming {
            request,
            headers: &headers,
            body: decode(headers.content_encoding, request.body(), LONGEST_BODY),
            at: now,
            http_node: None,
            answered: None,
            carrier,
        };
        self.receive(incoming, || Duration::ZERO)
    }

    /// Answers a request, and records both. `took` is asked when the answer is ready.
    pub(crate) fn receive(
        &self,
        incoming: Incoming<'_>,
        took: impl FnOnce() -> Duration,
    ) -> Delivery {
        let Incoming {
            request,
            headers,
            body,
            at,
            http_node,
            answered,
            carrier,
        } = incoming;
        let body = body.as_ref().map(Cow::as_ref).map_err(|problem| *problem);
        let call = Call::of(request, headers, body, self.edition().dialect());
        let endpoint = call.endpoint();
        let mut decided = endpoint.visit(Pipeline {
            shared: &self.shared,
            call: &call,
            at,
            answered,
            carrier,
        });
        let answer = decided.delivery.answer.clone();
        let exchange = self.shared.journal.record(|memory| Exchange {
            seq: decided.seq,
            at,
            took: took(),
            http_node,
            edition: self.edition(),
            endpoint,
            answered_by: decided.delivery.answered_by,
            request: RecordedRequest::of(&call, request.body(), memory),
            format: call.body_format(),
            verdict: decided.verdict,
            answer,
        });
        if let Some(disturbance) = &mut decided.delivery.disturbance {
            disturbance.holds.iter_mut().for_each(Hold::arrive);
        }
        if let Some(observer) = &self.shared.settings.observer {
            observer(&exchange);
        }
        decided.delivery
    }

    /// Another cluster with the same settings, as this one was at its start.
    pub(crate) fn fresh(&self, now: SystemTime) -> Self {
        let fresh = Self::with(self.shared.settings.clone());
        fresh.add_first_scripts(now);
        fresh
    }

    pub(crate) fn journal(&self) -> &Journal {
        &self.shared.journal
    }

    /// The update requests that have arrived, to be narrowed down, counted, looked at and waited
    /// for.
    pub fn updates(&self) -> Updates {
        Updates::of(Arc::clone(&self.shared.journal))
    }

    /// Every exchange that the journal still has, in the order of arrival.
    #[must_use]
    pub fn exchanges(&self) -> Vec<Arc<Exchange>> {
        let journal = &self.shared.journal;
        journal.read(|records| records.exchanges().cloned().collect())
    }

    /// What happened so far, as stable text for a snapshot.
    #[must_use]
    pub fn transcript(&self) -> Transcript {
        let journal = &self.shared.journal;
        journal.read(|records| Transcript::of(records.exchanges().cloned(), records.dropped()))
    }

    /// Which parts of the contract the exchanges have exercised that the journal still has.
    pub fn coverage(&self) -> Coverage {
        let journal = &self.shared.journal;
        let exchanges: Vec<_> = journal.read(|records| records.exchanges().cloned().collect());
        Coverage::of(exchanges.into_iter())
    }

    /// The deployment of that id as it is now, if there is one.
    #[must_use]
    pub fn deployment(&self, id: &str) -> Option<Deployment> {
        self.shared.state.lock().deployments.get(id).cloned()
    }

    /// All deployments as they are now, ordered by id.
    #[must_use]
    pub fn deployments(&self) -> Vec<Deployment> {
        let state = self.shared.state.lock();
        state.deployments.iter().cloned().collect()
    }

    /// Adds a deployment, or replaces the one that has its id.
    pub fn put_deployment(&self, deployment: Deployment) {
        self.shared.state.lock().deployments.put(deployment);
    }

    /// Lets all nodes catch up now: what was to be is, also in deployments that were put there as
    /// starting. See [`Settling`](crate::model::Settling).
    ///
    /// Nodes that have failed stay so, and deployments that are being stopped stay as they are.
    pub fn settle(&self) {
        self.shared.state.lock().deployments.settle();
    }

    /// The machine learning nodes, in the order in which they were added.
    #[must_use]
    pub fn nodes(&self) -> Vec<Node> {
        let state = self.shared.state.lock();
        state.deployments.nodes().all().to_vec()
    }

    /// Puts the cluster into a condition that keeps it from taking updates.
    pub fn set_condition(&self, condition: Condition) {
        self.shared.conditions.set(condition);
    }

    /// Ends a condition.
    pub fn clear_condition(&self, condition: Condition) {
        self.shared.conditions.clear(condition);
    }

    /// The silent breaches since this was asked last, whatever the policy is. Each is reported
    /// once: here, by [`verify`](Self::verify), or on drop.
    #[must_use = "they are not reported again"]
    pub fn take_silent_breaches(&self) -> Option<BreachReport> {
        self.shared.journal.take_silent_breaches()
    }

    /// The breaches that were answered with an error since this was asked last, whatever the policy
    /// is. Each is reported once, as the [silent](Self::take_silent_breaches) ones are.
    #[must_use = "they are not reported again"]
    pub fn take_refused_breaches(&self) -> Option<BreachReport> {
        self.shared.journal.take_refused_breaches()
    }

    /// Which server it behaves as.
    #[must_use]
    pub fn edition(&self) -> Edition {
        self.shared.settings.edition
    }
}

impl Default for Cluster {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let exchanges = self.shared.journal.read(Records::total);
        f.debug_struct("Cluster")
            .field("deployments", &self.shared.state.lock().deployments)
            .field("exchanges", &exchanges)
            .finish_non_exhaustive()
    }
}
