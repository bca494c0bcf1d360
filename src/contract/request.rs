//! The judgement of a whole request: path, query and headers as well as the body.

use std::collections::HashSet;

use serde_json::Value;

use super::{Plain, Schema, Verdict, Violation};
use crate::api::{ContentType, Exception, Query, Refusal, update};
use crate::cluster::Dialect;
use crate::formats::{self, Format, Source};

/// The query parameters that the documentation promises for every endpoint. The update has none of its own.
pub(crate) const DOCUMENTED_QUERY_PARAMETERS: [&str; 5] = crate::api::COMMON_PARAMETERS;

/// Longer bodies are not built up in memory to be judged; only the first thing that the server minds in them is reported.
const LONGEST_BODY_JUDGED_WHOLE: usize = 1024 * 1024;

/// How many query parameters are reported.
const LISTED_PARAMETERS: usize = 20;

/// A body of an update request, judged by the contract and read as the server reads it.
#[derive(Debug)]
pub(crate) struct JudgedBody {
    pub(crate) verdict: Verdict,
    pub(crate) reading: update::Reading,
}

impl JudgedBody {
    /// Judged by the contract, which is the same for all editions, and read as the server of one of them reads it.
    pub(crate) fn in_dialect(format: Format, body: &[u8], dialect: &Dialect) -> Self {
        let judged = match format {
            format if format != Format::Json && !body.is_empty() => Self::in_format(format, body),
            _ => Self::of(body),
        };
        if dialect.takes_adaptive_allocations() {
            return judged;
        }
        Self {
            reading: update::Body::read_number_alone(format, body),
            ..judged
        }
    }

    /// In a format that is read like JSON. That the contract knows JSON only is the content type's breach.
    fn in_format(format: Format, body: &[u8]) -> Self {
        let reading = update::Body::read(format, body);
        if body.len() > LONGEST_BODY_JUDGED_WHOLE && reading.is_err() {
            return Self::unreadable(reading);
        }
        match formats::document(&mut Source::new(format, body)) {
            Ok(document) => Self {
                verdict: Schema::UpdateRequest.judge(&document.unwrap_or_default()),
                reading,
            },
            Err(_) => Self::unreadable(reading),
        }
    }

    fn unreadable(reading: update::Reading) -> Self {
        let problem = reading.as_ref().err().map(Exception::summary);
        let message = problem
            .unwrap_or("the body cannot be read to its end")
            .to_owned();
        Self::refused("json", message, reading)
    }

    /// In JSON.
    pub(crate) fn of(body: &[u8]) -> Self {
        if body.is_empty() {
            return Self::refused(
                "body",
                "the request has no body",
                update::Body::read(Format::Json, body),
            );
        }
        if let Some(document) = Plain::of(body)
            && Schema::UpdateRequest.accepts(&document)
        {
            return Self {
                verdict: Verdict::conforming(),
                reading: Ok(update::Body::of_conforming(document.root())),
            };
        }
        let reading = update::Body::read(Format::Json, body);
        if body.len() > LONGEST_BODY_JUDGED_WHOLE && reading.is_err() {
            return Self::unreadable(reading);
        }
        match serde_json::from_slice(body) {
            Ok(document) => Self::of_document(&document, reading),
            Err(error) => Self::refused("json", format!("the body is not JSON: {error}"), reading),
        }
    }

    fn of_document(document: &Value, reading: update::Reading) -> Self {
        let verdict = Schema::UpdateRequest.judge(document);
        if verdict.conforms() && reading.is_err() {
            // All that the server can mind now is a name given twice, of which the document has kept one value.
            return Self::unreadable(reading);
        }
        Self { verdict, reading }
    }

    fn refused(
        keyword: &'static str,
        message: impl Into<String>,
        reading: update::Reading,
    ) -> Self {
        let violation = Violation::of_request("", keyword, message);
        let verdict = Verdict::of(vec![violation]);
        Self { verdict, reading }
    }
}

/// What stands around the body of a request.
#[derive(Debug)]
pub(crate) struct Surroundings<'a> {
    pub(crate) query: Result<&'a Query<'a>, &'a Exception>,
    pub(crate) content_type: Result<ContentType, &'a Refusal>,
    pub(crate) has_body: bool,
}

/// Adds to the verdict on the body of an update what is wrong around it.
pub(crate) fn judge_update(body: Verdict, around: &Surroundings<'_>) -> Verdict {
    let number_in_query = around
        .query
        .is_ok_and(|query| query.get(update::NUMBER_OF_ALLOCATIONS).is_some());
    if number_in_query && !around.has_body {
        // That the number is not in the body is one breach, not two: the parameter's.
        return judge_surroundings(Verdict::conforming(), around);
    }
    judge_surroundings(body, around)
}

/// Judges a request that has no body to judge.
pub(crate) fn judge_bodiless(around: &Surroundings<'_>) -> Verdict {
    let mut verdict = Verdict::conforming();
    if around.has_body {
        verdict.push(Violation::of_request(
            "",
            "body",
            "this request takes no body",
        ));
    }
    judge_surroundings(verdict, around)
}

fn judge_surroundings(mut verdict: Verdict, around: &Surroundings<'_>) -> Verdict {
    let complaint = match around.content_type {
        Ok(content_type) if around.has_body => {
            complaint(content_type).map(|problem| ("Content-Type", problem))
        }
        Ok(_) => None,
        // The server names the header itself.
        Err(refusal) => Some(("", refusal.summary())),
    };
    if let Some((place, complaint)) = complaint {
        verdict.push(Violation::of_request(place, "content-type", complaint));
    }
    match around.query {
        Ok(query) if query.is_empty() => {}
        Ok(query) => verdict.extend(
            distinct(query.names())
                .filter_map(|name| judge_parameter(query, name))
                .take(LISTED_PARAMETERS),
        ),
        Err(refused) => verdict.push(Violation::of_request("?", "query", refused.summary())),
    }
    verdict
}

fn distinct<'n>(names: impl Iterator<Item = &'n str>) -> impl Iterator<Item = &'n str> {
    let mut seen = HashSet::new();
    names.filter(move |&name| seen.insert(name))
}

fn judge_parameter(query: &Query<'_>, name: &str) -> Option<Violation> {
    let message = if !DOCUMENTED_QUERY_PARAMETERS.contains(&name) {
        "is not a documented query parameter"
    } else if Query::FLAGS.contains(&name) && query.flag(name, false).is_err() {
        "must be true or false"
    } else {
        return None;
    };
    let shown: String = name.chars().take(120).collect();
    Some(Violation::of_request(format!("?{shown}"), "query", message))
}

fn complaint(content_type: ContentType) -> Option<&'static str> {
    match content_type {
        ContentType::Of(Format::Json) => None,
        ContentType::Missing => Some("is missing"),
        ContentType::Unknown | ContentType::Of(_) => Some("is not one of JSON"),
    }
}

/// Judges a request to a place where the documentation knows nothing.
pub(crate) fn judge_unknown_path() -> Verdict {
    Verdict::of(vec![Violation::of_request(
        "",
        "path",
        "this path is not documented",
    )])
}

/// Judges a request to a documented path by another method.
pub(crate) fn judge_wrong_method(allow: &str) -> Verdict {
    Verdict::of(vec![Violation::of_request(
        "",
        "method",
        format!("this path takes {} only", allow.replace(',', " and ")),
    )])
}

/// Judges a request whose body did not arrive as it should have.
pub(crate) fn judge_incomplete(problem: &'static str) -> Verdict {
    Verdict::of(vec![Violation::of_request("", "body", problem)])
}
