//! Programmed answers: what is to happen other than the usual.
//!
//! A script is an [`On`], which selects requests, and [`Replies`] to them. `scripts` asks them in
//! turn; what keeps an answer from being sent at once and whole is a `Disturbance`, for the
//! server to carry out.

mod added;
mod delay;
mod disturbance;
mod form;
mod hold;
mod on;
mod on_body;
mod reply;
mod request_line;
mod rng;
mod script_errors;
mod scripted_request;
mod scripts;
mod state;
mod unused;
mod wire_fault;

pub use added::Script;
pub use delay::Delay;
pub(crate) use disturbance::{Carrier, Disturbance};
pub use form::{ReplyOrSequence, ScriptDefinition};
pub(crate) use hold::{Gate, Hold};
pub use hold::{Held, HeldRequest};
pub use on::On;
pub use reply::{Replies, Reply};
pub(crate) use rng::Rng;
pub(crate) use script_errors::ScriptErrors;
pub use scripted_request::ScriptedRequest;
pub(crate) use scripts::{Action, Scripts};
pub use state::ScriptState;
pub use unused::{UnusedPolicy, UnusedScripts};
pub use wire_fault::WireFault;

pub use crate::endpoints::failures::Failure;
