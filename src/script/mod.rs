//! Programmed answers: what is to happen other than the usual.
//!
//! A script is an [`On`], which selects requests, and [`Replies`] to them. [`scripts`] asks them in turn; how an answer travels that does not go at once
//! and whole is a [`Travel`], for the server to carry out.

mod asked;
mod chance;
mod delay;
mod envelopes;
mod failure;
mod handle;
mod hold;
mod on;
mod panics;
mod reply;
mod scripts;
mod travel;
mod unused;
mod wire_fault;

pub use asked::Asked;
pub(crate) use chance::Chance;
pub use delay::Delay;
pub use failure::{Failure, UnknownFailure};
pub use handle::Script;
pub(crate) use hold::{Gate, Hold};
pub use hold::{Held, HeldRequest};
pub use on::On;
pub use reply::{Replies, Reply};
pub(crate) use scripts::{Scripted, Scripts};
pub(crate) use travel::Travel;
pub use unused::{Unused, UnusedScripts};
pub use wire_fault::WireFault;
