//! How a server scales a deployment by itself (server-behaviour: Adaptive allocations).
//!
//! Everything here is pure: counters of nodes go in at times that are told, numbers of allocations
//! come out. [`filter`] smooths what is measured, [`scaler`] makes a number of it, [`rounds`] says
//! when that is done, for which deployments, and when it is not acted upon.
//!
//! The settings are in [`adaptive`](super::adaptive); scaling itself, which updates by hand share,
//! in [`scaling`](super::scaling).

mod filter;
mod reading;
mod rounds;
mod scaler;
#[cfg(test)]
mod vectors;

pub(crate) use reading::Reading;
pub(crate) use rounds::{Decision, INTERVAL, Observed, ObservedNode, Policy, Rounds};
pub(crate) use scaler::Bounds;
