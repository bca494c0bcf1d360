//! The judgement of a whole request: path, query and headers as well as the body.

use serde_json::Value;

use super::{Schema, Verdict, Violation};
use crate::api::{ContentType, Query, update};

/// The query parameters that the documentation promises for every endpoint. The update has none of its own.
pub(crate) const DOCUMENTED_QUERY_PARAMETERS: [&str; 5] = crate::api::COMMON_PARAMETERS;

/// Longer bodies are not built up in memory to be judged; only the first thing that the server minds in them is reported.
const LONGEST_BODY_JUDGED_WHOLE: usize = 1024 * 1024;

/// Judges an update request.
///
/// `reading` is what the server makes of the body.
pub(crate) fn judge_update(
    query: Option<&Query<'_>>,
    content_type: Option<ContentType>,
    body: &[u8],
    reading: &update::Reading,
) -> Verdict {
    let mut verdict = judge_body_unless_number_in_query(query, body, reading);
    let undocumented = match content_type {
        Some(content_type) => undocumented_content_type(content_type, !body.is_empty()),
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

fn judge_body_unless_number_in_query(
    query: Option<&Query<'_>>,
    body: &[u8],
    reading: &update::Reading,
) -> Verdict {
    let number_in_query = query.and_then(|query| query.get(update::NUMBER_OF_ALLOCATIONS));
    if body.is_empty() && number_in_query.is_some() {
        // That the number is not in the body is one breach, not two: the parameter's.
        return Verdict::conforming();
    }
    judge_body(body, reading)
}

/// Judges the body of an update request.
pub(crate) fn judge_body(body: &[u8], reading: &update::Reading) -> Verdict {
    let not_json = |message: String| Verdict::of(vec![Violation::of_request("", "json", message)]);
    if body.is_empty() {
        let violation = Violation::of_request("", "body", "the request has no body");
        return Verdict::of(vec![violation]);
    }
    if let (true, Err(refused)) = (body.len() > LONGEST_BODY_JUDGED_WHOLE, reading) {
        return not_json(refused.reason.clone());
    }
    let document: Value = match serde_json::from_slice(body) {
        Ok(document) => document,
        Err(error) => return not_json(format!("the body is not JSON: {error}")),
    };
    let verdict = Schema::UpdateRequest.judge(&document);
    match reading {
        // All that the server can mind in a body that keeps the schema is a name given twice, of which the document has kept one.
        Err(refused) if verdict.conforms() => not_json(refused.innermost_reason().to_owned()),
        _ => verdict,
    }
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
