//! Which paths exist, and who answers there.

use std::borrow::Cow;
use std::fmt;

use http::{HeaderValue, Method, StatusCode};
use percent_encoding::percent_decode_str;

use super::Refusal;
use super::refusal::Error;

/// An endpoint of the cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Endpoint {
    /// `GET /` and `HEAD /`: name and version of the cluster.
    Info,
    /// `POST /_ml/trained_models/{deployment_id}/deployment/_update`.
    Update,
    /// Anything else: a path that the fake does not know, or a method that the path does not take.
    Unknown,
}

impl Endpoint {
    /// The name of the endpoint in journals and scripts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Update => "update",
            Self::Unknown => "unknown",
        }
    }
}

impl Endpoint {
    /// The action that somebody has to be authorised for (reference, sections 4.2 and 5.2).
    pub(crate) fn action(self) -> &'static str {
        match self {
            Self::Info => "cluster:monitor/main",
            Self::Update => "cluster:admin/xpack/ml/trained_models/deployment/update",
            Self::Unknown => "",
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

struct Route {
    endpoint: Endpoint,
    /// What stands in front of the deployment id in the path, and what behind it; without an id, the path and nothing.
    path: (&'static str, &'static str),
    methods: &'static [Method],
    /// The methods as the `Allow` header lists them.
    allow: &'static str,
}

static ROUTES: [Route; 2] = [
    Route {
        endpoint: Endpoint::Update,
        path: ("/_ml/trained_models/", "/deployment/_update"),
        methods: &[Method::POST],
        allow: "POST",
    },
    Route {
        endpoint: Endpoint::Info,
        path: ("/", ""),
        methods: &[Method::GET, Method::HEAD],
        allow: "GET,HEAD",
    },
];

impl Route {
    /// The decoded deployment id of the path if the path is of this route, empty where the route has none.
    fn matches<'p>(&self, path: &'p str) -> Option<Cow<'p, str>> {
        let (before, behind) = self.path;
        let id = path.strip_prefix(before)?.strip_suffix(behind)?;
        let has_id = !behind.is_empty();
        if id.is_empty() == has_id {
            return None;
        }
        match memchr::memchr2(b'/', b'%', id.as_bytes()) {
            None => Some(Cow::Borrowed(id)),
            Some(_) if id.contains('/') => None,
            Some(_) => Some(percent_decode(id)),
        }
    }
}

/// Where a request goes.
#[derive(Debug)]
pub(crate) enum Routed<'p> {
    To {
        endpoint: Endpoint,
        deployment_id: Option<Cow<'p, str>>,
    },
    WrongMethod {
        allow: &'static str,
    },
    UnknownPath,
}

impl<'p> Routed<'p> {
    pub(crate) fn of(method: &Method, path: &'p str) -> Self {
        match Self::of_exactly(method, path) {
            // The server ignores empty parts of a path. Hardly any path has them.
            Self::UnknownPath => {
                Routed::of_exactly(method, &without_empty_parts(path)).into_owned()
            }
            routed => routed,
        }
    }

    fn of_exactly(method: &Method, path: &'p str) -> Self {
        for route in &ROUTES {
            let Some(id) = route.matches(path) else {
                continue;
            };
            if !route.methods.contains(method) {
                return Self::WrongMethod { allow: route.allow };
            }
            return Self::To {
                endpoint: route.endpoint,
                deployment_id: (!id.is_empty()).then_some(id),
            };
        }
        Self::UnknownPath
    }

    fn into_owned<'o>(self) -> Routed<'o> {
        match self {
            Self::To {
                endpoint,
                deployment_id,
            } => Routed::To {
                endpoint,
                deployment_id: deployment_id.map(|id| Cow::Owned(id.into_owned())),
            },
            Self::WrongMethod { allow } => Routed::WrongMethod { allow },
            Self::UnknownPath => Routed::UnknownPath,
        }
    }

