//! Words that cannot be guessed.

use std::hash::{BuildHasher, RandomState};

/// A word of 32 hexadecimal digits, unlike all others. The standard library's hashers are keyed by
/// the system's random numbers.
pub(crate) fn random_word() -> String {
    let half = |salt: u64| RandomState::new().hash_one(salt);
    format!("{:016x}{:016x}", half(0), half(1))
}
