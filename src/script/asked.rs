//! A request, as scripts see it.

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::Value;

use crate::api::{Endpoint, JSON};
use crate::cluster::{Dialect, Edition};
use crate::one_line::OneLine;

/// A request that a script may answer.
pub struct Asked<'a> {
    pub(crate) method: &'a Method,
    pub(crate) target: &'a str,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
    pub(crate) endpoint: Endpoint,
    pub(crate) deployment_id: Option<&'a str>,
    pub(crate) content_type: HeaderValue,
    pub(crate) dialect: &'static Dialect,
    /// The number that the exchange will have.
    pub(crate) seq: u64,
}

/// Without the values of the headers, which may be credentials.
impl fmt::Debug for Asked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self.headers.keys().map(HeaderName::as_str).collect();
        f.debug_struct("Asked")
            .field("seq", &self.seq)
            .field("method", self.method)
            .field("target", &self.target)
            .field("headers", &headers)
            .field("body", &String::from_utf8_lossy(self.body))
            .finish_non_exhaustive()
    }
}

impl Asked<'_> {
    /// Its number and its first line, as reports show them.
    pub(super) fn line(&self) -> String {
        format!("#{} {} {}", self.seq, self.method, OneLine(self.target))
    }

    /// The endpoint that the request reaches.
    #[must_use]
    pub fn endpoint(&self) -> Endpoint {
        self.endpoint
    }

    /// The deployment that the path names, percent-decoded.
    #[must_use]
    pub fn deployment_id(&self) -> Option<&str> {
        self.deployment_id
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> &Method {
        self.method
    }

    /// Path and query, as they were sent.
    #[must_use]
    pub fn target(&self) -> &str {
        self.target
    }

    /// The value of a header, the first one if there are several; nothing if it is not text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body, decompressed.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        self.body
    }

    /// The body as JSON; null if it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(self.body).unwrap_or_default()
    }

    /// An update that nobody sent, to look at failures by.
    pub(super) fn sample(edition: Edition) -> Asked<'static> {
        static HEADERS: std::sync::LazyLock<HeaderMap> = std::sync::LazyLock::new(HeaderMap::new);
        Asked {
            method: &Method::POST,
            target: "/_ml/trained_models/my-model/deployment/_update",
            headers: &HEADERS,
            body: b"",
            endpoint: Endpoint::Update,
            deployment_id: Some("my-model"),
            content_type: JSON,
            dialect: edition.dialect(),
            seq: 0,
        }
    }
}
