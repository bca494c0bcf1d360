//! How an answer is written: format, indentation, and what of it (server-behaviour: HTTP: headers;
//! HTTP: formats, filtering and size).

use bytes::Bytes;
use http::HeaderValue;

use super::answer::JSON;
use super::filter_path::FilterPath;
use super::query::Query;
use super::{MediaTypes, media_type};
use crate::xcontent::Format;
use crate::xcontent::json::{self, pretty};

/// What the request says about the form of its answer.
#[derive(Debug)]
pub(crate) struct Presentation {
    format: Format,
    pub(crate) content_type: HeaderValue,
    is_pretty: Option<bool>,
    filter: Option<FilterPath>,
    /// The name and version of the cluster are indented unless asked not to be.
    is_pretty_by_default: bool,
}

impl Presentation {
    /// Invalid parameters are ignored here; the pipeline refuses them.
    pub(crate) fn of(
        query: Option<&Query<'_>>,
        media_types: Option<&MediaTypes>,
        is_pretty_by_default: bool,
    ) -> Self {
        let query = query.filter(|query| !query.is_empty());
        let parameter = |name| query.and_then(|query| query.get(name));
        let (format, content_type) = parameter("format")
            .and_then(media_type::asked_for)
            .or_else(|| media_types.map(MediaTypes::answer))
            .unwrap_or((Format::Json, JSON));
        let is_pretty = query.filter(|query| query.get("pretty").is_some());
        Self {
            format,
            content_type,
            is_pretty: is_pretty.and_then(|query| query.flag("pretty", false).ok()),
            filter: parameter("filter_path").and_then(FilterPath::parse),
            is_pretty_by_default,
        }
    }

    /// Writes what was rendered as compact JSON. Errors are never filtered.
    pub(crate) fn present(&self, body: Bytes, is_error: bool) -> Bytes {
        let is_pretty = self
            .is_pretty
            .unwrap_or(self.is_pretty_by_default && !is_error);
        let filter = self.filter.as_ref().filter(|_| !is_error);
        match (filter, self.format, is_pretty) {
            _ if body.is_empty() => body,
            (None, Format::Json, false) => body,
            (None, Format::Json, true) => pretty::indent(&body, &pretty::SERVER).into(),
            (filter, format, is_pretty) => {
                let tree = json::read(&body);
                let tree = match filter {
                    Some(filter) => filter.apply(tree),
                    None => tree,
                };
                let written = format.write(&tree);
                match format == Format::Json && is_pretty {
                    true => pretty::indent(&written, &pretty::SERVER).into(),
                    false => written.into(),
                }
            }
        }
    }
}
