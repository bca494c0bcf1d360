//! What an endpoint does.

use std::collections::BTreeSet;
use std::time::SystemTime;

use bytes::Bytes;

use super::{Call, Renderer, Spec};
use crate::contract::Verdict;
use crate::http::ErrorResponse;
use crate::model::{
    Activity, Conditions, DeploymentIndex, Deployments, IngestPipeline, Models, Subject,
};
use crate::xcontent::{Exception, OrderedValue, json};

/// An endpoint: what it promises, and what it does with a request, step by step.
///
/// The [pipeline](crate::cluster) makes the checks that all endpoints have in common in between.
pub(crate) trait Handler {
    const SPEC: Spec;

    /// What the server makes of a body.
    type Body;

    /// What is asked for, as far as the request alone tells; and how far it has come, if that takes
    /// more than one step.
    type Request: Request + Send + 'static;

    /// Judges the body by the contract, and reads it as the server does.
    fn read(call: &Call<'_>) -> Judged<Self::Body>;

    /// Understands the request, or refuses it as the server's own handler does.
    fn parse(
        call: &Call<'_>,
        body: Result<Self::Body, Exception>,
    ) -> Result<Self::Request, ErrorResponse>;

    /// Does what is asked for, or refuses it because of what the cluster holds. Where that has to
    /// wait for something, this is called again later.
    fn carry_out(
        request: &mut Self::Request,
        context: &mut Context<'_>,
    ) -> Result<Step, ErrorResponse>;
}

/// An endpoint that takes no body, and of which nothing is asked but by path and query.
pub(crate) trait BodilessHandler {
    const SPEC: Spec;

    /// Refuses what the server's own handler does not understand.
    fn parse(_: &Call<'_>) -> Result<(), ErrorResponse> {
        Ok(())
    }

    /// As that of a [`Handler`].
    fn carry_out(context: &mut Context<'_>) -> Result<Step, ErrorResponse>;
}

impl<H: BodilessHandler> Handler for H {
    const SPEC: Spec = <H as BodilessHandler>::SPEC;

    type Body = ();
    type Request = ();

    fn read(_: &Call<'_>) -> Judged<()> {
        Judged::nothing()
    }

    fn parse(call: &Call<'_>, _: Result<(), Exception>) -> Result<(), ErrorResponse> {
        <H as BodilessHandler>::parse(call)
    }

    fn carry_out((): &mut (), context: &mut Context<'_>) -> Result<Step, ErrorResponse> {
        <H as BodilessHandler>::carry_out(context)
    }
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

    /// Whether the handler has not looked at a parameter that its endpoint takes, so that it is
    /// unknown here.
    fn ignores(&self, _parameter: &str) -> bool {
        false
    }

    /// Whether a body is read, of endpoints that take one. If not, there must be none.
    fn has_read_body(&self) -> bool {
        true
    }
}

/// Nothing but the endpoint itself is asked for.
impl Request for () {}

/// How far a request has come.
#[derive(Debug)]
pub(crate) enum Step {
    Done(Rendered),
    /// It goes on at that time, or when the cluster has changed before. Without a time only a test
    /// or a reading of statistics lets it go on.
    Wait(Option<SystemTime>),
}

impl<T: Into<Rendered>> From<T> for Step {
    fn from(done: T) -> Self {
        Self::Done(done.into())
    }
}

/// What a handler works on.
#[derive(Debug)]
pub(crate) struct Context<'c> {
    pub(crate) call: &'c Call<'c>,
    pub(crate) models: &'c mut Models,
    pub(crate) deployments: &'c mut Deployments,
    /// What happens to deployments by itself.
    pub(crate) activity: &'c mut Activity,
    pub(crate) inference_endpoints: &'c BTreeSet<String>,
    pub(crate) pipelines: &'c [IngestPipeline],
    pub(crate) conditions: Conditions,
    /// Who asks, in the first step.
    pub(crate) subject: Subject<'c>,
    /// The bases of the cluster's URLs.
    pub(crate) uris: &'c [String],
    pub(crate) renderer: &'c mut Renderer,
    /// When the request arrived, or what it waits for may have happened.
    pub(crate) now: SystemTime,
}

impl Context<'_> {
    /// Whether an ingest pipeline uses what has that name.
    pub(crate) fn is_in_pipelines(&self, name: &str) -> bool {
        self.pipelines.iter().any(|pipeline| pipeline.uses(name))
    }

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

impl From<OrderedValue<'_>> for Rendered {
    fn from(document: OrderedValue<'_>) -> Self {
        Bytes::from(json::write(&document)).into()
    }
}

impl From<Bytes> for Rendered {
    fn from(body: Bytes) -> Self {
        Self {
            body,
            warnings: Vec::new(),
        }
    }
}
