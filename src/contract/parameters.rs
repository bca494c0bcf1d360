//! The judgement of what stands around a body: query parameters and content type.

use std::collections::HashSet;

use super::{Verdict, Violation};
use crate::http::{COMMON_PARAMETERS, ContentType, ErrorResponse, Parameter, Query};
use crate::xcontent::{Exception, Format};

/// How many query parameters are reported.
const LISTED: usize = 20;

/// How many characters of a parameter's name are shown.
const SHOWN_CHARACTERS: usize = 120;

impl Verdict {
    /// Adds what is wrong with the query. `documented` are the endpoint's own parameters; those
    /// that all endpoints take come with them.
    pub(crate) fn judge_query(
        &mut self,
        query: Result<&Query<'_>, &Exception>,
        documented: &[Parameter],
    ) {
        match query {
            Ok(query) if query.is_empty() => {}
            Ok(query) => self.extend(
                distinct(query.names())
                    .filter_map(|name| judge_parameter(query, name, documented))
                    .take(LISTED),
            ),
            Err(refused) => self.push(Violation::of_request("?", "query", refused.summary())),
        }
    }

    /// Adds what is wrong with the content type of a body. Without a body there is none to be
    /// wrong.
    pub(crate) fn judge_content_type(
        &mut self,
        content_type: Result<ContentType, &ErrorResponse>,
        has_body: bool,
    ) {
        let (place, complaint) = match content_type {
            Ok(ContentType::Of(Format::Json)) => return,
            Ok(_) if !has_body => return,
            Ok(ContentType::Missing) => ("Content-Type", "is missing"),
            Ok(ContentType::Unknown | ContentType::Of(_) | ContentType::ReadAs(_)) => {
                ("Content-Type", "is not one of JSON")
            }
            // The server names the header itself.
            Err(refusal) => ("", refusal.summary()),
        };
        self.push(Violation::of_request(place, "content-type", complaint));
    }
}

fn distinct<'n>(names: impl Iterator<Item = &'n str>) -> impl Iterator<Item = &'n str> {
    let mut seen = HashSet::new();
    names.filter(move |&name| seen.insert(name))
}

fn judge_parameter(query: &Query<'_>, name: &str, documented: &[Parameter]) -> Option<Violation> {
    let mut known = COMMON_PARAMETERS.iter().chain(documented);
    let message = match known.find(|parameter| parameter.name == name) {
        None => "is not a documented query parameter",
        Some(parameter) if query.conforms_to(parameter) => return None,
        Some(parameter) => parameter.kind.rule(),
    };
    let shown: String = name.chars().take(SHOWN_CHARACTERS).collect();
    Some(Violation::of_request(format!("?{shown}"), "query", message))
}
