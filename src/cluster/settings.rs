//! The settings of a cluster.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::endpoints::UnimplementedPolicy;
use crate::journal::{BreachPolicy, Exchange, JournalLimits};
use crate::model::{
    Conditions, Deployment, Edition, IngestPipeline, Model, Nodes, ScalingPolicy, Security, Timing,
    unique,
};
use crate::script::{On, Replies, UnusedPolicy};

/// Called with each exchange, once it is in the journal and before its answer leaves.
pub(crate) type Observer = Arc<dyn Fn(&Arc<Exchange>) + Send + Sync>;

/// What a cluster is made from.
#[derive(Clone)]
pub(crate) struct Settings {
    /// The name of the scope that the cluster is, if it is one.
    pub(crate) scope: Option<Arc<str>>,
    pub(crate) edition: Edition,
    /// Whether it holds the documented deployment, unless another has its id.
    pub(crate) has_documented: bool,
    /// Each has an id of its own.
    pub(crate) models: Vec<Model>,
    /// Each has an id of its own.
    pub(crate) deployments: Vec<Deployment>,
    pub(crate) nodes: Nodes,
    pub(crate) timing: Timing,
    /// What differs from the defaults of the edition.
    pub(crate) scale_to_zero_time: Option<Duration>,
    pub(crate) scale_cooldown_time: Option<Duration>,
    pub(crate) security: Security,
    pub(crate) inference_endpoints: BTreeSet<String>,
    pub(crate) pipelines: Vec<IngestPipeline>,
    pub(crate) conditions: Conditions,
    pub(crate) breaches: BreachPolicy,
    /// Those that it has from the beginning.
    pub(crate) scripts: Vec<(On, Arc<dyn Replies>)>,
    pub(crate) unimplemented: UnimplementedPolicy,
    pub(crate) unused_scripts: UnusedPolicy,
    /// Of what is random in scripts.
    pub(crate) seed: Option<u64>,
    pub(crate) journal: JournalLimits,
    pub(crate) observer: Option<Observer>,
}

impl Settings {
    /// Adds a deployment, which no other has the id of.
    #[track_caller]
    pub(crate) fn add_deployment(&mut self, deployment: Deployment) {
        let mut deployments = self.deployments.iter();
        let is_known = deployments.any(|each| each.id() == deployment.id());
        unique::refuse_second(is_known, "deployment", deployment.id());
        self.deployments.push(deployment);
    }

    /// When adaptive allocations are acted upon.
    pub(super) fn scaling_policy(&self) -> ScalingPolicy {
        let default = ScalingPolicy::of(self.edition.dialect());
        ScalingPolicy {
            idle_limit: self.scale_to_zero_time.unwrap_or(default.idle_limit),
            cooldown: self.scale_cooldown_time.unwrap_or(default.cooldown),
        }
    }

    /// Adds a model, which no other has the id of.
    #[track_caller]
    pub(crate) fn add_model(&mut self, model: Model) {
        let is_known = self.models.iter().any(|each| each.id() == model.id());
        unique::refuse_second(is_known, "model", model.id());
        self.models.push(model);
    }

    /// The models that it starts with, but for those that come with deployments. Later ones take
    /// the place of earlier ones.
    pub(super) fn first_models(&self) -> impl Iterator<Item = Model> {
        let documented = self.has_documented.then(Model::documented);
        documented.into_iter().chain(self.models.iter().cloned())
    }

    /// The deployments that it starts with. Later ones take the place of earlier ones.
    pub(super) fn first_deployments(&self) -> impl Iterator<Item = Deployment> {
        let documented = self.has_documented.then(Deployment::documented);
        documented
            .into_iter()
            .chain(self.deployments.iter().cloned())
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            scope: None,
            edition: Edition::default(),
            has_documented: true,
            models: Vec::new(),
            deployments: Vec::new(),
            nodes: Nodes::default(),
            timing: Timing::default(),
            scale_to_zero_time: None,
            scale_cooldown_time: None,
            security: Security::default(),
            inference_endpoints: BTreeSet::new(),
            pipelines: Vec::new(),
            conditions: Conditions::default(),
            breaches: BreachPolicy::default(),
            scripts: Vec::new(),
            unimplemented: UnimplementedPolicy::default(),
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
            .field("models", &self.models)
            .field("deployments", &self.deployments)
            .field("nodes", &self.nodes)
            .field("timing", &self.timing)
            .field("security", &self.security)
            .field("breaches", &self.breaches)
            .field("journal", &self.journal)
            .finish_non_exhaustive()
    }
}
