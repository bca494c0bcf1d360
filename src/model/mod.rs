//! What a cluster holds, and the rules by which it changes: models, deployments, nodes, editions,
//! security.
//!
//! Numbers and names only: how any of it looks on the wire is none of its business.

mod activity;
mod adaptive;
mod autoscaling;
mod condition;
mod count;
mod course;
mod deployment;
mod deployments;
mod edition;
pub(crate) mod features;
mod load;
mod models;
mod names;
mod nodes;
mod pending;
mod pipelines;
mod planning;
mod priority;
mod rebalancing;
mod routing;
mod scaling;
#[cfg(test)]
mod scene;
mod security;
mod settling;
mod simulation;
mod starting;
mod state_names;
mod timing;
mod trained_model;
pub(crate) mod unique;
mod usage;

pub(crate) use activity::Activity;
pub use adaptive::AdaptiveAllocations;
pub(crate) use autoscaling::Policy as ScalingPolicy;
pub use condition::Condition;
pub(crate) use condition::{ActiveConditions, Conditions};
pub(crate) use course::Look;
pub use deployment::Deployment;
pub(crate) use deployments::{DeploymentIndex, Deployments, Incarnation};
pub(crate) use edition::{BUILD_DATE, BUILD_HASH, Dialect, Versions};
pub use edition::{Edition, Version};
pub use load::{Load, LoadTotals, Rates};
pub(crate) use models::{MOST_MODEL_BYTES, MOST_MODELS, Models};
pub(crate) use names::Names;
pub(crate) use nodes::Nodes;
pub(crate) use pipelines::IngestPipeline;
pub use planning::Node;
pub use priority::Priority;
pub use routing::Route;
pub(crate) use scaling::NotEnoughResources;
#[doc(hidden)]
pub use security::{ApiKey, Role, ServiceAccount, User};
pub(crate) use security::{
    AuthenticationError, Denial, Identity, Security, SentCredentials, Subject,
};
pub use settling::Settling;
pub use simulation::{Moment, Simulation};
pub(crate) use starting::CannotStart;
pub(crate) use state_names::{AllocationState, AllocationStatus};
pub use state_names::{AssignmentState, RoutingState};
pub(crate) use timing::Timing;
use trained_model::DOCUMENTED_BYTES;
pub(crate) use trained_model::{Definition, LoadFailure, LoadFailures, ModelKind, Part};
pub use trained_model::{Model, Task};
pub(crate) use usage::{Inference, Usage};

/// The deployment of the documentation's examples, which every fresh cluster holds: one
/// allocation, started.
pub const DOCUMENTED_DEPLOYMENT: &str =
    "elastic__distilbert-base-uncased-finetuned-conll03-english";

/// The id of the node in the documentation's first example.
pub const DOCUMENTED_NODE: &str = "uckeG3R8TLe2MMNBQ6AGrw";
