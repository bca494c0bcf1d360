//! The control API: `/_fake`, by which suites in any language program a fake that runs.
//!
//! Each resource is one file, and a row of the table in [`routes`]: a request comes in, an answer
//! goes out. What there is to know of a resource stands in its row, and is told from there. A
//! request is answered in a [scope](scopes), over the public face of its cluster. Who may ask at
//! all, [`access`] says. What only a network can do is asked of the server ([`HttpNodes`]). Nothing
//! here is recorded in a journal.

mod access;
mod breaches;
mod call;
mod clock;
mod conditions;
mod content;
mod coverage;
mod deployments;
mod document;
mod events;
mod holds;
mod index;
mod journal;
mod load_failures;
mod ml_nodes;
mod nodes;
mod parameters;
mod problem;
mod reset;
mod routes;
mod scaling;
mod scopes;
mod scripts;
mod settle;
mod timing;
mod ui;
mod waits;

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use http::HeaderValue;
use http::header::{
    ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_ENCODING, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS,
};

pub(crate) use access::{Access, Asker};
use call::{Call, Target};
pub(crate) use content::Content;
pub(crate) use deployments::STATES;
pub(crate) use events::Events;
pub(crate) use nodes::{HttpNodes, NodeFailure, NodeFault, ToBeTold};
pub(crate) use parameters::{Kind, Parameter};
use problem::Problem;
pub(crate) use routes::{ROUTES, Route};
pub(crate) use scopes::{PREFIX, Scope, Scopes, is_name};
use waits::Waits;

use crate::http::{BodyProblem, decode};
use crate::time::Elsewhere;

/// What the paths of all resources begin with.
pub(crate) const ROOT: &str = "/_fake";

/// The longest body that is read, compressed or not: 1 MiB.
pub(crate) const LONGEST_BODY: usize = 1 << 20;

/// The control API of a fake.
pub(crate) struct Control {
    access: Access,
    scopes: Scopes,
    waits: Waits,
    /// Known when all of them listen.
    nodes: OnceLock<Box<dyn HttpNodes>>,
}

/// Whether a path that begins with [`ROOT`] is one of the control API, and not of the cluster of a
/// scope.
pub(crate) fn is_for(path: &str) -> bool {
    let path = scopes::split(path).map_or(path, |(_, rest)| rest);
    path.strip_prefix(ROOT)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A request to the control API, or to a scope by the prefix of its path.
pub(crate) struct Asked<'a> {
    pub(crate) request: &'a http::Request<Bytes>,
    /// Why its body is not whole, if it is not.
    pub(crate) problem: Option<BodyProblem>,
    /// Who sent it, if the system knows.
    pub(crate) from: Option<IpAddr>,
    /// The number of the HTTP node that took it.
    pub(crate) node: usize,
    /// For what takes long.
    pub(crate) elsewhere: &'a Elsewhere,
}

impl Control {
    pub(crate) fn new(access: Access, scopes: Scopes) -> Self {
        Self {
            access,
            scopes,
            waits: Waits::default(),
            nodes: OnceLock::new(),
        }
    }

    /// Tells what the fake listens with.
    pub(crate) fn set_nodes(&self, nodes: Box<dyn HttpNodes>) {
        let _ = self.nodes.set(nodes);
    }

    /// Answers a request.
    pub(crate) async fn answer(&self, asked: &Asked<'_>) -> http::Response<Content> {
        match self.try_answer(asked).await {
            Ok(response) => response,
            Err(problem) => {
                let mut response = Self::refuse(&problem);
                if asked.problem.is_some_and(BodyProblem::leaves_rest) {
                    close(&mut response);
                }
                response
            }
        }
    }

    async fn try_answer(&self, asked: &Asked<'_>) -> Result<http::Response<Content>, Problem> {
        let call = self.admit(asked)?;
        // Deployments are shown as load has left them by now, and what changes begins now.
        call.scope.come_to_now();
        let mut found = (call.route.handler)(&call).await?;
        call.scope.come_to_now();
        let more_headers = found.more_headers();
        let mut response = response(http::StatusCode::OK, found.content_type, found.content);
        response.headers_mut().extend(more_headers);
        if let Some(told) = call.told_when_answered.lock().take() {
            // Dropped when the answer is on its way.
            response.extensions_mut().insert(told);
            close(&mut response);
        }
        Ok(response)
    }

    fn refuse(problem: &Problem) -> http::Response<Content> {
        let document = Content::Whole(problem.document().into());
        let mut response = response(problem.status, content::JSON, document);
        if let Some(methods) = problem
            .allow
            .as_ref()
            .and_then(|it| HeaderValue::try_from(it).ok())
        {
            response.headers_mut().insert(ALLOW, methods);
        }
        if problem.status == http::StatusCode::UNAUTHORIZED {
            let bearer = HeaderValue::from_static("Bearer");
            response
                .headers_mut()
                .insert(http::header::WWW_AUTHENTICATE, bearer);
        }
        response
    }

    /// The request as resources see it, if it may be asked and can be read.
    fn admit<'a>(&'a self, asked: &Asked<'a>) -> Result<Call<'a>, Problem> {
        let (request, headers) = (asked.request, asked.request.headers());
        let from = asked.from;
        let (scope, path) = scopes::named(request);
        let target = Target::of(request.method(), path);
        // A scope would be made.
        let is_open = scope.is_none() && target.as_ref().is_ok_and(|it| it.route.is_open);
        self.access.check(&Asker { from, headers }, is_open)?;
        let (scope, target) = (self.scopes.for_control(scope)?, target?);
        asked.problem.map_or(Ok(()), Err)?;
        let body = match target.route.body {
            // Reading takes a while, which is lost where nothing is made of it.
            None => Cow::default(),
            Some(_) => decode(headers.get(CONTENT_ENCODING), request.body(), LONGEST_BODY)?,
        };
        Call::of(self, scope, asked, target, body)
    }
}

/// Ends the connection after this answer.
fn close(response: &mut http::Response<Content>) {
    let close = HeaderValue::from_static("close");
    response.headers_mut().insert(CONNECTION, close);
}

/// An answer that browsers are to take for nothing else than it says, and not to keep.
fn response(
    status: http::StatusCode,
    content_type: &'static str,
    content: Content,
) -> http::Response<Content> {
    let mut response = http::Response::new(content);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_TYPE, content_type),
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

impl fmt::Debug for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Control")
            .field("access", &self.access)
            .finish_non_exhaustive()
    }
}

/// Shared with all connections.
pub(crate) type SharedControl = Option<Arc<Control>>;
