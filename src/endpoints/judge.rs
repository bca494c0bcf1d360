//! The judgement of whole requests: path and method, body, content type and query.

use std::borrow::Cow;

use bytes::Bytes;

use super::{Call, Endpoint, Handler, Judged, Visitor, body, update};
use crate::contract::{Verdict, Violation};
use crate::http::{Headers, MediaTypes, decode};
use crate::model::Edition;

/// Judges a request to an endpoint, and reads its body.
pub(crate) fn judge<H: Handler>(call: &Call<'_>) -> Judged<H::Body> {
    let mut judged = H::read(call);
    let verdict = &mut judged.verdict;
    match call.body {
        _ if verdict.outside().is_some() => {}
        Err(problem) => *verdict = Verdict::breach("body", problem.describe()),
        Ok(_) if call.endpoint() == Endpoint::Unknown => {}
        Ok(body) => {
            match body::judge_presence(call, &H::SPEC) {
                Some(problem) => *verdict = Verdict::breach("body", problem),
                // Of one that is not to be there nothing else is to be said.
                None if body.is_empty() => *verdict = Verdict::conforming(),
                None => {}
            }
            let content_type = call.media_types.as_ref().map(MediaTypes::body);
            verdict.judge_content_type(content_type, !body.is_empty());
            verdict.judge_query(call.query(), H::SPEC.parameters, call.dialect);
        }
    }
    if !call.dialect.has(H::SPEC.versions) {
        verdict.push(Violation::of_edition("", H::SPEC.versions, call.dialect));
    }
    judged
}

/// Takes the verdict alone.
struct Judge<'c>(&'c Call<'c>);

impl Visitor for Judge<'_> {
    type Output = Verdict;

    fn visit<H: Handler>(self) -> Verdict {
        judge::<H>(self.0).verdict
    }
}

/// Judging without a cluster.
impl Verdict {
    /// Judges a request.
    ///
    /// ```
    /// use es_ml_fake::contract::Verdict;
    ///
    /// let request = http::Request::post("/_ml/trained_models/m/deployment/_update?timeout=1s")
    ///     .header("content-type", "application/json")
    ///     .body(r#"{"number_of_allocations": 4}"#.into())?;
    /// let verdict = Verdict::of_request(&request);
    /// assert_eq!(
    ///     verdict.violations()[0].to_string(),
    ///     "?timeout: is not a documented query parameter (query)",
    /// );
    /// # Ok::<(), http::Error>(())
    /// ```
    pub fn of_request(request: &http::Request<Bytes>) -> Self {
        Self::of_request_in(request, Edition::Documented)
    }

    /// Judges a request to a server of an edition. What came with a later version is a breach.
    ///
    /// ```
    /// use es_ml_fake::contract::Verdict;
    ///
    /// let request = http::Request::post("/_ml/trained_models/m/deployment/_update")
    ///     .header("content-type", "application/json")
    ///     .body(r#"{"adaptive_allocations": {"enabled": true}}"#.into())?;
    /// assert!(Verdict::of_request(&request).conforms());
    /// let verdict = Verdict::of_request_in(&request, "8.14".parse()?);
    /// assert_eq!(
    ///     verdict.violations()[0].to_string(),
    ///     "/adaptive_allocations: is not in version 8.14; it came with 8.16 (edition)",
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of_request_in(request: &http::Request<Bytes>, edition: Edition) -> Self {
        let headers = Headers::of(request.headers());
        let body = decode(headers.content_encoding, request.body(), usize::MAX);
        let body = body.as_ref().map(Cow::as_ref).map_err(|problem| *problem);
        let call = Call::of(request, &headers, body, edition.dialect());
        call.endpoint().visit(Judge(&call))
    }

    /// Judges the body of an update request.
    ///
    /// Unlike [`Schema::judge`](crate::contract::Schema::judge) this notices when it is not JSON,
    /// when it is not in plain UTF-8, and when an object has a name twice.
    ///
    /// ```
    /// use es_ml_fake::contract::Verdict;
    ///
    /// let verdict = Verdict::of_update_body(br#"{"number_of_allocations": 4,}"#);
    /// assert_eq!(verdict.violations()[0].keyword(), "json");
    /// ```
    pub fn of_update_body(body: &[u8]) -> Self {
        update::judge_body(body)
    }
}
