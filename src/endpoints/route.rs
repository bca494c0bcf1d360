//! Where a request goes.

use std::sync::LazyLock;

use http::Method;

use super::Endpoint;
use super::apis::{self, Api};
use crate::http::{Names, PathTemplate, last_segment, without_empty_segments};

/// The paths of all endpoints, of those that match a path the most special one first.
static PATHS: LazyLock<Vec<(PathTemplate, Endpoint)>> = LazyLock::new(|| {
    let of = |endpoint: Endpoint| {
        let paths = endpoint.spec().paths.iter();
        paths.map(move |&path| (PathTemplate::parse(path), endpoint))
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
        names: Names<'static, 'p>,
    },
    /// A server has this API, and the fake does not.
    Outside {
        api: &'static Api,
        /// The methods by which the fake has others at that path.
        own: Vec<&'static Method>,
    },
    /// The path is known, but not by this method.
    WrongMethod {
        /// Those by which the fake has it.
        own: Vec<&'static Method>,
        /// Those by which only a server has it.
        outside: Vec<&'static Method>,
    },
    UnknownPath,
}

impl<'p> Route<'p> {
    pub(crate) fn of(method: &Method, path: &'p str) -> Self {
        let own = match Self::to_endpoint(method, path) {
            Ok(route) => return route,
            Err(own) => own,
        };
        match without_empty_segments(path) {
            None => Self::past_endpoints(method, path, own),
            Some(path) => match Route::to_endpoint(method, &path) {
                Ok(route) => route.into_owned(),
                Err(own) => Self::past_endpoints(method, &path, own),
            },
        }
    }

    /// The endpoint, or else the methods by which there are others.
    fn to_endpoint(method: &Method, path: &'p str) -> Result<Self, Vec<&'static Method>> {
        let mut own = Vec::new();
        let end = last_segment(path);
        for (template, endpoint) in PATHS.iter().filter(|(each, _)| each.may_end_in(end)) {
            let Some(names) = template.matches(path) else {
                continue;
            };
            let methods = endpoint.spec().methods;
            if methods.contains(method) {
                return Ok(Self::To {
                    endpoint: *endpoint,
                    names,
                });
            }
            add_distinct(&mut own, methods);
        }
        Err(own)
    }

    /// Where no endpoint of the fake takes a request, a server may have one that does.
    fn past_endpoints(method: &Method, path: &str, own: Vec<&'static Method>) -> Self {
        let mut outside = Vec::new();
        for api in apis::at(path) {
            if api.methods.contains(method) {
                return Self::Outside { api, own };
            }
            add_distinct(&mut outside, &api.methods);
        }
        outside.retain(|method| !own.contains(method));
        match own.is_empty() && outside.is_empty() {
            true => Self::UnknownPath,
            false => Self::WrongMethod { own, outside },
        }
    }

    fn into_owned<'o>(self) -> Route<'o> {
        match self {
            Self::To { endpoint, names } => Route::To {
                endpoint,
                names: names.into_owned(),
            },
            Self::Outside { api, own } => Route::Outside { api, own },
            Self::WrongMethod { own, outside } => Route::WrongMethod { own, outside },
            Self::UnknownPath => Route::UnknownPath,
        }
    }

    pub(crate) fn endpoint(&self) -> Endpoint {
        match self {
            Self::To { endpoint, .. } => *endpoint,
            Self::Outside { .. } | Self::WrongMethod { .. } | Self::UnknownPath => {
                Endpoint::Unknown
            }
        }
    }

    /// What stands in the place of a name in the path.
    pub(crate) fn name(&self, name: &str) -> Option<&str> {
        match self {
            Self::To { names, .. } => names.get(name),
            Self::Outside { .. } | Self::WrongMethod { .. } | Self::UnknownPath => None,
        }
    }
}

/// Several templates that match a path may take the same method.
fn add_distinct(all: &mut Vec<&'static Method>, methods: &'static [Method]) {
    for method in methods {
        if !all.contains(&method) {
            all.push(method);
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
        let Route::WrongMethod { own, outside } = Route::of(&Method::GET, update) else {
            panic!("updates are sent by POST");
        };
        assert_eq!((own.as_slice(), outside.len()), (&[&Method::POST][..], 0));
        let stats = "/_ml/trained_models/_stats";
        let Route::WrongMethod { own, .. } = Route::of(&Method::OPTIONS, stats) else {
            panic!("statistics are asked for by GET");
        };
        assert_eq!(own, [&Method::GET, &Method::PUT, &Method::DELETE]);
        for path in [
            "/_ml/trained_models/m/deployment/_updat",
            "/_ml/trained_models/deployment/_update",
            "/_ml/trained_models//deployment/_update",
            "/_ml/trained_models/a/b/deployment/_update",
            "/_cluster/helth",
        ] {
            let route = Route::of(&Method::POST, path);
            assert!(matches!(route, Route::UnknownPath), "{path}");
        }
        let indices = Route::of(&Method::GET, "//_cat/indices/");
        assert!(matches!(indices, Route::Outside { own, .. } if own.is_empty()));
        let indices = Route::of(&Method::PUT, "/_cat/indices");
        assert!(matches!(indices, Route::WrongMethod { own, .. } if own.is_empty()));
        assert_eq!(Route::of(&Method::HEAD, "/").endpoint(), Endpoint::Info);
        assert_eq!(Route::of(&Method::GET, "//").endpoint(), Endpoint::Info);
    }
}
