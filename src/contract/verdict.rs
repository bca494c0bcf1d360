//! Whether a request keeps the contract.

use bytes::Bytes;

use super::{JudgedBody, Violation};
use crate::api::{self, Call, Headers};
use crate::cluster::Edition;

/// The judgement of one request, or of one document, by the contract.
///
/// A verdict speaks of the request alone. Whether an update fits the state of its deployment (for instance a number for a
/// deployment whose adaptive allocations are enabled already) is for the cluster to say, in its answer.
///
/// ```
/// use es_ml_fake::Schema;
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
    /// Judges a request without a cluster.
    ///
    /// ```
    /// use es_ml_fake::Verdict;
    ///
    /// let request = http::Request::post("/_ml/trained_models/m/deployment/_update?timeout=1s")
    ///     .header("content-type", "application/json")
    ///     .body(r#"{"number_of_allocations": 4}"#.into())?;
    /// let verdict = Verdict::of_request(&request);
    /// assert_eq!(verdict.violations()[0].to_string(), "?timeout: is not a documented query parameter (query)");
    /// # Ok::<(), http::Error>(())
    /// ```
    pub fn of_request(request: &http::Request<Bytes>) -> Self {
        let headers = Headers::of(request.headers());
        let body = api::decode(headers.content_encoding, request.body(), usize::MAX);
        Call::of(request, &headers, body, Edition::Documented.dialect()).judge()
    }

    /// Judges the body of an update request.
    ///
    /// Unlike [`Schema::judge`](crate::Schema::judge) this notices when it is not JSON, and when an object has a name twice.
    pub fn of_body(body: &[u8]) -> Self {
        JudgedBody::of(body).verdict
    }

    pub(crate) fn conforming() -> Self {
        Self::default()
    }

    pub(crate) fn of(violations: Vec<Violation>) -> Self {
        Self { violations }
    }

    /// Whether the contract was kept.
    #[must_use]
    pub fn conforms(&self) -> bool {
        self.violations.is_empty()
    }

    /// What broke the contract: empty exactly if it was kept.
    ///
    /// There are at most a few dozen, however long the request: unknown members are listed one by one only up to a limit.
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
