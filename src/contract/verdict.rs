//! Whether a request keeps the contract.

use super::Violation;

/// The judgement of one request, or of one document, by the contract.
///
/// A verdict speaks of the request alone. Whether an update fits the state of its deployment (for
/// instance a number for a deployment whose adaptive allocations are enabled already) is for the
/// cluster to say, in its answer.
///
/// ```
/// use es_ml_fake::contract::Schema;
/// use serde_json::json;
///
/// let verdict = Schema::UpdateRequest.judge(&json!({"number_of_allocations": "4"}));
/// assert_eq!(
///     verdict.violations()[0].to_string(),
///     r#"/number_of_allocations: must be an integer, but is the string "4" (type)"#,
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
#[must_use]
pub struct Verdict {
    violations: Vec<Violation>,
}

impl Verdict {
    pub(crate) fn conforming() -> Self {
        Self::default()
    }

    pub(crate) fn of(violations: Vec<Violation>) -> Self {
        Self { violations }
    }

    /// One breach that no schema keyword can express.
    pub(crate) fn breach(keyword: &'static str, message: impl Into<String>) -> Self {
        Self::of(vec![Violation::of_request("", keyword, message)])
    }

    /// Whether the contract was kept.
    #[must_use]
    pub fn conforms(&self) -> bool {
        self.violations.is_empty()
    }

    /// What broke the contract: empty exactly if it was kept.
    ///
    /// There are at most a few dozen, however long the request: unknown members are listed one by
    /// one only up to a limit.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    pub(crate) fn extend(&mut self, violations: impl Iterator<Item = Violation>) {
        self.violations.extend(violations);
    }

    pub(crate) fn push(&mut self, violation: Violation) {
        self.violations.push(violation);
    }
}
