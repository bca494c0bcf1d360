//! The cluster: its deployments, and the one place where a request becomes an answer.

mod adaptive;
mod builder;
mod condition;
mod deployment;
mod deployments;
mod edition;
mod fleet;
mod handle;
mod planning;
mod policy;
mod priority;
#[cfg(feature = "wiremock")]
mod respond;
mod routing;
mod scaling;
mod security;
mod settling;
mod state_names;
mod via;

pub use adaptive::AdaptiveAllocations;
pub(crate) use builder::Settings;
pub use condition::Condition;
pub(crate) use condition::Conditions;
pub use deployment::Deployment;
pub(crate) use deployments::{Deployed, Deployments, Slot};
pub(crate) use edition::{BUILD_DATE, BUILD_HASH, Dialect, Writes};
pub use edition::{Edition, UnknownEdition, Version};
pub(crate) use fleet::Fleet;
pub use handle::Cluster;
pub use planning::Node;
pub use policy::{Breaches, SilentBreaches};
pub use priority::Priority;
pub use routing::Route;
pub(crate) use scaling::NotEnoughResources;
pub use security::{ApiKey, Role, ServiceAccount, User};
pub(crate) use security::{Security, Subject};
pub use settling::Settling;
pub use state_names::{AssignmentState, RoutingState};
pub(crate) use via::Via;

/// The deployment of the documentation's examples, which every fresh cluster holds: one allocation, started.
pub const DOCUMENTED_DEPLOYMENT: &str =
    "elastic__distilbert-base-uncased-finetuned-conll03-english";

/// The id of the node in the documentation's first example.
pub const DOCUMENTED_NODE: &str = "uckeG3R8TLe2MMNBQ6AGrw";
