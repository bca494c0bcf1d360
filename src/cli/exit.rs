//! The exit codes of every command. Scripts rely on them.

/// All is well.
pub(crate) const OK: u8 = 0;
/// The check failed: a body, a journal or a run breaches the contract.
pub(crate) const CHECK_FAILED: u8 = 1;
/// Wrong usage, or input that cannot be read.
pub(crate) const USAGE: u8 = 2;
