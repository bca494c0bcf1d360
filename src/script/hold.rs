//! Gates: answers that are kept back until the test lets them go.

use std::fmt;
use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;

use super::ScriptedRequest;
use crate::time::{Lock, Signal};

/// Keeps an answer back until its other half is dropped.
#[derive(Debug)]
pub(crate) struct Hold {
    held: oneshot::Receiver<()>,
    /// The gate that is to be told of the request, and the request.
    arrival: Option<(Arc<Gate>, HeldRequest)>,
}

impl Hold {
    /// A hold, and what ends it when it is dropped.
    fn new() -> (Self, oneshot::Sender<()>) {
        let (release, held) = oneshot::channel();
        let arrival = None;
        (Self { held, arrival }, release)
    }

    /// A hold that ends when the other half is dropped.
    #[cfg(test)]
    pub(crate) fn sample() -> (Self, oneshot::Sender<()>) {
        Self::new()
    }

    /// Tells the gate that the request has arrived. To be called when it is on record.
    pub(crate) fn arrive(&mut self) {
        if let Some((gate, request)) = self.arrival.take() {
            gate.arrive(request);
        }
    }

    pub(crate) async fn released(self) {
        // Nothing is ever sent; this ends when the other half is dropped.
        let _ = self.held.await;
    }
}

/// Where held requests wait.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    state: Lock<State>,
    arrived: Signal,
}

#[derive(Debug, Default)]
struct State {
    waiting: Vec<HeldRequest>,
    /// How many have arrived, also those that were let go.
    count: usize,
    is_open: bool,
}

/// A request whose answer is kept back. Dropping this lets it go.
#[derive(Debug)]
#[must_use = "the answer leaves when this is dropped; bind it to a name"]
pub struct HeldRequest {
    seq: u64,
    deployment_id: Option<String>,
    _held: oneshot::Sender<()>,
}

impl HeldRequest {
    /// The number of its exchange.
    #[must_use]
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// The deployment that its path names.
    #[must_use]
    pub fn deployment_id(&self) -> Option<&str> {
        self.deployment_id.as_deref()
    }

    /// Lets the answer go.
    pub fn release(self) {
        drop(self);
    }
}

impl Gate {
    pub(super) fn hold(self: &Arc<Self>, request: &ScriptedRequest<'_>) -> Hold {
        let (mut hold, release) = Hold::new();
        let waiting = HeldRequest {
            seq: request.seq,
            deployment_id: request.deployment_id().map(ToOwned::to_owned),
            _held: release,
        };
        hold.arrival = Some((Arc::clone(self), waiting));
        hold
    }

    fn arrive(&self, request: HeldRequest) {
        let mut state = self.state.lock();
        state.count += 1;
        if !state.is_open {
            state.waiting.push(request);
        }
        drop(state);
        self.arrived.notify();
    }
}

/// Keeps answers back: made by [`FakeCluster::hold`](crate::FakeCluster::hold), over when it is
/// dropped.
///
/// The answer is decided when the request arrives, which is also when its effect takes place; only
/// its way to the client is held up. Other requests are not. The exchange is on record as soon as
/// the request has [`arrived`](Self::arrived).
///
/// ```
/// # let builder = &mut tokio::runtime::Builder::new_current_thread();
/// # builder.enable_all().build().unwrap().block_on(async {
/// use es_ml_fake::{FakeCluster, On};
///
/// let cluster = FakeCluster::start();
/// let held = cluster.hold(On::any());
/// let request = tokio::spawn(reqwest::get(cluster.uri()));
/// held.arrived().await;
/// assert!(!request.is_finished());
/// held.release();
/// assert_eq!(request.await.unwrap().unwrap().status(), 200);
/// # });
/// ```
#[must_use = "answers are held up only until this is dropped; bind it to a name"]
pub struct Held {
    /// That of its script.
    id: u64,
    gate: Arc<Gate>,
    remove: Box<dyn Fn() + Send + Sync>,
}

impl Held {
    pub(crate) fn new(id: u64, gate: Arc<Gate>, remove: Box<dyn Fn() + Send + Sync>) -> Self {
        Self { id, gate, remove }
    }

    /// Its number among the scripts of its cluster.
    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    /// How many requests have arrived here, also those that were let go.
    #[must_use]
    pub fn count(&self) -> usize {
        self.gate.state.lock().count
    }

    /// Waits until a request has arrived. It waits for ever if none comes.
    pub async fn arrived(&self) {
        self.arrived_times(1).await;
    }

    /// Waits until this many requests have arrived, counted from the beginning. It waits for ever
    /// if they do not come.
    pub async fn arrived_times(&self, times: usize) {
        let look = || (self.count() >= times).then_some(());
        self.gate.arrived.wait_until(pending(), look).await;
    }

    /// Blocks this thread until this many requests have arrived, or the time is over, and tells
    /// which.
    #[must_use = "it tells whether they have arrived"]
    pub fn arrived_blocking(&self, times: usize, timeout: Duration) -> bool {
        let look = |state: &State| (state.count >= times).then_some(());
        let Gate { state, arrived } = &*self.gate;
        arrived.wait(state, timeout, look).is_some()
    }

    /// Takes the requests that are held at the moment, to be let go in any order.
    #[must_use = "the answers leave when this is dropped; bind it to a name"]
    pub fn take(&self) -> Vec<HeldRequest> {
        std::mem::take(&mut self.gate.state.lock().waiting)
    }

    /// Lets the answer go that is held longest, and tells whether there is one.
    #[allow(clippy::must_use_candidate, reason = "it does something")]
    pub fn release_next(&self) -> bool {
        let mut state = self.gate.state.lock();
        let next = (!state.waiting.is_empty()).then(|| state.waiting.remove(0));
        drop(state);
        next.is_some()
    }

    /// Lets the answer to the request of that number go, and tells whether it is held.
    #[allow(clippy::must_use_candidate, reason = "it does something")]
    pub fn release_one(&self, seq: u64) -> bool {
        let mut state = self.gate.state.lock();
        let at = state.waiting.iter().position(|held| held.seq == seq);
        let released = at.map(|at| state.waiting.remove(at));
        drop(state);
        released.is_some()
    }

    /// The requests that are held at the moment: the number of each, and the deployment that its
    /// path names.
    #[must_use]
    pub fn waiting(&self) -> Vec<(u64, Option<String>)> {
        let state = self.gate.state.lock();
        let waiting = state.waiting.iter();
        waiting
            .map(|held| (held.seq, held.deployment_id.clone()))
            .collect()
    }

    /// Waits until this many requests have arrived, counted from the beginning, or `timeout` is
    /// over.
    pub(crate) async fn arrived_within(&self, times: usize, timeout: impl Future<Output = ()>) {
        let look = || (self.count() >= times || self.gate.state.lock().is_open).then_some(());
        self.gate.arrived.wait_until(timeout, look).await;
    }

    /// Lets all answers go, and holds no more, as dropping this does.
    pub fn release(self) {
        drop(self);
    }
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Held")
            .field("gate", &self.gate)
            .finish_non_exhaustive()
    }
}

impl Held {
    /// What dropping this does.
    pub(crate) fn end(&self) {
        (self.remove)();
        let mut state = self.gate.state.lock();
        state.is_open = true;
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        drop(waiting);
        self.gate.arrived.notify();
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.end();
    }
}
