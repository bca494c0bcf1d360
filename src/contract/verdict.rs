//! Whether a request keeps the contract.

use super::{Advice, Violation};

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
    advice: Vec<Advice>,
    outside: Option<Box<str>>,
}

impl Verdict {
    pub(crate) fn conforming() -> Self {
        Self::default()
    }

    pub(crate) fn of(violations: Vec<Violation>) -> Self {
        Self {
            violations,
            ..Self::default()
        }
    }

    /// On a request to an API that the fake does not have.
    pub(crate) fn of_outside(api: String) -> Self {
        Self {
            outside: Some(api.into()),
            ..Self::default()
        }
    }

    /// One breach that no schema keyword can express.
    pub(crate) fn breach(keyword: &'static str, message: impl Into<String>) -> Self {
        Self::of(vec![Violation::of_request("", keyword, message)])
    }

    /// Whether the contract was kept. Of what is [outside](Self::outside) that is not known.
    #[must_use]
    pub fn conforms(&self) -> bool {
        !self.is_breach() && self.outside.is_none()
    }

    /// Whether the contract was broken.
    #[must_use]
    pub fn is_breach(&self) -> bool {
        !self.violations.is_empty()
    }

    /// The API that the request is to, such as `GET /_cat/indices`, if a real server has it and
    /// the fake does not. Such a request neither keeps the contract nor breaks it.
    ///
    /// ```
    /// use es_ml_fake::contract::Verdict;
    ///
    /// let request = http::Request::get("/my-index/_search").body(Default::default())?;
    /// let verdict = Verdict::of_request(&request);
    /// assert_eq!(verdict.outside(), Some("GET /{index}/_search"));
    /// assert!(!verdict.is_breach() && !verdict.conforms());
    /// # Ok::<(), http::Error>(())
    /// ```
    #[must_use]
    pub fn outside(&self) -> Option<&str> {
        self.outside.as_deref()
    }

    /// What the request might do better, whether it keeps the contract or not. It fails nothing.
    #[must_use]
    pub fn advice(&self) -> &[Advice] {
        &self.advice
    }

    /// What broke the contract: empty unless it was broken.
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

    pub(crate) fn advise(&mut self, advice: Advice) {
        self.advice.push(advice);
    }

    pub(crate) fn push(&mut self, violation: Violation) {
        self.violations.push(violation);
    }
}
