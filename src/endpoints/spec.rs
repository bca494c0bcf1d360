//! What an endpoint promises.

use http::Method;

use crate::contract::{Parameter, Schema};
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
    /// What a server looks at besides: the names in its own template of the path, and parameters
    /// that it takes without saying so.
    pub(crate) undocumented: &'static [&'static str],
    pub(crate) request: RequestBody,
    /// What an answer with status 200 is.
    pub(crate) response: Option<Schema>,
    /// Where a request names the deployment that it is about.
    pub(crate) deployment: DeploymentId,
    /// Whether answers are indented unless that is declined.
    pub(crate) is_pretty: bool,
}

impl Spec {
    /// Whether a licence has to cover machine learning for it.
    pub(crate) fn is_machine_learning(&self) -> bool {
        self.action.contains("/xpack/ml/")
    }
}

/// Which body a request has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RequestBody {
    None,
    Optional(Schema),
    Required(Schema),
    /// Required, unless this query parameter takes its place.
    RequiredUnless(Schema, Parameter),
}

impl RequestBody {
    pub(crate) fn schema(self) -> Option<Schema> {
        match self {
            Self::None => None,
            Self::Optional(schema) | Self::Required(schema) | Self::RequiredUnless(schema, _) => {
                Some(schema)
            }
        }
    }
}

/// Where a request names the deployment that it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DeploymentId {
    Nowhere,
    /// In the place of this name in the path.
    InPath(&'static str),
    /// In this query parameter, or without it in the place of that name in the path.
    InQueryOrPath(&'static str, &'static str),
}
