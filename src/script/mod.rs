//! Programmed answers: what is to happen other than the usual.
//!
//! A script is an [`On`], which selects requests, and [`Replies`] to them. `scripts` asks them in
//! turn; what keeps an answer from being sent at once and whole is a `Disturbance`, for the
//! server to carry out.

mod added;
mod delay;
mod disturbance;
mod hold;
mod on;
mod panics;
mod reply;
mod rng;
mod scripted_request;
mod scripts;
mod unused;
mod wire_fault;

pub use added::Script;
pub use delay::Delay;
pub(crate) use disturbance::Disturbance;
pub(crate) use hold::{Gate, Hold};
pub use hold::{Held, HeldRequest};
pub use on::On;
pub(crate) use panics::Panics;
pub use reply::{Replies, Reply};
pub(crate) use rng::Rng;
pub use scripted_request::ScriptedRequest;
pub(crate) use scripts::{Action, Scripts};
pub use unused::{UnusedPolicy, UnusedScripts};
pub use wire_fault::WireFault;

pub use crate::endpoints::failures::Failure;
