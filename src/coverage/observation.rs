//! What is known of an exchange, be it in memory or in a journal.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::endpoints::Endpoint;
use crate::http::{COMMON_PARAMETERS, without_empty_segments};
use crate::journal::Exchange;

/// As much of an exchange as coverage is about.
#[derive(Debug, PartialEq)]
pub(super) struct Observation {
    pub(super) endpoint: Endpoint,
    pub(super) method: String,
    /// Without empty segments.
    pub(super) path: String,
    /// The names of the query parameters.
    parameters: Vec<String>,
    /// Nothing if it is not JSON.
    pub(super) body: Option<Value>,
    pub(super) violations: Vec<Broken>,
    pub(super) status: u16,
    pub(super) failure: Option<String>,
    pub(super) edition: Option<String>,
}

/// A violation.
#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct Broken {
    instance_path: String,
    pub(super) schema_path: String,
    keyword: String,
}

/// The line of a journal, as far as it matters. Other versions may have written it.
#[derive(Deserialize)]
struct Line {
    endpoint: String,
    #[serde(default)]
    edition: Option<String>,
    request: Request,
    verdict: Verdict,
    #[serde(default)]
    failure: Option<String>,
    response: Response,
}

#[derive(Deserialize)]
struct Request {
    method: String,
    path: String,
    #[serde(default)]
    query: BTreeMap<String, Value>,
    body: Value,
}

#[derive(Deserialize)]
struct Verdict {
    violations: Vec<Broken>,
}

#[derive(Deserialize)]
struct Response {
    status: u16,
}

impl Observation {
    pub(super) fn of(exchange: &Exchange) -> Self {
        let violations = exchange.verdict().violations().iter();
        let violations = violations.map(|violation| Broken {
            instance_path: violation.instance_path().to_owned(),
            schema_path: violation.schema_path().to_owned(),
            keyword: violation.keyword().to_owned(),
        });
        let parameters = exchange.query().into_iter().map(|(name, _)| name);
        Self {
            endpoint: exchange.endpoint(),
            method: exchange.method().to_string(),
            path: plain(exchange.path()),
            parameters: distinct(parameters),
            body: serde_json::from_slice(exchange.body()).ok(),
            violations: violations.collect(),
            status: exchange.status().as_u16(),
            failure: exchange.failure().map(|failure| failure.name().to_owned()),
            edition: Some(exchange.edition().to_string()),
        }
        .without_misread_body()
    }

    pub(super) fn of_line(line: &[u8]) -> serde_json::Result<Self> {
        let line: Line = serde_json::from_slice(line)?;
        let endpoint = Endpoint::all().find(|endpoint| endpoint.name() == line.endpoint);
        let seen = Self {
            endpoint: endpoint.unwrap_or(Endpoint::Unknown),
            method: line.request.method,
            path: plain(&line.request.path),
            parameters: distinct(line.request.query.into_keys()),
            body: Some(line.request.body).filter(|body| !body.is_null()),
            violations: line.verdict.violations,
            status: line.response.status,
            failure: line.failure,
            edition: line.edition,
        };
        Ok(seen.without_misread_body())
    }

    /// Of a body that is no JSON for the contract, nothing was exercised. In a journal it may look
    /// like JSON.
    fn without_misread_body(mut self) -> Self {
        let is_misread = ["json", "encoding"]
            .iter()
            .any(|keyword| self.breaks(keyword));
        if is_misread || self.body.as_ref().is_some_and(|body| !body.is_object()) {
            self.body = None;
        }
        self
    }

    pub(super) fn breaks(&self, keyword: &str) -> bool {
        self.violations
            .iter()
            .any(|violation| violation.keyword == keyword)
    }

    /// Whether something is wrong with the value at a place, or inside it.
    pub(super) fn is_wrong_in(&self, pointer: &str) -> bool {
        let is_inside = |violation: &Broken| {
            let rest = violation.instance_path.strip_prefix(pointer);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.violations.iter().any(is_inside)
    }

    /// Whether a rule of the schema is broken at one of these places.
    pub(super) fn is_wrong_at(&self, is_meant: impl Fn(&str) -> bool) -> bool {
        let of_schema = self
            .violations
            .iter()
            .filter(|violation| !violation.schema_path.is_empty());
        of_schema
            .into_iter()
            .any(|violation| is_meant(&violation.instance_path))
    }

    pub(super) fn has_parameter(&self, name: &str) -> bool {
        self.parameters.iter().any(|parameter| parameter == name)
    }

    pub(super) fn is_wrong_with(&self, parameter: &str) -> bool {
        let is_meant = |place: &str| place.strip_prefix('?') == Some(parameter);
        let mut violations = self.violations.iter();
        violations.any(|it| it.keyword == "query" && is_meant(&it.instance_path))
    }

    pub(super) fn has_unknown_parameter(&self) -> bool {
        let own = self
            .endpoint
            .spec()
            .parameters
            .iter()
            .map(|parameter| parameter.name);
        let known: Vec<_> = own.chain(COMMON_PARAMETERS).collect();
        let mut parameters = self.parameters.iter();
        let is_unknown = |name: &&String| !known.contains(&name.as_str());
        let unknown = parameters.find(is_unknown);
        unknown.is_some_and(|name| self.is_wrong_with(name))
    }
}

fn plain(path: &str) -> String {
    without_empty_segments(path).unwrap_or_else(|| path.to_owned())
}

fn distinct(names: impl Iterator<Item = String>) -> Vec<String> {
    let names: std::collections::BTreeSet<_> = names.collect();
    names.into_iter().collect()
}
