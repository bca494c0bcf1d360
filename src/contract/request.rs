//! The judgement of a whole request: path, query and headers as well as the body.

use serde_json::Value;

use super::{Schema, Verdict, Violation};
use crate::api::{ContentType, Query, update};

/// The query parameters that the documentation promises for every endpoint. The update has none of its own.
pub(crate) const DOCUMENTED_QUERY_PARAMETERS: [&str; 5] = crate::api::COMMON_PARAMETERS;

/// Longer bodies are not built up in memory to be judged; only the first thing that the server minds in them is reported.
const LONGEST_BODY_JUDGED_WHOLE: usize = 1024 * 1024;

/// A body of an update request, judged by the contract and read as the server reads it.
#[derive(Debug)]
pub(crate) struct JudgedBody {
    pub(crate) verdict: Verdict,
    pub(crate) reading: update::Reading,
}

impl JudgedBody {
    pub(crate) fn of(body: &[u8]) -> Self {
        if body.is_empty() {
            return Self::refused("body", "the request has no body", update::Body::read(body));
        }
        if body.len() > LONGEST_BODY_JUDGED_WHOLE {
            let reading = update::Body::read(body);
            if let Err(refused) = &reading {
                let reason = refused.reason.clone();
                return Self::refused("json", reason, reading);
            }
        }
        match serde_json::from_slice(body) {
            Ok(document) => Self::of_document(&document, body),
            Err(error) => {
                let message = format!("the body is not JSON: {error}");
                Self::refused("json", message, update::Body::read(body))
            }
        }
    }

    fn of_document(document: &Value, body: &[u8]) -> Self {
        let verdict = Schema::UpdateRequest.judge(document);
        if !verdict.conforms() {
            let reading = update::Body::read(body);
            return Self { verdict, reading };
        }
        if let Some(read) = update::Body::of_conforming(document, body) {
            let reading = Ok(read);
            return Self { verdict, reading };
        }
        // All that the server can mind now is a name given twice, of which the document has kept one value.
        match update::Body::read(body) {
            Err(refused) => {
                let reason = refused.innermost_reason().to_owned();
                Self::refused("json", reason, Err(refused))
            }
            reading => Self { verdict, reading },
        }
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

/// Judges what surrounds the body of an update request, and adds that to the verdict on the body.
pub(crate) fn judge_update(
    query: Option<&Query<'_>>,
    content_type: Option<ContentType>,
    has_body: bool,
    body_verdict: Verdict,
) -> Verdict {
    let number_in_query = query.and_then(|query| query.get(update::NUMBER_OF_ALLOCATIONS));
    let mut verdict = if !has_body && number_in_query.is_some() {
        // That the number is not in the body is one breach, not two: the parameter's.
        Verdict::conforming()
    } else {
        body_verdict
    };
    let undocumented = match content_type {
        Some(content_type) => undocumented_content_type(content_type, has_body),
        None => Some("or `Accept` is malformed, or asks for a version that is not there"),
    };
    if let Some(message) = undocumented {
        verdict.push(Violation::of_request(
            "Content-Type",
            "content-type",
            message,
        ));
    }
    let Some(query) = query else {
        verdict.push(Violation::of_request("?", "query", "is not well-formed"));
        return verdict;
    };
    for name in query.names() {
        if !DOCUMENTED_QUERY_PARAMETERS.contains(&name) {
            verdict.push(Violation::of_request(
                format!("?{}", name.chars().take(120).collect::<String>()),
                "query",
                "is not a documented query parameter",
            ));
        }
    }
    verdict
}

fn undocumented_content_type(content_type: ContentType, has_body: bool) -> Option<&'static str> {
    match content_type {
        ContentType::Json => None,
        _ if !has_body => None,
        ContentType::Missing => Some("is missing"),
        ContentType::Unknown | ContentType::NotSupportedHere => Some("is not one of JSON"),
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
