//! The cluster: where a request becomes an answer.
//!
//! [`facade`] is what tests see of it, [`pipeline`] the way of a request through its checks.

mod facade;
mod incoming;
mod pipeline;
mod scripting;
mod settings;
mod verification;

pub use facade::Cluster;
pub(crate) use incoming::{Delivery, Incoming};
pub(crate) use settings::Settings;
pub use verification::VerificationError;
