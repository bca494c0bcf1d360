//! The cases: requests as data, which the wire tests of this project play too.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request};
use serde::Deserialize;

/// First line, headers, and behind an empty line the body. `{id}` is a deployment, `{n}` its number
/// of allocations.
static CASES: &str = include_str!("cases.json");

/// The deployment of requests that must change nothing. No program makes one of this name.
pub(super) const NOWHERE: &str = "es-ml-fake-verify-no-such-deployment";

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    pub(super) name: String,
    request: String,
    /// Whether it is about a deployment that there is, and may change it.
    #[serde(default)]
    pub(super) changes: bool,
}

/// What the cases are about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject<'s> {
    /// As it stands in paths.
    pub(super) id: &'s str,
    pub(super) allocations: u32,
}

pub(super) fn all() -> Vec<Case> {
    serde_json::from_str(CASES).expect("the cases of this program are valid, as its tests show")
}

impl Case {
    /// The request of this case to a deployment.
    pub(super) fn request(&self, subject: Subject<'_>) -> Request<Bytes> {
        let text = self
            .request
            .replace("{id}", subject.id)
            .replace("{n}", &subject.allocations.to_string())
            .replace("{n+1}", &subject.allocations.saturating_add(1).to_string());
        parse(&text).expect("the cases of this program are valid, as its tests show")
    }
}

/// Reads first line, headers and body.
fn parse(text: &str) -> Option<Request<Bytes>> {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let (method, target) = lines.next()?.split_once(' ')?;
    let mut request = Request::new(Bytes::from(body.to_owned()));
    *request.method_mut() = method.parse::<Method>().ok()?;
    *request.uri_mut() = target.parse().ok()?;
    for line in lines {
        let (name, value) = line.split_once(": ")?;
        let name = name.parse::<HeaderName>().ok()?;
        request
            .headers_mut()
            .append(name, HeaderValue::from_str(value).ok()?);
    }
    Some(request)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn cases_are_requests_and_have_names_of_their_own() {
        let subject = Subject {
            id: "m",
            allocations: 2,
        };
        let mut names = HashSet::new();
        for case in all() {
            let request = case.request(subject);
            let shown = format!(
                "{} {}",
                request.uri(),
                String::from_utf8_lossy(request.body())
            );
            assert!(!shown.contains("{id}") && !shown.contains("{n"), "{shown}");
            assert!(names.insert(case.name));
        }
        assert!(names.len() >= 45);
    }
}
