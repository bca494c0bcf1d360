//! One request and its answer.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::{HeaderName, Method, StatusCode};

use super::RecordedRequest;
use crate::contract::{Verdict, Violation};
use crate::endpoints::Endpoint;
use crate::endpoints::failures::Failure;
use crate::http::{Answer, Query};
use crate::model::Edition;
use crate::text::{OneLine, redact};
use crate::xcontent::Format;

/// What was asked, how it was judged, and what was answered.
///
/// Serialized, it is one line of a journal (`serve --journal`). Credentials are left out:
/// `Authorization` keeps its scheme and shows `***`.
///
/// ```
/// use es_ml_fake::FakeCluster;
/// use es_ml_fake::journal::AnsweredBy;
///
/// let cluster = FakeCluster::start();
/// reqwest::blocking::get(format!("{}/?human=true", cluster.uri()))?;
/// let exchange = &cluster.exchanges()[0];
/// assert_eq!((exchange.seq(), exchange.path()), (1, "/"));
/// assert_eq!(exchange.query(), [("human".to_owned(), "true".to_owned())]);
/// assert_eq!(exchange.answered_by(), AnsweredBy::Fake);
/// assert!(exchange.verdict().conforms());
/// # Ok::<(), reqwest::Error>(())
/// ```
#[derive(Debug)]
pub struct Exchange {
    pub(crate) seq: u64,
    /// The name of the scope that it belongs to, if it belongs to one.
    pub(crate) scope: Option<Arc<str>>,
    pub(crate) at: SystemTime,
    pub(crate) took: Duration,
    /// None if there is only one.
    pub(crate) http_node: Option<usize>,
    pub(crate) edition: Edition,
    pub(crate) endpoint: Endpoint,
    pub(crate) answered_by: AnsweredBy,
    pub(crate) request: RecordedRequest,
    /// That of the request's body.
    pub(crate) format: Format,
    pub(crate) verdict: Verdict,
    pub(crate) answer: Answer,
}

/// Where an answer came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AnsweredBy {
    /// The cluster itself.
    Fake,
    /// A script that the test has added.
    Script,
    /// A mock that is mounted in front of the cluster.
    Mock,
}

impl AnsweredBy {
    /// The word in journals.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Fake => "fake",
            Self::Script => "script",
            Self::Mock => "mock",
        }
    }
}

impl Exchange {
    /// The number of the exchange in its cluster, from 1 on, in the order in which answers were
    /// decided.
    #[must_use]
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// The name of the scope that it belongs to, where a fake has [scopes](crate::server::Scope).
    #[must_use]
    pub fn scope(&self) -> Option<&str> {
        self.scope.as_deref()
    }

    /// When the request was complete.
    #[must_use]
    pub fn at(&self) -> SystemTime {
        self.at
    }

    /// How long it took from the complete request to the answer that was ready to leave.
    #[must_use]
    pub fn took(&self) -> Duration {
        self.took
    }

    /// The number of the HTTP node that the request was sent to, from 0 on.
    #[must_use]
    pub fn http_node(&self) -> usize {
        self.http_node.unwrap_or_default()
    }

    /// The endpoint that the request reached.
    #[must_use]
    pub fn endpoint(&self) -> Endpoint {
        self.endpoint
    }

    /// Which server the cluster behaved as.
    #[must_use]
    pub fn edition(&self) -> Edition {
        self.edition
    }

    /// Which failure of the catalogue was answered, be it that a script said so, or that the
    /// cluster refused the request.
    ///
    /// ```
    /// use es_ml_fake::{Failure, FakeCluster};
    ///
    /// let cluster = FakeCluster::start();
    /// let path = "_ml/trained_models/nowhere/deployment/_update";
    /// let request = reqwest::blocking::Client::new().post(format!("{}/{path}", cluster.uri()));
    /// request.json(&serde_json::json!({"number_of_allocations": 4})).send()?;
    /// assert_eq!(cluster.exchanges()[0].failure(), Some(Failure::not_found()));
    /// # Ok::<(), reqwest::Error>(())
    /// ```
    #[must_use]
    pub fn failure(&self) -> Option<Failure> {
        self.answer.failure.and_then(|name| name.parse().ok())
    }

