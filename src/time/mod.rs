//! Clocks, the runtimes that wait for them, and what threads and tasks share.

mod background;
mod clock;
mod elsewhere;
mod pause;
mod runtime;
pub(crate) mod span;
mod sync;

pub(crate) use background::real_sleep;
pub(crate) use background::runtime as background_runtime;
pub use clock::Clock;
pub(crate) use elsewhere::Elsewhere;
pub(crate) use pause::PauseProbe;
pub(crate) use runtime::{Runtime, Timer};
pub(crate) use span::Span;
pub(crate) use sync::{Lock, Signal, Waited};
