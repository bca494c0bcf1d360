//! What a cluster answers.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderMap, HeaderValue, StatusCode};

pub(crate) const PRODUCT: HeaderName = HeaderName::from_static("x-elastic-product");
pub(crate) const OPAQUE_ID: HeaderName = HeaderName::from_static("x-opaque-id");
pub(crate) const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// An answer of the cluster: status, headers and body, before anything is compressed or sent.
///
/// The `content-length` header is the transport's to add, except in answers to `HEAD`.
#[derive(Debug, Clone)]
pub struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) body: Bytes,
}

impl Answer {
    /// An answer as every Elasticsearch server marks it: with the product header.
    pub(crate) fn new(status: StatusCode, content_type: HeaderValue, body: Bytes) -> Self {
        Self {
            status,
            headers: vec![
                (PRODUCT, HeaderValue::from_static("Elasticsearch")),
                (CONTENT_TYPE, content_type),
            ],
            body,
        }
    }

    pub(crate) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The status code.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The value of the first header of that name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&HeaderValue> {
        self.headers().find(|(n, _)| *n == name).map(|(_, v)| v)
    }

    /// All headers, in the order in which they are sent.
    pub fn headers(&self) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        self.headers.iter().map(|(name, value)| (name, value))
    }

    /// The body, not compressed.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The answer as a value of the `http` crate.
    #[must_use]
    pub fn into_http(self) -> http::Response<Bytes> {
        let mut response = http::Response::new(self.body);
        *response.status_mut() = self.status;
        let mut headers = HeaderMap::with_capacity(self.headers.len() + 1);
        for (name, value) in self.headers {
            headers.append(name, value);
        }
        *response.headers_mut() = headers;
        response
    }
}
