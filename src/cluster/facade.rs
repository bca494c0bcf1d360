//! What tests see of a cluster.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use super::Settings;
use super::shared::{Shared, State};
use crate::coverage::Coverage;
use crate::journal::{BreachReport, Exchange, Journal, Records, Transcript, Updates};
use crate::model::{Condition, Deployment, Edition, Model};
use crate::script::{Rng, Scripts};
use crate::time::{Lock, Signal};

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

impl Cluster {
    /// A cluster with the documented deployment.
    #[must_use]
    pub fn new() -> Self {
        Self::with(Settings::default())
    }

    pub(crate) fn with(settings: Settings) -> Self {
        Self {
            shared: Arc::new(Shared {
                conditions: settings.conditions.into(),
                state: Lock::new(State::first(&settings)),
                changed: Signal::default(),
                scripts: Arc::new(Scripts::new(settings.seed.unwrap_or_else(Rng::any_seed))),
                journal: Arc::new(Journal::new(settings.journal)),
                settings,
            }),
        }
    }

    /// Begins with what its settings say that it has from the beginning.
    pub(crate) fn begin(&self, now: SystemTime) {
        self.add_first_scripts(now);
        self.come_to(now);
    }

    /// Another cluster with the same settings, as this one was at its start.
    pub(crate) fn fresh(&self, scope: &str, now: SystemTime) -> Self {
        let fresh = Self::with(Settings {
            scope: Some(scope.into()),
            ..self.shared.settings.clone()
        });
        fresh.begin(now);
        fresh
    }

    /// Brings back the state at the start: models and deployments with all that they remember,
    /// nodes, conditions, scripts, and an empty journal that counts from 1 on.
    ///
    /// As [`FakeCluster::reset`](crate::FakeCluster::reset), for a cluster without a clock.
    pub fn reset_at(&self, now: SystemTime) {
        let shared = &self.shared;
        shared.scripts.clear();
        shared.conditions.replace(shared.settings.conditions);
        shared.change(|state| state.begin_anew(&shared.settings));
        shared.journal.reset();
        self.begin(now);
    }

    /// Empties the journal, which counts from 1 on again.
    pub fn clear_journal(&self) {
        self.shared.journal.reset();
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

    /// How many deployments there are.
    pub(crate) fn number_of_deployments(&self) -> usize {
        self.shared.state.lock().deployments.iter().count()
    }

    /// The model of that id as it is now, if there is one.
    #[must_use]
    pub fn model(&self, id: &str) -> Option<Model> {
        self.shared.state.lock().models.get(id).cloned()
    }

    /// All models as they are now, ordered by id.
    #[must_use]
    pub fn models(&self) -> Vec<Model> {
        self.shared.state.lock().models.iter().cloned().collect()
    }

    /// Adds a model, or replaces the one that has its id.
    pub fn put_model(&self, model: Model) {
        self.shared.change(|state| state.put_model(model));
    }

    /// Adds a deployment, or replaces the one that has its id. If there is no model of its
    /// [`model_id`](Deployment::model_id) yet, it comes with one.
    pub fn put_deployment(&self, deployment: Deployment) {
        self.shared.change(|state| state.put(deployment));
    }

    /// Removes a deployment, and returns it as it was, if there is one of that id.
    #[allow(clippy::must_use_candidate, reason = "it does something")]
    pub fn remove_deployment(&self, id: &str) -> Option<Deployment> {
        self.shared.change(|state| {
            let index = state.deployments.find(id)?;
            Some(state.deployments.remove(index))
        })
    }

    /// Puts the cluster into a condition that keeps it from taking updates.
    pub fn set_condition(&self, condition: Condition) {
        self.shared.conditions.set(condition);
    }

    /// The conditions that the cluster is in.
    #[must_use]
    pub fn conditions(&self) -> Vec<Condition> {
        let now = self.shared.conditions.now();
        let all = Condition::ALL.into_iter();
        all.filter(|condition| now.has(*condition)).collect()
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
