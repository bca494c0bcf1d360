//! Several clusters behind one listener, told apart by a prefix of the path or by a header.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use http::uri::PathAndQuery;
use http::{HeaderName, Uri};

use crate::cluster::Cluster;
use crate::time::Lock;

/// What stands in front of a scope's name in a path.
pub(crate) const PREFIX: &str = "/_fake/scopes/";

/// The header that names the scope of a request.
const HEADER: HeaderName = HeaderName::from_static("x-fake-scope");

/// The clusters of all scopes, by name. Clones are the same scopes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scopes(Arc<State>);

#[derive(Debug, Default)]
struct State {
    /// Whether there are any, which each request asks.
    are_there: AtomicBool,
    clusters: Lock<HashMap<String, Cluster>>,
}

impl Scopes {
    /// Adds a scope, unless there is one of that name.
    pub(crate) fn add(&self, name: &str, cluster: Cluster) -> bool {
        let mut clusters = self.0.clusters.lock();
        if clusters.contains_key(name) {
            return false;
        }
        clusters.insert(name.to_owned(), cluster);
        self.0.are_there.store(true, Ordering::Release);
        true
    }

    pub(crate) fn remove(&self, name: &str) {
        let mut clusters = self.0.clusters.lock();
        clusters.remove(name);
        self.0
            .are_there
            .store(!clusters.is_empty(), Ordering::Release);
    }

    /// The cluster that a request is for, if that is one of a scope. A prefix that names the scope
    /// is taken off the path.
    pub(crate) fn of(&self, request: &mut http::Request<Bytes>) -> Option<Cluster> {
        if !self.0.are_there.load(Ordering::Acquire) {
            return None;
        }
        let clusters = self.0.clusters.lock();
        if let Some(name) = request.headers().get(HEADER) {
            return clusters.get(name.to_str().ok()?).cloned();
        }
        let target = request.uri().path_and_query()?.as_str();
        let (name, rest) = split(target)?;
        let cluster = clusters.get(name).cloned()?;
        let rest = PathAndQuery::try_from(rest).ok()?;
        *request.uri_mut() = Uri::from(rest);
        Some(cluster)
    }
}

/// The name of the scope in front of a path, and the path behind it.
fn split(target: &str) -> Option<(&str, String)> {
    let rest = target.strip_prefix(PREFIX)?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (name, rest) = rest.split_at(end);
    let slash = if rest.starts_with('/') { "" } else { "/" };
    Some((name, format!("{slash}{rest}")))
}

/// Whether a text can be the name of a scope: it stands in URLs and headers as it is.
pub(crate) fn is_name(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-:".contains(c);
    !text.is_empty() && text.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(target: &str, scope: Option<&str>) -> http::Request<Bytes> {
        let mut request = http::Request::get(target);
        if let Some(scope) = scope {
            request = request.header(HEADER, scope);
        }
        request.body(Bytes::new()).unwrap()
    }

    #[test]
    fn requests_find_their_scope_by_prefix_or_header() {
        let scopes = Scopes::default();
        assert!(scopes.of(&mut request("/_fake/scopes/a/x", None)).is_none());
        assert!(scopes.add("a", Cluster::new()));
        assert!(!scopes.add("a", Cluster::new()));
        for (target, rest) in [
            ("/_fake/scopes/a", "/"),
            ("/_fake/scopes/a?pretty", "/?pretty"),
            ("/_fake/scopes/a/_ml/x?y=z", "/_ml/x?y=z"),
        ] {
            let mut request = request(target, None);
            assert!(scopes.of(&mut request).is_some(), "{target}");
            assert_eq!(request.uri(), rest);
        }
        assert!(scopes.of(&mut request("/", Some("a"))).is_some());
        for (target, scope) in [("/", None), ("/", Some("b")), ("/_fake/scopes/b/x", None)] {
            assert!(scopes.of(&mut request(target, scope)).is_none());
        }
        scopes.remove("a");
        assert!(scopes.of(&mut request("/", Some("a"))).is_none());
    }

    #[test]
    fn names_are_plain() {
        for (name, expected) in [
            ("worker-1", true),
            ("a::b", true),
            ("", false),
            ("a/b", false),
        ] {
            assert_eq!(is_name(name), expected, "{name}");
        }
    }
}
