//! What an endpoint does.

use std::collections::BTreeSet;
use std::time::SystemTime;

use bytes::Bytes;

use super::{Call, Renderer, Spec};
use crate::contract::Verdict;
use crate::http::ErrorResponse;
use crate::model::{DeploymentIndex, Deployments, Settling};
use crate::xcontent::Exception;

/// An endpoint: what it promises, and what it does with a request, step by step.
///
/// The [pipeline](crate::cluster) makes the checks that all endpoints have in common in between.
pub(crate) trait Handler {
    const SPEC: Spec;

    /// What the server makes of a body.
    type Body;

    /// What is asked for, as far as the request alone tells.
    type Request: Request;

    /// Judges the body by the contract, and reads it as the server does.
    fn read(call: &Call<'_>) -> Judged<Self::Body>;

    /// Understands the request, or refuses it as the server's own handler does.
    fn parse(
        call: &Call<'_>,
        body: Result<Self::Body, Exception>,
    ) -> Result<Self::Request, ErrorResponse>;

    /// Does what is asked for, or refuses it because of what the cluster holds.
    fn carry_out(
        request: Self::Request,
        context: &mut Context<'_>,
    ) -> Result<Rendered, ErrorResponse>;
}

/// A body, judged and read in one go.
#[derive(Debug)]
pub(crate) struct Judged<T> {
    pub(crate) verdict: Verdict,
    pub(crate) reading: Result<T, Exception>,
}

impl Judged<()> {
    /// Nothing was read, since nothing has to be.
    pub(crate) fn nothing() -> Self {
        Self {
            verdict: Verdict::conforming(),
            reading: Ok(()),
        }
    }
}

/// A request that was understood.
pub(crate) trait Request {
    /// Refuses what is not valid whatever the cluster holds.
    fn validate(&self) -> Result<(), ErrorResponse> {
        Ok(())
    }

    /// The names of what the handler has looked at in path and query.
    fn consumed_parameters(&self) -> &'static [&'static str] {
        &[]
    }

    /// Whether a body was read. If not, there must be none.
    fn has_read_body(&self) -> bool {
        false
    }
}

/// Nothing but the endpoint itself is asked for.
impl Request for () {}

/// What a handler works on.
#[derive(Debug)]
pub(crate) struct Context<'c> {
    pub(crate) call: &'c Call<'c>,
    pub(crate) deployments: &'c mut Deployments,
    pub(crate) settling: Settling,
    pub(crate) inference_endpoints: &'c BTreeSet<String>,
    pub(crate) renderer: &'c mut Renderer,
    /// When the request arrived.
    pub(crate) now: SystemTime,
}

impl Context<'_> {
    /// The answer to what changes an assignment.
    pub(crate) fn assignment(&mut self, index: DeploymentIndex) -> Bytes {
        let dialect = self.call.dialect;
        self.renderer.assignment(self.deployments, index, dialect)
    }
}

/// The answer of an endpoint that has done what was asked, with status 200.
#[derive(Debug)]
pub(crate) struct Rendered {
    /// Compact JSON.
    pub(crate) body: Bytes,
    /// Texts for `Warning` headers.
    pub(crate) warnings: Vec<String>,
}

impl From<Bytes> for Rendered {
    fn from(body: Bytes) -> Self {
        Self {
            body,
            warnings: Vec::new(),
        }
    }
}
