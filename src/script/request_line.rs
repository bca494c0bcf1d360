//! Requests by method and path, whether the fake has an endpoint there or not.

use std::fmt;
use std::str::FromStr;

use http::Method;

use super::ScriptedRequest;
use crate::http::PathTemplate;
use crate::text::serde_as_text;

/// A method and a form of paths: `GET /{index}/_count`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RequestLine {
    method: Method,
    path: PathTemplate,
}

impl RequestLine {
    pub(super) fn of(method: &str, path: &str) -> Result<Self, String> {
        let Ok(method) = Method::from_str(method) else {
            return Err(format!("there is no method `{method}`"));
        };
        if !path.starts_with('/') || path.contains('?') {
            return Err(format!(
                "a path is needed that begins with a slash, without a query; it is `{path}`"
            ));
        }
        Ok(Self {
            method,
            path: PathTemplate::parse(path.to_owned()),
        })
    }

    /// Why a request is another, and how near it comes.
    pub(super) fn mismatch(&self, asked: &ScriptedRequest<'_>) -> Option<(u8, String)> {
        let method = asked.method();
        if !asked.has_path(&self.path) {
            Some((0, "its path is another".to_owned()))
        } else if *method != self.method {
            Some((1, format!("its method is {method}")))
        } else {
            None
        }
    }
}

impl fmt::Display for RequestLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// Method and path, with a space in between.
impl FromStr for RequestLine {
    type Err = String;

    fn from_str(line: &str) -> Result<Self, String> {
        let (method, path) = line.split_once(' ').ok_or_else(|| {
            format!("a method and a path are needed, such as `GET /_cat/indices`; it is `{line}`")
        })?;
        Self::of(method, path)
    }
}

serde_as_text!(RequestLine);
