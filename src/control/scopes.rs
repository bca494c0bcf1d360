//! Several clusters behind one listener, told apart by a prefix of the path or by a header.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use http::uri::PathAndQuery;
use http::{HeaderName, Uri};

use super::holds::Holds;
use super::problem::Problem;
use crate::cluster::Cluster;
use crate::time::{Clock, Lock};

/// What stands in front of a scope's name in a path.
pub(crate) const PREFIX: &str = "/_fake/scopes/";

/// The header that names the scope of a request.
const HEADER: HeaderName = HeaderName::from_static("x-fake-scope");

/// How many scopes the control API makes.
const MOST: usize = 1024;

/// A cluster behind the listener, with what the control API keeps for it.
#[derive(Debug)]
pub(crate) struct Scope {
    /// None for the cluster that requests without a scope are for.
    name: Option<Box<str>>,
    pub(crate) cluster: Cluster,
    pub(crate) clock: Clock,
    pub(super) holds: Holds,
}

impl Scope {
    pub(crate) fn new(name: Option<&str>, cluster: Cluster, clock: Clock) -> Arc<Self> {
        Arc::new(Self {
            name: name.map(Into::into),
            cluster,
            clock,
            holds: Holds::default(),
        })
    }

    /// The cluster as load and scaling have left it by now.
    pub(super) fn cluster_by_now(&self) -> &Cluster {
        self.cluster.come_to(self.clock.now());
        &self.cluster
    }

    pub(super) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Tells the cluster what time it is.
    pub(super) fn come_to_now(&self) {
        self.cluster.come_to(self.clock.now());
    }
}

/// All scopes, by name. Clones are the same scopes.
#[derive(Debug, Clone)]
pub(crate) struct Scopes(Arc<State>);

#[derive(Debug)]
struct State {
    /// Whether there are any with a name, which each request asks.
    are_there: AtomicBool,
    main: Arc<Scope>,
    named: Lock<HashMap<String, Arc<Scope>>>,
}

impl Scopes {
    /// The cluster of requests without a scope, and no other.
    pub(crate) fn new(cluster: Cluster, clock: Clock) -> Self {
        Self(Arc::new(State {
            are_there: AtomicBool::new(false),
            main: Scope::new(None, cluster, clock),
            named: Lock::default(),
        }))
    }

    /// Adds a scope, unless there is one of that name.
    pub(crate) fn add(&self, name: &str, scope: Arc<Scope>) -> bool {
        let mut named = self.0.named.lock();
        if named.contains_key(name) {
            return false;
        }
        named.insert(name.to_owned(), scope);
        self.0.are_there.store(true, Ordering::Release);
        true
    }

    pub(crate) fn remove(&self, name: &str) {
        let mut named = self.0.named.lock();
        named.remove(name);
        self.0.are_there.store(!named.is_empty(), Ordering::Release);
    }

    /// The names, in alphabetical order.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = self.0.named.lock().keys().cloned().collect();
        names.sort_unstable();
        names
    }

    /// The scope that a request for a cluster is for, if it is one with a name. A prefix that names
    /// the scope is taken off the path.
    pub(crate) fn of(&self, request: &mut http::Request<Bytes>) -> Option<Arc<Scope>> {
        if !self.0.are_there.load(Ordering::Acquire) {
            return None;
        }
        let named = self.0.named.lock();
        if let Some(name) = request.headers().get(HEADER) {
            return named.get(name.to_str().ok()?).cloned();
        }
        let target = request.uri().path_and_query()?.as_str();
        let (name, rest) = split(target)?;
        let scope = named.get(name).cloned()?;
        let slash = if rest.starts_with('/') { "" } else { "/" };
        let rest = PathAndQuery::try_from(format!("{slash}{rest}")).ok()?;
        *request.uri_mut() = Uri::from(rest);
        Some(scope)
    }

    /// The scope of that name, which is made if it is not there yet.
    pub(super) fn for_control(&self, name: Option<&str>) -> Result<Arc<Scope>, Problem> {
        name.map_or_else(
            || Ok(Arc::clone(&self.0.main)),
            |name| self.find_or_make(name),
        )
    }

    fn find_or_make(&self, name: &str) -> Result<Arc<Scope>, Problem> {
        let found = self.0.named.lock().get(name).cloned();
        if let Some(scope) = found {
            return Ok(scope);
        }
        if !is_name(name) {
            return Err(Problem::bad_request(format!(
                "`{name}` cannot be the name of a scope: use up to 200 letters, digits, `.`, `_`, `-` and `:`"
            )));
        }
        let main = &self.0.main;
        let clock = main.clock.another();
        let cluster = main.cluster.fresh(name, clock.now());
        let scope = Scope::new(Some(name), cluster, clock);
        let mut named = self.0.named.lock();
        if named.len() >= MOST && !named.contains_key(name) {
            return Err(Problem::bad_request(format!(
                "there are {MOST} scopes already; `DELETE /_fake` in a scope ends it"
            )));
        }
        let scope = named.entry(name.to_owned()).or_insert(scope);
        self.0.are_there.store(true, Ordering::Release);
        Ok(Arc::clone(scope))
    }
}

