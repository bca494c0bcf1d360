//! A part of the contract, and what covers it.

use std::fmt;

use http::Method;

use super::body::{Pattern, values};
use super::observation::Observation;
use crate::endpoints::Endpoint;
use crate::http::PathTemplate;

/// A part of the contract that a run may exercise.
#[derive(Debug)]
pub struct Item {
    pub(super) part: Part,
    /// None if it is not of a single endpoint.
    pub(super) endpoint: Option<Endpoint>,
    pub(super) place: String,
    pub(super) what: String,
    pub(super) trigger: Trigger,
}

/// What items are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Part {
    /// Each method and path, with a request that was accepted.
    Endpoints,
    /// Each member of a body, with a value that keeps the contract, and with one that breaks it.
    Members,
    /// Values at and beyond each boundary, each word of an enumeration, and both booleans.
    Values,
    /// Each rule that is not about a single value, broken.
    Rules,
    /// Each query parameter, with a value that keeps the contract, and with one that breaks it.
    Parameters,
    /// Each failure of the catalogue, from a script or from the cluster.
    Failures,
    /// Each edition.
    Editions,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Endpoints,
        Self::Members,
        Self::Values,
        Self::Rules,
        Self::Parameters,
        Self::Failures,
        Self::Editions,
    ];

    /// Its name, as the command line and reports have it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Endpoints => "endpoints",
            Self::Members => "members",
            Self::Values => "values",
            Self::Rules => "rules",
            Self::Parameters => "parameters",
            Self::Failures => "failures",
            Self::Editions => "editions",
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What an exchange has to be like to cover an item.
#[derive(Debug)]
pub(super) enum Trigger {
    Accepted {
        method: &'static Method,
        path: PathTemplate,
    },
    /// There is such a member, and nothing is wrong with it.
    Valid(Pattern),
    Invalid(Pattern),
    /// There is such a member, with this value.
    Value(Pattern, serde_json::Value),
    /// The keyword at this place of the schema is broken.
    Broken(String),
    /// A keyword of the fake's own is broken.
    Keyword(&'static str),
    ValidParameter(&'static str),
    InvalidParameter(&'static str),
    /// A parameter that is none of these.
    UnknownParameter,
    Failure(&'static str),
    Edition(String),
}

impl Item {
    /// What it is about.
    #[must_use]
    pub fn part(&self) -> Part {
        self.part
    }

    /// The endpoint that it is of, if it is one's alone.
    #[must_use]
    pub fn endpoint(&self) -> Option<Endpoint> {
        self.endpoint
    }

    /// Where it is: a path, a JSON Pointer into a body with `*` for elements of lists, `?name` for
    /// a query parameter, or the name of a failure or an edition.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }

    /// What is to be seen there, such as `valid`, or `the minimum, 1`.
    #[must_use]
    pub fn what(&self) -> &str {
        &self.what
    }

    pub(super) fn is_covered_by(&self, seen: &Observation) -> bool {
        if self
            .endpoint
            .is_some_and(|endpoint| endpoint != seen.endpoint)
        {
            return false;
        }
        match &self.trigger {
            Trigger::Accepted { method, path } => {
                let is_path = || path.matches(&seen.path).is_some();
                seen.status < 400 && seen.method == method.as_str() && is_path()
            }
            Trigger::Valid(member) => {
                values(seen.body.as_ref(), member).any(|(pointer, _)| !seen.is_wrong_in(&pointer))
            }
            Trigger::Invalid(member) => seen.is_wrong_at(|pointer| member.matches(pointer)),
            Trigger::Value(member, value) => {
                values(seen.body.as_ref(), member).any(|(_, found)| is_same(found, value))
            }
            Trigger::Broken(schema_path) => {
                let mut violations = seen.violations.iter();
                violations.any(|violation| violation.schema_path == *schema_path)
            }
            Trigger::Keyword(keyword) => seen.breaks(keyword),
            Trigger::ValidParameter(name) => seen.has_parameter(name) && !seen.is_wrong_with(name),
            Trigger::InvalidParameter(name) => seen.is_wrong_with(name),
            Trigger::UnknownParameter => seen.has_unknown_parameter(),
            Trigger::Failure(name) => seen.failure.as_deref() == Some(name),
            Trigger::Edition(name) => seen.edition.as_deref() == Some(name),
        }
    }
}

/// Numbers are the same in every notation.
fn is_same(one: &serde_json::Value, other: &serde_json::Value) -> bool {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => one.total_cmp(&other).is_eq(),
        _ => one == other,
    }
}

/// Endpoint, place, and what is to be seen there, as far as each says something.
impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let endpoint = self.endpoint.map(Endpoint::name);
        let parts = [endpoint.unwrap_or_default(), &self.place, &self.what];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        for (index, part) in parts.enumerate() {
            let separator = if index == 0 { "" } else { ": " };
            write!(f, "{separator}{part}")?;
        }
        Ok(())
    }
}
