//! Where a request goes.

use std::sync::LazyLock;

use http::Method;

use super::Endpoint;
use crate::http::{Names, PathTemplate, without_empty_segments};

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
    let path = without_empty_segments(path).unwrap_or_else(|| path.to_owned());
    Endpoint::all().filter(move |endpoint| {
        let mut paths = PATHS.iter().filter(|(_, each)| each == endpoint);
        paths.any(|(template, _)| template.matches(&path).is_some())
    })
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
        match Self::of_exactly(method, path) {
            Self::UnknownPath => match without_empty_segments(path) {
                None => Self::UnknownPath,
                Some(path) => Route::of_exactly(method, &path).into_owned(),
            },
            route => route,
        }
    }

    fn of_exactly(method: &Method, path: &'p str) -> Self {
        let mut allowed = Vec::new();
        for (template, endpoint) in PATHS.iter() {
            let Some(names) = template.matches(path) else {
                continue;
            };
            let methods = endpoint.spec().methods;
            if methods.contains(method) {
                return Self::To {
                    endpoint: *endpoint,
                    names,
                };
            }
            allowed.extend(methods);
        }
        match allowed.is_empty() {
            true => Self::UnknownPath,
            false => Self::WrongMethod { allowed },
        }
    }

    fn into_owned<'o>(self) -> Route<'o> {
        match self {
            Self::To { endpoint, names } => Route::To {
                endpoint,
                names: names.into_owned(),
            },
            Self::WrongMethod { allowed } => Route::WrongMethod { allowed },
            Self::UnknownPath => Route::UnknownPath,
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
        match self {
            Self::To { names, .. } => names.get(name),
            Self::WrongMethod { .. } | Self::UnknownPath => None,
        }
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
