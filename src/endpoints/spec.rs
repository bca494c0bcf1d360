//! What an endpoint promises.

use http::Method;

use crate::contract::Schema;
use crate::http::Parameter;
use crate::model::Versions;

/// Everything that routing, judging, security and whatever describes the fake have to know of an
/// endpoint. What the endpoint does is its [`Handler`](super::Handler).
#[derive(Debug)]
pub(crate) struct Spec {
    /// The name in journals and scripts.
    pub(crate) name: &'static str,
    pub(crate) methods: &'static [Method],
    /// Templates, with names in braces.
    pub(crate) paths: &'static [&'static str],
    /// What a subject has to be authorised for.
    pub(crate) action: &'static str,
    /// The versions of the server that have it.
    pub(crate) versions: Versions,
    /// Whether the master answers, so that there has to be one.
    pub(crate) needs_master: bool,
    /// The query parameters that the documentation promises, besides those of all endpoints.
    pub(crate) parameters: &'static [Parameter],
    pub(crate) request: RequestBody,
    /// What an answer with status 200 is.
    pub(crate) response: Option<Schema>,
    /// The name in the path that stands for the deployment that a request is about.
    pub(crate) deployment: Option<&'static str>,
    /// Whether answers are indented unless that is declined.
    pub(crate) is_pretty: bool,
}

/// Which body a request has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RequestBody {
    None,
    Required(Schema),
}
