//! The cluster: where a request becomes an answer.
//!
//! [`facade`] is what tests see of it, [`reception`] takes requests, [`pipeline`] is their way
//! through the checks.

mod facade;
mod incoming;
mod load_failures;
mod loading;
mod ml_nodes;
mod pipeline;
mod reception;
mod scripting;
mod settings;
mod settling;
mod shared;
mod verification;
mod watching;

pub use facade::Cluster;
pub(crate) use incoming::{Delivery, Incoming};
pub(crate) use pipeline::Waiting;
pub(crate) use settings::Settings;
pub use verification::VerificationError;
pub use watching::NotReached;
