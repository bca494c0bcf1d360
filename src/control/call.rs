//! A request to the control API, as resources see it.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use http::{Method, StatusCode};
use percent_encoding::percent_decode_str;

use super::content::Answered;
use super::parameters::Parameters;
use super::problem::Problem;
use super::routes::{self, Route};
use super::{Asked, Control, ROOT, Scope, ToBeTold};
use crate::time::{Elsewhere, Lock};

/// What is asked for.
pub(super) struct Call<'a> {
    pub(super) control: &'a Control,
    pub(super) scope: Arc<Scope>,
    pub(super) route: &'static Route,
    /// The parts of the path behind [`ROOT`], decoded.
    pub(super) path: Vec<String>,
    pub(super) parameters: Parameters,
    pub(super) body: Cow<'a, [u8]>,
    /// The number of the HTTP node that took it.
    pub(super) node: usize,
    elsewhere: &'a Elsewhere,
    /// The number of the last event that a browser has, when it connects again.
    pub(super) last_event_id: Option<u64>,
    /// Who waits for the answer to be on its way.
    pub(super) told_when_answered: Lock<Option<ToBeTold>>,
}

/// The resource that is asked.
pub(super) struct Target {
    pub(super) route: &'static Route,
    path: Vec<String>,
}

impl Target {
    pub(super) fn of(method: &Method, path: &str) -> Result<Self, Problem> {
        let path = path.strip_prefix(ROOT).unwrap_or(path);
        let parts = path.split('/').filter(|part| !part.is_empty());
        let decode = |part| Some(percent_decode_str(part).decode_utf8().ok()?.into_owned());
        let path: Option<Vec<_>> = parts.map(decode).collect();
        let path = path.ok_or_else(|| Problem::bad_request("the path is not in UTF-8"))?;
        let route = routes::find(method, &path)?;
        Ok(Self { route, path })
    }
}

impl<'a> Call<'a> {
    pub(super) fn of(
        control: &'a Control,
        scope: Arc<Scope>,
        asked: &Asked<'a>,
        Target { route, path }: Target,
        body: Cow<'a, [u8]>,
    ) -> Result<Self, Problem> {
        let request = asked.request;
        Ok(Self {
            control,
            scope,
            route,
            path,
            parameters: Parameters::parse(request.uri().query(), route)?,
            body,
            node: asked.node,
            elsewhere: asked.elsewhere,
            last_event_id: last_event_id(request),
            told_when_answered: Lock::default(),
        })
    }

    /// An answer that may be long, and is made where that holds up no other request.
    pub(super) async fn elsewhere(
        &self,
        make: impl FnOnce(&Scope) -> Answered + Send + 'static,
    ) -> Answered {
        let scope = Arc::clone(&self.scope);
        let answered = self.elsewhere.run(move || make(&scope)).await;
        answered.unwrap_or_else(|error| {
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            Err(Problem::new(status, error.to_string()))
        })
    }

    /// The part of the path that names what is asked for, behind the name of the resource.
    pub(super) fn name(&self) -> &str {
        self.path.get(1).map_or("", String::as_str)
    }

    /// The same as a number. What is none, names nothing.
    pub(super) fn number(&self, kind: &str) -> Result<u64, Problem> {
        let name = self.name();
        let number = name.parse();
        number.map_err(|_| Problem::not_found(format!("there is no {kind} `{name}`")))
    }
}

fn last_event_id(request: &http::Request<Bytes>) -> Option<u64> {
    request
        .headers()
        .get("last-event-id")?
        .to_str()
        .ok()?
        .parse()
        .ok()
}