    pub(crate) fn endpoint(&self) -> Endpoint {
        match self {
            Self::To { endpoint, .. } => *endpoint,
            Self::WrongMethod { .. } | Self::UnknownPath => Endpoint::Unknown,
        }
    }

    /// The percent-decoded deployment id, for endpoints that have one.
    pub(crate) fn deployment_id(&self) -> Option<&str> {
        match self {
            Self::To { deployment_id, .. } => deployment_id.as_deref(),
            Self::WrongMethod { .. } | Self::UnknownPath => None,
        }
    }
}

fn without_empty_parts(path: &str) -> String {
    let parts: Vec<_> = path.split('/').filter(|part| !part.is_empty()).collect();
    format!("/{}", parts.join("/"))
}

/// Undoes percent-encoding; bytes that are not UTF-8 become replacement characters.
pub(crate) fn percent_decode(text: &str) -> Cow<'_, str> {
    match memchr::memchr(b'%', text.as_bytes()) {
        Some(_) => percent_decode_str(text).decode_utf8_lossy(),
        None => Cow::Borrowed(text),
    }
}

/// The refusal of a path that does not exist (reference, section 4.4): without the status in the body.
pub(crate) fn no_handler(method: &Method, uri: &str) -> Refusal {
    if !is_known(method) {
        return Refusal::flat(StatusCode::METHOD_NOT_ALLOWED, unexpected_method(method));
    }
    Refusal {
        status: StatusCode::BAD_REQUEST,
        error: Error::Flat {
            text: format!("no handler found for uri [{uri}] and method [{method}]"),
            with_status: false,
        },
        headers: Vec::new(),
    }
}

/// The refusal of a method that the path does not take (reference, section 4.4).
pub(crate) fn wrong_method(method: &Method, uri: &str, allow: &'static str) -> Refusal {
    let listed = allow.replace(',', ", ");
    let complaint = if is_known(method) {
        format!("Incorrect HTTP method for uri [{uri}] and method [{method}]")
    } else {
        unexpected_method(method)
    };
    Refusal::flat(
        StatusCode::METHOD_NOT_ALLOWED,
        format!("{complaint}, allowed: [{listed}]"),
    )
    .with_header(http::header::ALLOW, HeaderValue::from_static(allow))
}

/// Whether the server knows the word for the method.
fn is_known(method: &Method) -> bool {
    const KNOWN: [Method; 9] = [
        Method::GET,
        Method::POST,
        Method::PUT,
        Method::DELETE,
        Method::OPTIONS,
        Method::HEAD,
        Method::PATCH,
        Method::TRACE,
        Method::CONNECT,
    ];
    KNOWN.contains(method)
}

/// Inferred (reference, section 4.4).
fn unexpected_method(method: &Method) -> String {
    format!("Unexpected http method: {method}")
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
            let routed = Routed::of(&Method::POST, path);
            assert_eq!(routed.endpoint(), Endpoint::Update, "{path}");
            assert_eq!(routed.deployment_id(), Some(id));
        }
    }

    #[test]
    fn other_paths_and_methods_are_told_apart() {
        let update = "/_ml/trained_models/m/deployment/_update";
        assert!(matches!(
            Routed::of(&Method::GET, update),
            Routed::WrongMethod { allow: "POST" }
        ));
        for path in [
            "/_ml/trained_models/m/deployment/_updat",
            "/_ml/trained_models/deployment/_update",
            "/_ml/trained_models//deployment/_update",
            "/_ml/trained_models/_update",
            "/_ml/trained_models/a/b/deployment/_update",
            "/_cluster/health",
        ] {
            assert!(
                matches!(Routed::of(&Method::POST, path), Routed::UnknownPath),
                "{path}"
            );
        }
        assert_eq!(Routed::of(&Method::HEAD, "/").endpoint(), Endpoint::Info);
        assert_eq!(Routed::of(&Method::GET, "//").endpoint(), Endpoint::Info);
    }
}
