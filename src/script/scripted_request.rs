//! A request, as scripts see it.

use std::fmt;

use http::{HeaderName, HeaderValue, Method};
use serde_json::Value;

use crate::endpoints::failures::Situation;
use crate::endpoints::{Call, Endpoint};
use crate::http::PathTemplate;
use crate::text::{OneLine, redact};
use crate::xcontent::json::without_credentials;

/// A request that a script may answer.
///
/// ```
/// use es_ml_fake::script::ScriptedRequest;
/// use es_ml_fake::{FakeCluster, On, Reply};
///
/// let cluster = FakeCluster::start();
/// cluster.script(On::any(), |request: &ScriptedRequest<'_>| {
///     let client = request.header("user-agent").unwrap_or("somebody");
///     Reply::status(503).text(&format!("not now, {client}"))
/// });
/// let client = reqwest::blocking::Client::builder().user_agent("my-program").build()?;
/// assert_eq!(client.get(cluster.uri()).send()?.text()?, "not now, my-program");
/// # Ok::<(), reqwest::Error>(())
/// ```
pub struct ScriptedRequest<'a> {
    call: &'a Call<'a>,
    /// The number that the exchange will have.
    pub(super) seq: u64,
    /// That of the answer.
    content_type: HeaderValue,
}

/// Without the values of the headers, which may be credentials.
impl fmt::Debug for ScriptedRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self
            .call
            .headers
            .all
            .keys()
            .map(HeaderName::as_str)
            .collect();
        let body = without_credentials(self.body());
        f.debug_struct("ScriptedRequest")
            .field("seq", &self.seq)
            .field("method", self.call.method)
            .field("target", &redact(self.call.uri))
            .field("headers", &headers)
            .field("body", &String::from_utf8_lossy(&body))
            .finish_non_exhaustive()
    }
}

impl<'a> ScriptedRequest<'a> {
    pub(crate) fn of(call: &'a Call<'a>, seq: u64, content_type: HeaderValue) -> Self {
        Self {
            call,
            seq,
            content_type,
        }
    }

    /// Its number and its first line, as reports show them.
    pub(super) fn line(&self) -> String {
        format!(
            "#{} {} {}",
            self.seq,
            self.call.method,
            OneLine(self.target())
        )
    }

    /// The endpoint that the request reaches.
    #[must_use]
    pub fn endpoint(&self) -> Endpoint {
        self.call.endpoint()
    }

    /// The deployment that the path names, percent-decoded.
    #[must_use]
    pub fn deployment_id(&self) -> Option<&str> {
        self.call.deployment_id()
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> &Method {
        self.call.method
    }

    /// Path and query, as they were sent.
    #[must_use]
    pub fn target(&self) -> &str {
        self.call.uri
    }

    /// Whether the path is of that form.
    pub(super) fn has_path(&self, template: &PathTemplate) -> bool {
        self.call.has_path(template)
    }

    /// The value of a header, the first one if there are several; nothing if it is not text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.call.headers.all.get(name)?.to_str().ok()
    }

    /// The body, decompressed.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        self.call.body()
    }

    /// The body as JSON; null if it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(self.body()).unwrap_or_default()
    }

    /// What a failure has to know of the request that meets it.
    pub(super) fn situation(&self) -> Situation<'_> {
        Situation {
            uri: self.call.uri,
            deployment_id: self.deployment_id().unwrap_or_default(),
            body: self.body().len(),
            spec: self.endpoint().spec(),
            content_type: self.content_type.clone(),
            dialect: self.call.dialect,
        }
    }
}
