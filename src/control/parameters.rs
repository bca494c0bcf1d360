//! Query parameters of the control API.

use std::fmt::Display;
use std::str::FromStr;

use super::problem::Problem;
use crate::http::Query;
use crate::text::suggest;
use crate::time::Lock;

/// The parameters of a request, each of which has to be known to the resource.
pub(super) struct Parameters {
    given: Vec<(String, String)>,
    /// The names that were asked for.
    known: Lock<Vec<&'static str>>,
}

impl Parameters {
    pub(super) fn parse(query: Option<&str>) -> Result<Self, Problem> {
        let query = Query::parse(query);
        let query = query.map_err(|_| Problem::bad_request("the query cannot be decoded"))?;
        Ok(Self {
            given: query.into_owned(),
            known: Lock::default(),
        })
    }

    /// The value of a parameter, if it was given.
    pub(super) fn get<T: FromStr<Err: Display>>(
        &self,
        name: &'static str,
    ) -> Result<Option<T>, Problem> {
        self.get_by(name, str::parse)
    }

    /// The same, read in another way.
    pub(super) fn get_by<T, E: Display>(
        &self,
        name: &'static str,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, Problem> {
        self.known.lock().push(name);
        let given = self.given.iter().rev().find(|(known, _)| known == name);
        let read = given.map(|(_, value)| read(value)).transpose();
        read.map_err(|error| Problem::bad_request(format!("`{name}`: {error}")))
    }

    /// Refuses those that were not asked for.
    pub(super) fn refuse_others(&self) -> Result<(), Problem> {
        let known = self.known.lock();
        let is_known = |(name, _): &&(String, String)| known.contains(&name.as_str());
        let Some((name, _)) = self.given.iter().find(|given| !is_known(given)) else {
            return Ok(());
        };
        let similar = suggest::similar(name, known.iter().copied());
        let hint = match (similar.first(), known.is_empty()) {
            (Some(similar), _) => format!("did you mean `{similar}`?"),
            (None, true) => "there are none here".to_owned(),
            (None, false) => format!("the parameters are {}", known.join(", ")),
        };
        Err(Problem::bad_request(format!(
            "there is no parameter `{name}`; {hint}"
        )))
    }
}
