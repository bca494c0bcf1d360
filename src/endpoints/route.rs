//! Where a request goes.

use std::borrow::Cow;
use std::sync::LazyLock;

use http::Method;

use super::Endpoint;
use crate::http::{PathTemplate, segments};

/// The paths of all endpoints, of those that match a path the most special one first.
static PATHS: LazyLock<Vec<(PathTemplate, Endpoint)>> = LazyLock::new(|| {
    let of = |endpoint: Endpoint| {
        let paths = endpoint.spec().paths.iter();
        paths.map(move |path| (PathTemplate::parse(path), endpoint))
    };
    let mut paths: Vec<_> = Endpoint::all().flat_map(of).collect();
    paths.sort_by(|(one, _), (other, _)| one.by_precedence(other));
    paths
});

/// The endpoints at a path, each of them once.
pub(super) fn endpoints_at(path: &str) -> impl Iterator<Item = Endpoint> {
    let path = segments(path);
    Endpoint::all().filter(move |endpoint| {
        let mut paths = PATHS.iter().filter(|(_, each)| each == endpoint);
        paths.any(|(template, _)| template.matches(&path))
    })
}

/// A name in a path, with what stands there, percent-decoded.
type Name<'p> = (&'static str, Cow<'p, str>);

/// The names in a path. Most paths have one, which takes no memory of its own.
#[derive(Debug, Default)]
pub(crate) struct Names<'p> {
    first: Option<Name<'p>>,
    more: Vec<Name<'p>>,
}

impl<'p> FromIterator<Name<'p>> for Names<'p> {
    fn from_iter<I: IntoIterator<Item = Name<'p>>>(names: I) -> Self {
        let mut names = names.into_iter();
        Self {
            first: names.next(),
            more: names.collect(),
        }
    }
}

/// Where a request goes.
#[derive(Debug)]
pub(crate) enum Route<'p> {
    To {
        endpoint: Endpoint,
        names: Names<'p>,
    },
    /// The path is known, and takes these methods.
    WrongMethod {
        allowed: Vec<&'static Method>,
    },
    UnknownPath,
}

impl<'p> Route<'p> {
    pub(crate) fn of(method: &Method, path: &'p str) -> Self {
        let path = segments(path);
        let mut allowed = Vec::new();
        for (template, endpoint) in PATHS.iter().filter(|(each, _)| each.matches(&path)) {
            let methods = endpoint.spec().methods;
            if methods.contains(method) {
                return Self::To {
                    endpoint: *endpoint,
                    names: template.names(&path).collect(),
                };
            }
            allowed.extend(methods);
        }
        match allowed.is_empty() {
            true => Self::UnknownPath,
            false => Self::WrongMethod { allowed },
        }
    }

    pub(crate) fn endpoint(&self) -> Endpoint {
        match self {
            Self::To { endpoint, .. } => *endpoint,
            Self::WrongMethod { .. } | Self::UnknownPath => Endpoint::Unknown,
        }
    }

    /// What stands in the place of a name in the path.
    pub(crate) fn name(&self, name: &str) -> Option<&str> {
        let Self::To { names, .. } = self else {
            return None;
        };
        let mut names = names.first.iter().chain(&names.more);
        let value = names.find(|(each, _)| *each == name);
        value.map(|(_, value)| value.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_matched_part_by_part_and_decoded_afterwards() {
        for (path, id) in [
            ("/_ml/trained_models/m/deployment/_update", "m"),
            ("/_ml/trained_models/m/deployment/_update/", "m"),
            ("//_ml///trained_models/m/deployment/_update", "m"),
            ("/_ml/trained_models/a%2Fb%20c/deployment/_update", "a/b c"),
            ("/_ml/trained_models/a+b/deployment/_update", "a+b"),
        ] {
            let route = Route::of(&Method::POST, path);
            assert_eq!(route.endpoint(), Endpoint::Update, "{path}");
            assert_eq!(route.name("deployment_id"), Some(id));
        }
    }

    #[test]
    fn other_paths_and_methods_are_told_apart() {
        let update = "/_ml/trained_models/m/deployment/_update";
        let Route::WrongMethod { allowed } = Route::of(&Method::GET, update) else {
            panic!("updates are sent by POST");
        };
        assert_eq!(allowed, [&Method::POST]);
        for path in [
            "/_ml/trained_models/m/deployment/_updat",
            "/_ml/trained_models/deployment/_update",
            "/_ml/trained_models//deployment/_update",
            "/_ml/trained_models/_update",
            "/_ml/trained_models/a/b/deployment/_update",
            "/_cluster/health",
        ] {
            let route = Route::of(&Method::POST, path);
            assert!(matches!(route, Route::UnknownPath), "{path}");
        }
        assert_eq!(Route::of(&Method::HEAD, "/").endpoint(), Endpoint::Info);
        assert_eq!(Route::of(&Method::GET, "//").endpoint(), Endpoint::Info);
    }
}
