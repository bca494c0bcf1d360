//! A request, taken apart as far as that takes no knowledge of what the cluster holds.

use std::borrow::Cow;

use bytes::Bytes;
use http::Method;

use super::excerpts::excerpts;
use super::{DeploymentId, Endpoint, Route};
use crate::http::{
    BodyProblem, ErrorResponse, Headers, MediaTypes, PathTemplate, Query, TimeValue,
    percent_decode, without_empty_segments,
};
use crate::model::Dialect;
use crate::xcontent::{Exception, Excerpts, Format, Trace};

/// What is wrong with the parts of a request is kept with them: which of several errors is
/// reported is a matter of order.
#[derive(Debug)]
pub(crate) struct Call<'r> {
    pub(crate) method: &'r Method,
    /// The path as it was sent.
    path: &'r str,
    /// Path and query as they were sent.
    pub(crate) uri: &'r str,
    pub(crate) headers: &'r Headers<'r>,
    query: Result<Query<'r>, Exception>,
    pub(crate) media_types: Result<MediaTypes, ErrorResponse>,
    /// After decompression.
    pub(crate) body: Result<&'r [u8], BodyProblem>,
    pub(crate) route: Route<'r>,
    pub(crate) dialect: &'static Dialect,
}

impl<'r> Call<'r> {
    pub(crate) fn of(
        request: &'r http::Request<Bytes>,
        headers: &'r Headers<'r>,
        body: Result<&'r [u8], BodyProblem>,
        dialect: &'static Dialect,
    ) -> Self {
        let (method, uri) = (request.method(), request.uri());
        // `CONNECT` has none.
        let path = Some(uri.path())
            .filter(|path| !path.is_empty())
            .unwrap_or("/");
        let has_body = body.is_ok_and(|body| !body.is_empty());
        Self {
            method,
            path,
            uri: uri.path_and_query().map_or("/", |target| target.as_str()),
            headers,
            query: Query::parse(uri.query()),
            media_types: MediaTypes::of(headers, has_body, dialect.major()),
            body,
            route: Route::of(method, path),
            dialect,
        }
    }

    pub(crate) fn endpoint(&self) -> Endpoint {
        self.route.endpoint()
    }

    /// The deployment that the request is about, percent-decoded.
    pub(crate) fn deployment_id(&self) -> Option<&str> {
        match self.endpoint().spec().deployment {
            DeploymentId::Nowhere => None,
            DeploymentId::InPath(name) => self.route.name(name),
            DeploymentId::InQueryOrPath(parameter, name) => {
                self.parameter(parameter).or_else(|| self.route.name(name))
            }
        }
    }

    /// The body, empty if it could not be received.
    pub(crate) fn body(&self) -> &'r [u8] {
        self.body.unwrap_or_default()
    }

    /// The format that the body is read in.
    pub(crate) fn body_format(&self) -> Format {
        let format = self
            .media_types
            .as_ref()
            .ok()
            .and_then(MediaTypes::body_format);
        format.unwrap_or(Format::Json)
    }

    /// What complaints of the body show of it.
    pub(crate) fn excerpts(&self) -> Excerpts {
        excerpts(self.dialect)
    }

    /// The query, if its encoding is right.
    pub(crate) fn query(&self) -> Result<&Query<'r>, &Exception> {
        self.query.as_ref()
    }

    /// The value of a query parameter.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.query.as_ref().ok()?.get(name)
    }

    /// A query parameter that is on when it is named without a value.
    pub(crate) fn flag(&self, name: &str, default: bool) -> Result<bool, Exception> {
        let query = self.query.as_ref().map_err(Exception::clone)?;
        query.flag(name, default)
    }

    /// The value of a query parameter that is an integer, if it is there
    /// (server-behaviour: Update: query parameters).
    pub(crate) fn integer_parameter(&self, name: &str) -> Result<Option<i32>, Exception> {
        let number = |raw: &str| {
            raw.parse().map_err(|_| {
                let reason = format!("Failed to parse int parameter [{name}] with value [{raw}]");
                let cause = format!("For input string: \"{raw}\"");
                Exception::illegal_argument(reason)
                    .caused_by(Exception::plain_java("number_format_exception", cause))
            })
        };
        self.parameter(name).map(number).transpose()
    }

    /// The value of a query parameter that is a time, if it is there
    /// (server-behaviour: HTTP: query parameter errors).
    pub(crate) fn time_parameter(&self, name: &str) -> Result<Option<TimeValue>, Exception> {
        let time = |value: &str| TimeValue::parse(name, value);
        self.parameter(name).map(time).transpose()
    }

    /// Whether the path is of that form. Empty segments do not count.
    pub(crate) fn has_path(&self, template: &PathTemplate) -> bool {
        let matches = |path: &str| template.matches(path).is_some();
        matches(self.path) || without_empty_segments(self.path).is_some_and(|path| matches(&path))
    }

    pub(crate) fn decoded_path(&self) -> Cow<'r, str> {
        percent_decode(self.path)
    }

    /// Whether the answer is to show where an error comes from.
    pub(crate) fn trace(&self) -> Trace {
        let is_asked_for = |query: &Query<'_>| query.flag("error_trace", false) == Ok(true);
        match self.query.as_ref().is_ok_and(is_asked_for) {
            true => Trace::Shown,
            false => Trace::Hidden,
        }
    }
}
