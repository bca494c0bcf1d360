//! What a cluster answers.

use std::fmt;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderMap, HeaderValue, StatusCode};

use crate::xcontent::json::without_credentials;

pub(crate) const PRODUCT: HeaderName = HeaderName::from_static("x-elastic-product");
pub(crate) const OPAQUE_ID: HeaderName = HeaderName::from_static("x-opaque-id");
pub(crate) const JSON: HeaderValue = HeaderValue::from_static("application/json");

const ELASTICSEARCH: HeaderValue = HeaderValue::from_static("Elasticsearch");

/// An answer of the cluster: status, headers and body, before anything is compressed or sent.
///
/// The `content-length` header is the transport's to add, except in answers to `HEAD`.
///
/// ```
/// use std::time::SystemTime;
///
/// let request = http::Request::get("/").body("".into())?;
/// let answer = es_ml_fake::Cluster::new().handle(&request, SystemTime::now());
/// assert_eq!(answer.status(), 200);
/// assert_eq!(answer.header("X-Elastic-Product").unwrap(), "Elasticsearch");
/// let response: http::Response<es_ml_fake::Bytes> = answer.into();
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Clone)]
pub struct Answer {
    pub(crate) status: StatusCode,
    /// Nothing in answers that came from elsewhere: there it is one of the other headers, if any.
    content_type: Option<HeaderValue>,
    /// Whether it has the product header, by which official clients know an Elasticsearch server.
    pub(crate) is_of_product: bool,
    /// Headers beyond those two.
    pub(crate) more_headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) body: Bytes,
    /// Which failure of the catalogue it is, if it is one.
    pub(crate) failure: Option<&'static str>,
}

impl Answer {
    /// An answer as every Elasticsearch server marks it: with the product header.
    pub(crate) fn new(status: StatusCode, content_type: HeaderValue, body: Bytes) -> Self {
        Self {
            status,
            content_type: Some(content_type),
            is_of_product: true,
            more_headers: Vec::new(),
            body,
            failure: None,
        }
    }

    /// An answer that is not of Elasticsearch's making, with these headers and no other.
    pub(crate) fn foreign(
        status: StatusCode,
        headers: Vec<(HeaderName, HeaderValue)>,
        body: Bytes,
    ) -> Self {
        Self {
            status,
            content_type: None,
            is_of_product: false,
            more_headers: headers,
            body,
            failure: None,
        }
    }

    /// The page of a proxy that has no answer of the cluster to pass on: HTML, and no product
    /// header.
    pub(crate) fn of_proxy(status: StatusCode) -> Self {
        let page = format!(
            "<html>\r\n<head><title>{status}</title></head>\r\n<body>\r\n<center><h1>{status}</h1></center>\r\n<hr><center>proxy</center>\r\n</body>\r\n</html>\r\n"
        );
        let content_type = (CONTENT_TYPE, HeaderValue::from_static("text/html"));
        Self::foreign(status, vec![content_type], Bytes::from(page))
    }

    /// What stands for an answer that never came.
    #[cfg(feature = "wiremock")]
    pub(crate) fn empty_error() -> Self {
        Self::foreign(StatusCode::INTERNAL_SERVER_ERROR, Vec::new(), Bytes::new())
    }

    /// How many bytes its body and its headers take in memory, roughly.
    pub(crate) fn size(&self) -> usize {
        let headers = self.more_headers.iter();
        let values = headers.map(|(_, value)| value).chain(&self.content_type);
        let headers = values.map(|value| size_of::<(HeaderName, HeaderValue)>() + value.len());
        self.body.len() + headers.sum::<usize>()
    }

    /// Whether it is one of the cluster's own, rendered as compact JSON if it has a body at all.
    pub(crate) fn is_rendered_here(&self) -> bool {
        self.content_type.is_some()
    }

    pub(crate) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.more_headers.push((name, value));
        self
    }

    /// The status code.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The value of the first header of that name, in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<HeaderValue> {
        let is_called = |(n, _): &(HeaderName, HeaderValue)| n.as_str().eq_ignore_ascii_case(name);
        self.headers().find(is_called).map(|(_, value)| value)
    }

    /// All headers, in the order in which they are sent.
    pub fn headers(&self) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
        let product = self.is_of_product.then_some((PRODUCT, ELASTICSEARCH));
        let content_type = self.content_type.clone();
        product
            .into_iter()
            .chain(content_type.map(|value| (CONTENT_TYPE, value)))
            .chain(self.more_headers.iter().cloned())
    }

    /// The body, not compressed.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// As `http::Response::from`, with the headers in a map that has its memory already.
    pub(crate) fn into_http_reusing<B: From<Bytes>>(self, mut map: HeaderMap) -> http::Response<B> {
        map.clear();
        if self.is_of_product {
            map.append(PRODUCT, ELASTICSEARCH);
        }
        if let Some(content_type) = self.content_type {
            map.append(CONTENT_TYPE, content_type);
        }
        for (name, value) in self.more_headers {
            map.append(name, value);
        }
        let mut response = http::Response::new(self.body.into());
        *response.status_mut() = self.status;
        *response.headers_mut() = map;
        response
    }
}

/// Without credentials, which may be in what it repeats of a request.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = without_credentials(&self.body);
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("headers", &self.headers().collect::<Vec<_>>())
            .field("body", &String::from_utf8_lossy(&body))
            .field("failure", &self.failure)
            .finish_non_exhaustive()
    }
}

/// With the headers in the order in which they are sent, and the body not compressed.
impl From<Answer> for http::Response<Bytes> {
    fn from(answer: Answer) -> Self {
        answer.into_http_reusing(HeaderMap::new())
    }
}
