//! Passwords and other secrets, which are never shown.

use std::fmt;
use std::hint::black_box;

/// A secret. It is compared in a time that says nothing of it, and never shown.
#[derive(Clone)]
pub(crate) struct Secret(Box<[u8]>);

impl Secret {
    pub(crate) fn new(secret: impl Into<String>) -> Self {
        Self(secret.into().into_bytes().into())
    }

    /// Whether it is the given one. How long this takes depends on the length of what is given
    /// alone.
    ///
    /// A library would do the same; the crate has a limit on its packages, and this is all that it
    /// would be used for.
    pub(crate) fn is(&self, given: &[u8]) -> bool {
        let own = |index: usize| self.0.get(index).copied().unwrap_or_default();
        let differences = given
            .iter()
            .enumerate()
            .fold(0, |differences, (index, byte)| {
                black_box(differences | (byte ^ own(index)))
            });
        black_box(differences) == 0 && given.len() == self.0.len()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_secret_is_it() {
        let secret = Secret::new("hunter2");
        assert!(secret.is(b"hunter2"));
        for other in ["", "hunter", "hunter22", "Hunter2", "hunter2\0"] {
            assert!(!secret.is(other.as_bytes()), "{other}");
        }
        assert!(!Secret::new("a\0").is(b"a"));
        assert_eq!(format!("{secret:?}"), "***");
    }
}
