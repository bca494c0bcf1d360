//! The settings of a cluster.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use crate::journal::{BreachPolicy, Exchange, JournalLimits};
use crate::model::{Conditions, Deployment, Edition, Nodes, Security, Settling};
use crate::script::UnusedPolicy;

/// Called with each exchange, once it is in the journal and before its answer leaves.
pub(crate) type Observer = Arc<dyn Fn(&Arc<Exchange>) + Send + Sync>;

/// What a cluster is made from.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) edition: Edition,
    /// Later ones take the place of earlier ones with the same id.
    pub(crate) deployments: Vec<Deployment>,
    pub(crate) nodes: Nodes,
    pub(crate) settling: Settling,
    pub(crate) security: Security,
    pub(crate) inference_endpoints: BTreeSet<String>,
    pub(crate) conditions: Conditions,
    pub(crate) breaches: BreachPolicy,
    pub(crate) unused_scripts: UnusedPolicy,
    /// Of what is random in scripts.
    pub(crate) seed: Option<u64>,
    pub(crate) journal: JournalLimits,
    pub(crate) observer: Option<Observer>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            edition: Edition::default(),
            deployments: vec![Deployment::documented()],
            nodes: Nodes::default(),
            settling: Settling::default(),
            security: Security::default(),
            inference_endpoints: BTreeSet::new(),
            conditions: Conditions::default(),
            breaches: BreachPolicy::default(),
            unused_scripts: UnusedPolicy::default(),
            seed: None,
            journal: JournalLimits::default(),
            observer: None,
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("edition", &self.edition)
            .field("deployments", &self.deployments)
            .field("nodes", &self.nodes)
            .field("settling", &self.settling)
            .field("security", &self.security)
            .field("breaches", &self.breaches)
            .field("journal", &self.journal)
            .finish_non_exhaustive()
    }
}
