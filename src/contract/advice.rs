//! What a request that keeps the contract might do better.

use std::fmt;

/// Something in a request that the contract allows, and that is pointless. It never fails anything.
///
/// ```
/// use es_ml_fake::contract::Verdict;
///
/// let body = br#"{"adaptive_allocations": {"min_number_of_allocations": 1}}"#;
/// let verdict = Verdict::of_update_body(body);
/// assert!(verdict.conforms());
/// assert_eq!(verdict.advice()[0].instance_path(), "/adaptive_allocations");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Advice {
    instance_path: &'static str,
    message: &'static str,
}

impl Advice {
    pub(crate) const fn new(instance_path: &'static str, message: &'static str) -> Self {
        Self {
            instance_path,
            message,
        }
    }

    /// What it is about, as a JSON Pointer within the body.
    #[must_use]
    pub fn instance_path(&self) -> &str {
        self.instance_path
    }

    /// What is pointless, and why.
    #[must_use]
    pub fn message(&self) -> &str {
        self.message
    }
}

impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.instance_path, self.message)
    }
}
