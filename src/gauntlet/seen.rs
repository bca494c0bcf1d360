//! What a fake has seen of a client in one trial.

use super::trial::Trial;
use crate::endpoints::Endpoint;
use crate::server::FakeCluster;

/// What arrived, and what became of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    /// How many updates arrived.
    pub(super) updates: usize,
    /// Whether one of them was accepted, with an answer that arrived whole.
    pub(super) has_accepted: bool,
    /// Whether the client sends updates if nothing goes wrong.
    pub(super) is_sender: bool,
}

impl Seen {
    pub(super) fn by(cluster: &FakeCluster, trial: &Trial, is_sender: bool) -> Self {
        let exchanges = cluster.exchanges();
        let exchanges = exchanges.iter().map(AsRef::as_ref);
        Self {
            updates: cluster.updates().count(),
            has_accepted: trial
                .has_accepted(exchanges.filter(|exchange| exchange.endpoint() == Endpoint::Update)),
            is_sender,
        }
    }

    /// How many updates the client sent. That is not known of an outage, since the system refuses
    /// connections without a word to the fake.
    pub(super) fn sent(self, trial: &Trial) -> Option<usize> {
        (!trial.is_outage()).then_some(self.updates)
    }

    /// Whether the client tried again. The first attempt of an outage does not arrive.
    pub(super) fn is_again(self, trial: &Trial) -> bool {
        self.updates > usize::from(!trial.is_outage())
    }

    /// Whether the client did not even try.
    pub(super) fn is_nothing(self, trial: &Trial) -> bool {
        let is_refused = trial.is_outage() && self.is_sender;
        self.updates == 0 && !is_refused
    }
}