/// The name of the scope that a request to the control API is for, and the path without it.
pub(super) fn named(request: &http::Request<Bytes>) -> (Option<&str>, &str) {
    let path = request.uri().path();
    let (in_path, path) = split(path).map_or((None, path), |(name, rest)| (Some(name), rest));
    let header = request.headers().get(HEADER);
    // What is no text is no name either.
    let in_header = header.map(|name| name.to_str().unwrap_or("\u{fffd}"));
    (in_header.or(in_path), path)
}

/// The name of the scope in front of a path, and the path behind it.
pub(super) fn split(target: &str) -> Option<(&str, &str)> {
    let rest = target.strip_prefix(PREFIX)?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    Some(rest.split_at(end))
}

/// Whether a text can be the name of a scope: it stands in URLs and headers as it is.
pub(crate) fn is_name(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-:".contains(c);
    (1..=200).contains(&text.len()) && text.chars().all(is_plain)
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

    fn scopes() -> Scopes {
        Scopes::new(Cluster::new(), Clock::manual())
    }

    fn scope(name: &str) -> Arc<Scope> {
        Scope::new(Some(name), Cluster::new(), Clock::manual())
    }

    #[test]
    fn requests_find_their_scope_by_prefix_or_header() {
        let scopes = scopes();
        assert!(scopes.of(&mut request("/_fake/scopes/a/x", None)).is_none());
        assert!(scopes.add("a", scope("a")));
        assert!(!scopes.add("a", scope("a")));
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
    fn the_control_api_makes_the_scopes_that_are_named() {
        let scopes = scopes();
        for (target, header, name, path) in [
            ("/_fake/journal", None, None, "/_fake/journal"),
            ("/_fake/journal", Some("a"), Some("a"), "/_fake/journal"),
            (
                "/_fake/scopes/b/_fake/reset?x",
                None,
                Some("b"),
                "/_fake/reset",
            ),
            ("/_fake/scopes/b/_fake", Some("c"), Some("c"), "/_fake"),
        ] {
            let request = request(target, header);
            let (named, rest) = named(&request);
            let scope = scopes.for_control(named).unwrap();
            assert_eq!((scope.name(), rest), (name, path), "{target}");
        }
        assert_eq!(scopes.names(), ["a", "b", "c"]);
        let wrong = request("/_fake", Some("a/b"));
        let (name, _) = named(&wrong);
        assert_eq!(scopes.for_control(name).unwrap_err().status, 400);
    }

    #[test]
    fn there_is_an_end_to_scopes() {
        let scopes = scopes();
        for number in 0..MOST {
            scopes.add(&format!("{number}"), scope("any"));
        }
        assert_eq!(scopes.find_or_make("more").unwrap_err().status, 400);
        assert!(scopes.find_or_make("0").is_ok());
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
        assert!(!is_name(&"a".repeat(201)));
    }
}
