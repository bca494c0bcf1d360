//! Programmed answers: what is to happen other than the usual.

mod travel;
mod wire_fault;

#[cfg(test)]
pub(crate) use travel::Hold;
pub(crate) use travel::Travel;
pub use wire_fault::WireFault;
