//! The settings of a cluster.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use super::{Breaches, Conditions, Deployment, Edition, Fleet, Security, Settling};
use crate::clock::Clock;
use crate::journal::{Exchange, JournalLimits};
use crate::script::Unused;

/// Called with each exchange, once it is in the journal and before its answer leaves.
pub(crate) type Observer = Arc<dyn Fn(&Arc<Exchange>) + Send + Sync>;

/// What a cluster is made from.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) edition: Edition,
    /// Later ones take the place of earlier ones with the same id.
    pub(crate) deployments: Vec<Deployment>,
    pub(crate) fleet: Fleet,
    pub(crate) settling: Settling,
    pub(crate) security: Security,
    pub(crate) inference_endpoints: BTreeSet<String>,
    pub(crate) conditions: Conditions,
    pub(crate) breaches: Breaches,
    pub(crate) unused_scripts: Unused,
    /// Of what is random in scripts.
    pub(crate) seed: Option<u64>,
    pub(crate) clock: Clock,
    pub(crate) journal: JournalLimits,
    /// The longest body, decompressed, in bytes.
    pub(crate) longest_body: usize,
    pub(crate) observer: Option<Observer>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            edition: Edition::default(),
            deployments: vec![Deployment::documented()],
            fleet: Fleet::default(),
            settling: Settling::default(),
            security: Security::default(),
            inference_endpoints: BTreeSet::new(),
            conditions: Conditions::default(),
            breaches: Breaches::default(),
            unused_scripts: Unused::default(),
            seed: None,
            clock: Clock::system(),
            journal: JournalLimits::default(),
            longest_body: 100 * 1024 * 1024,
            observer: None,
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("edition", &self.edition)
            .field("deployments", &self.deployments)
            .field("fleet", &self.fleet)
            .field("settling", &self.settling)
            .field("security", &self.security)
            .field("breaches", &self.breaches)
            .field("journal", &self.journal)
            .field("longest_body", &self.longest_body)
            .finish_non_exhaustive()
    }
}
