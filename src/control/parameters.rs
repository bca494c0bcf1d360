//! What resources of the control API are asked by: parameters of the path and the query.

use std::fmt::Display;
use std::str::FromStr;

use super::problem::Problem;
use super::routes::Route;
use crate::http::Query;
use crate::text::suggest;

/// What a request may say besides its body.
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) description: &'static str,
}

/// What a value has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    /// Any text but an empty one.
    Name,
    /// From 0 on.
    Number,
    /// `true` or `false`.
    Flag,
    /// The status of an answer.
    Status,
    /// A time to wait for, with its unit.
    Time,
    /// The name of an endpoint.
    Endpoint,
    /// The name of a condition.
    Condition,
    /// The state of a deployment.
    State,
}

macro_rules! parameters {
    ($($constant:ident $name:literal $kind:ident $description:literal;)+) => {
        $(pub(super) const $constant: Parameter = Parameter {
            name: $name,
            kind: Kind::$kind,
            description: $description,
        };)+
    };
}

parameters! {
    DEPLOYMENT_ID "id" Name "The id of the deployment.";
    SCRIPT_ID "id" Number "The number of the script.";
    HOLD_ID "id" Number "The number of the hold.";
    ML_NODE_ID "id" Name "The id of the machine learning node.";
    MODEL_ID "id" Name "The id of the model.";
    CONDITION "name" Condition "Which condition.";
    NODE "index" Number "The number of the HTTP node, from 0 on.";
    SINCE "since" Number "Only those with a higher number.";
    ENDPOINT "endpoint" Endpoint "Only those that reached this endpoint.";
    DEPLOYMENT "deployment" Text "Only those whose path names this deployment.";
    STATUS "status" Status "Only those that were answered with this status.";
    CONFORMING "conforming" Flag "Only those that keep the contract, or only those that do not.";
    EXCHANGES "wait" Number "Answers as soon as there are so many, and at the latest after `timeout`.";
    TIMEOUT "timeout" Time "How long to wait; 5s by default, and 60s at most.";
    SCOPE "scope" Text "The scope that the page shows.";
    WAIT "wait" Time "Answers as soon as a request has arrived, and at the latest after this time; 60s at most.";
    STATE "state" State "The state that is waited for; any by default.";
    REACHED "wait" Time "How long to wait for it at most; 60s at most.";
    TIMES "times" Number "How many requests have to arrive.";
}

impl Parameter {
    /// Whether a path names it.
    pub(super) fn is_in(&self, path: &str) -> bool {
        let mut names = path.split(['{', '}']).skip(1).step_by(2);
        names.any(|name| name == self.name)
    }
}

/// The parameters of a request's query.
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Those that a resource has; others are refused.
    pub(super) fn parse(query: Option<&str>, route: &Route) -> Result<Self, Problem> {
        let query = Query::parse(query);
        let query = query.map_err(|_| Problem::bad_request("the query cannot be decoded"))?;
        let given = query.into_owned();
        let is_known = |name: &str| route.query().any(|known| known.name == name);
        match given.iter().find(|(name, _)| !is_known(name)) {
            Some((name, _)) => Err(unknown(name, route)),
            None => Ok(Self(given)),
        }
    }

    /// The value of a parameter, if it was given.
    pub(super) fn get<T: FromStr<Err: Display>>(
        &self,
        parameter: Parameter,
    ) -> Result<Option<T>, Problem> {
        self.get_by(parameter, str::parse)
    }

    /// The same, read in another way.
    pub(super) fn get_by<T, E: Display>(
        &self,
        Parameter { name, .. }: Parameter,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, Problem> {
        let given = self.0.iter().rev().find(|(known, _)| known == name);
        let read = given.map(|(_, value)| read(value)).transpose();
        read.map_err(|error| Problem::bad_request(format!("`{name}`: {error}")))
    }
}

fn unknown(name: &str, route: &Route) -> Problem {
    let known: Vec<_> = route.query().map(|parameter| parameter.name).collect();
    let similar = suggest::similar(name, known.iter().copied());
    let hint = match (similar.first(), known.is_empty()) {
        (Some(similar), _) => format!("did you mean `{similar}`?"),
        (None, true) => "there are none here".to_owned(),
        (None, false) => format!("the parameters are {}", known.join(", ")),
    };
    Problem::bad_request(format!("there is no parameter `{name}`; {hint}"))
}