    /// The deployment that the path names, percent-decoded.
    #[must_use]
    pub fn deployment_id(&self) -> Option<&str> {
        self.request.deployment_id()
    }

    /// The method of the request.
    #[must_use]
    pub fn method(&self) -> &Method {
        self.request.method()
    }

    /// Path and query of the request, as they were sent.
    #[must_use]
    pub fn target(&self) -> &str {
        self.request.target()
    }

    /// The path of the request, as it was sent.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target().split('?').next().unwrap_or_default()
    }

    /// The decoded query parameters, in the order in which they were sent; none if they cannot be
    /// decoded.
    #[must_use]
    pub fn query(&self) -> Vec<(String, String)> {
        let text = self.target().split_once('?').map(|(_, query)| query);
        Query::parse(text).unwrap_or_default().into_owned()
    }

    /// The headers of the request, in no particular order.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.request.headers()
    }

    /// The value of a header of the request, the first one if there are several. Any case will do
    /// for the name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        self.request.header(&name).map(String::from_utf8_lossy)
    }

    /// The body of the request, decompressed.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        self.request.body()
    }

    /// The body of the request as it was on the wire, without the marks of chunks.
    #[must_use]
    pub fn wire_body(&self) -> &[u8] {
        self.request.wire_body()
    }

    /// Whether the request kept the contract, and what broke it.
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// Where the answer came from.
    #[must_use]
    pub fn answered_by(&self) -> AnsweredBy {
        self.answered_by
    }

    /// Whether the request broke the contract and was accepted all the same.
    #[must_use]
    pub fn is_silent_breach(&self) -> bool {
        self.is_breach() && self.answer.status.as_u16() < 400
    }

    /// Whether the request broke the contract and was answered with an error.
    #[must_use]
    pub fn is_refused_breach(&self) -> bool {
        self.is_breach() && self.answer.status.as_u16() >= 400
    }

    /// Where there is no endpoint, what a mock answers is the test's own affair.
    fn is_breach(&self) -> bool {
        let is_own_affair =
            self.answered_by == AnsweredBy::Mock && self.endpoint == Endpoint::Unknown;
        self.verdict.is_breach() && !is_own_affair
    }

    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.answer.status
    }

    /// The answer, before it was compressed if it was.
    #[must_use]
    pub fn answer(&self) -> &Answer {
        &self.answer
    }

    /// The beginning of the body in one line, without credentials.
    pub(crate) fn body_excerpt(&self) -> String {
        redact(&excerpt(self.body(), 200)).into_owned()
    }

    /// Roughly how many bytes it takes in memory, with all that is as long as a client makes it.
    pub(crate) fn size(&self) -> usize {
        let violations: usize = self.verdict.violations().iter().map(Violation::size).sum();
        size_of::<Self>() + self.request.size() + self.answer.size() + violations
    }
}

/// The beginning of a text in one line.
pub(crate) fn excerpt(bytes: &[u8], characters: usize) -> String {
    // One character takes four bytes at most, so this much is enough of what may be a hundred
    // megabytes.
    let head = &bytes[..bytes.len().min(characters * 4)];
    let text: String = String::from_utf8_lossy(head)
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(characters)
        .collect();
    if text.len() < bytes.len() {
        format!("{text}… ({} bytes)", bytes.len())
    } else {
        text
    }
}

impl std::fmt::Display for Exchange {
    /// In one line: number, request, body, status, and what was wrong.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let target = OneLine(self.target());
        write!(f, "#{} {} {target}", self.seq, self.method())?;
        if !self.body().is_empty() {
            write!(f, " {}", self.body_excerpt())?;
        }
        write!(f, " -> {}", self.status())?;
        for violation in self.verdict.violations() {
            write!(f, "; {violation}")?;
        }
        for advice in self.verdict.advice() {
            write!(f, "; advice: {advice}")?;
        }
        match self.verdict.outside() {
            Some(api) => write!(f, "; {api} is outside this fake"),
            None => Ok(()),
        }
    }
}
