//! The cluster: its deployments, and the one place where a request becomes an answer.

mod adaptive;
mod builder;
mod condition;
mod deployment;
mod deployments;
mod edition;
mod handle;
mod policy;
mod routing;
mod state_names;
mod via;

pub use adaptive::AdaptiveAllocations;
pub(crate) use builder::Settings;
pub use condition::Condition;
pub(crate) use condition::Conditions;
pub use deployment::Deployment;
pub(crate) use deployments::{Deployed, Deployments};
pub(crate) use edition::{BUILD_DATE, BUILD_HASH, Dialect, Writes};
pub use edition::{Edition, UnknownEdition, Version};
pub use handle::Cluster;
pub use policy::{Breaches, SilentBreaches};
pub use routing::Route;
pub use state_names::{AssignmentState, RoutingState};
pub(crate) use via::Via;

/// The deployment of the documentation's examples, which every fresh cluster holds: one allocation, started.
pub const DOCUMENTED_DEPLOYMENT: &str =
    "elastic__distilbert-base-uncased-finetuned-conll03-english";

/// The id of the node in the documentation's first example.
pub const DOCUMENTED_NODE: &str = "uckeG3R8TLe2MMNBQ6AGrw";
