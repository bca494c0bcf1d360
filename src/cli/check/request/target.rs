//! From the URL that a client asked for to what the server was asked.

use std::str::FromStr;

use es_ml_fake::Endpoint;
use es_ml_fake::security::redact;
use http::uri::PathAndQuery;
use http::{Method, Uri};
use percent_encoding::percent_decode_str;

/// How Kibana's Console sends requests on: `/api/console/proxy?path=…&method=…`.
const CONSOLE_PROXY: &str = "/api/console/proxy";

/// No path of the server has more segments.
const LONGEST_API_PATH: usize = 16;

/// In front of the paths of the server, where a reverse proxy puts one there.
#[derive(Debug, Clone)]
pub(crate) struct Prefix(String);

/// What a request is to.
#[derive(Debug, PartialEq)]
pub(crate) enum Target {
    /// This API.
    Api(Asked),
    /// Something else.
    Other,
    /// Something else, unless this prefix is in front of the server's paths.
    Behind(String),
}

/// A request line.
#[derive(Debug, PartialEq)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    /// Path and query, without credentials.
    pub(crate) target: PathAndQuery,
}

impl FromStr for Prefix {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let path = format!("/{}", text.trim_matches('/'));
        match PathAndQuery::from_str(&path) {
            Ok(parsed) if parsed.query().is_none() => Ok(Self(path)),
            _ => Err("a path is needed, such as /es".to_owned()),
        }
    }
}

impl Target {
    /// Understands a URL, or the path of one.
    ///
    /// # Errors
    ///
    /// Why it cannot be understood, if it looks as if it were to this API.
    pub(crate) fn of(method: &str, url: &str, prefixes: &[Prefix]) -> Result<Self, String> {
        let Ok(uri) = url.parse::<Uri>() else {
            return match paths_behind_defects(url).any(is_api) {
                true => Err(format!("{} is no URL", redact(url))),
                false => Ok(Self::Other),
            };
        };
        if uri.path().ends_with(CONSOLE_PROXY) {
            return Self::of_console(method, uri.query().unwrap_or_default());
        }
        let is_behind = |prefix: &&Prefix| is_below(uri.path(), &prefix.0);
        let prefix = prefixes.iter().find(is_behind);
        let path = &uri.path()[prefix.map_or(0, |prefix| prefix.0.len())..];
        match is_api(path) {
            true => Asked::of(method, path, uri.query()).map(Self::Api),
            false => Ok(prefix_of_api(path).map_or(Self::Other, Self::Behind)),
        }
    }

    /// What Kibana is told to ask for.
    fn of_console(method: &str, query: &str) -> Result<Self, String> {
        let parameter = |name: &str| {
            let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            let value = pairs.into_iter().find(|(each, _)| *each == name)?.1;
            let value = value.replace('+', " ");
            Some(percent_decode_str(&value).decode_utf8_lossy().into_owned())
        };
        let method = parameter("method").unwrap_or_else(|| method.to_owned());
        let target = parameter("path").unwrap_or_default();
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (target.as_str(), None),
        };
        let path = format!("/{}", path.trim_start_matches('/'));
        match is_api(&path) {
            true => Asked::of(&method, &path, query).map(Self::Api),
            false => Ok(Self::Other),
        }
    }
}

impl Asked {
    /// # Errors
    ///
    /// What is wrong with a part of it.
    pub(crate) fn of(method: &str, path: &str, query: Option<&str>) -> Result<Self, String> {
        let method = Method::from_str(&method.to_ascii_uppercase());
        let method = method.map_err(|_| "its method is none of HTTP".to_owned())?;
        let target = match query {
            None => path.to_owned(),
            Some(query) => format!("{path}?{}", redact(query)),
        };
        match PathAndQuery::from_str(&target) {
            Ok(target) => Ok(Self { method, target }),
            Err(_) => Err(format!("{} is no path", redact(&target))),
        }
    }

    /// The request line, as it may be shown.
    pub(crate) fn shown(&self) -> String {
        let target = self.target.as_str();
        format!("{} {}", self.method, redact(target))
    }
}

/// The root is that of anything, so a request for it says nothing about whose API it is to.
fn is_api(path: &str) -> bool {
    Endpoint::at(path).any(|endpoint| endpoint != Endpoint::Info)
}

fn is_below(path: &str, prefix: &str) -> bool {
    let rest = path.strip_prefix(prefix);
    rest.is_some_and(|rest| rest.starts_with('/'))
}

fn prefix_of_api(path: &str) -> Option<String> {
    let slashes = path.rmatch_indices('/').take(LONGEST_API_PATH);
    let mut slashes = slashes.map(|(at, _)| at).filter(|&at| at > 0);
    let start = slashes.find(|&at| is_api(&path[at..]))?;
    Some(path[..start].to_owned())
}

/// What may be the path of what is no URL: a password may hold everything that should end it.
fn paths_behind_defects(url: &str) -> impl Iterator<Item = &str> {
    let hosts = [url.rfind('@'), url.find("//").map(|at| at + 1)];
    hosts.into_iter().flatten().filter_map(|at| {
        let host = &url[at + 1..];
        let path = &host[host.find('/')?..];
        path.split(['?', '#']).next()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const UPDATE: &str = "/_ml/trained_models/m/deployment/_update";

    fn of(url: &str, prefixes: &[&str]) -> String {
        let prefixes: Vec<_> = prefixes
            .iter()
            .map(|prefix| prefix.parse().unwrap())
            .collect();
        let url = url.replace("UPDATE", UPDATE);
        let shown = match Target::of("post", &url, &prefixes) {
            Ok(Target::Api(asked)) => asked.shown(),
            Ok(Target::Other) => "other".to_owned(),
            Ok(Target::Behind(prefix)) => format!("behind {prefix}"),
            Err(problem) => format!("error: {problem}"),
        };
        shown.replace(UPDATE, "UPDATE")
    }

    #[test]
    fn only_the_paths_of_the_server_are_taken() {
        for (url, shown) in [
            (
                "http://localhost:9200UPDATE?timeout=1s",
                "POST UPDATE?timeout=1s",
            ),
            ("https://u:p@[::1]UPDATE#x", "POST UPDATE"),
            ("UPDATE", "POST UPDATE"),
            ("http://h/_search", "other"),
            ("http://h/", "other"),
            (
                "http://h/internal/ml/trained_models/m/d/deployment/_update",
                "other",
            ),
            ("http://h/a/bUPDATE", "behind /a/b"),
            ("http://h/esUPDATE", "POST UPDATE"),
            ("http://h/essUPDATE", "behind /ess"),
            ("data:text/plain,a|b", "other"),
            ("http://h/fonts?family=a|b{", "other"),
            ("", "other"),
        ] {
            assert_eq!(of(url, &["es/"]), shown, "{url}");
        }
    }

    #[test]
    fn what_kibana_passes_on_is_unwrapped() {
        let proxy = "http://k:5601/kbn/s/x/api/console/proxy?path=";
        for (rest, shown) in [
            (
                "_ml%2Ftrained_models%2Fm%2Fdeployment%2F_update&method=PUT",
                "PUT UPDATE",
            ),
            (
                "UPDATE%3Ftimeout%3D1s&method=POST",
                "POST UPDATE?timeout=1s",
            ),
            (
                "UPDATE%3Fapi_key%3Ds&method=POST",
                "POST UPDATE?api_key=***",
            ),
            ("UPDATE", "POST UPDATE"),
            ("_search&method=POST", "other"),
        ] {
            assert_eq!(of(&format!("{proxy}{rest}"), &[]), shown, "{rest}");
        }
    }

    #[test]
    fn a_url_of_the_api_that_does_not_parse_is_an_error_without_its_password() {
        for url in [
            "http://elastic:s3cr|etUPDATE@localhost:9200UPDATE",
            "http://elastic:a /b?c#d@e f@localhostUPDATE?a=b",
        ] {
            assert_eq!(
                of(url, &[]),
                format!(
                    "error: http://***@{} is no URL",
                    url.rsplit('@').next().unwrap()
                )
            );
        }
        assert_eq!(
            of("http://a|bUPDATE?x=a@b", &[]),
            "error: http://***@b is no URL"
        );
    }

    #[test]
    fn credentials_in_queries_are_left_out() {
        let shown = of("http://hUPDATE?api_key=a&token=b&pretty", &[]);
        assert_eq!(shown, "POST UPDATE?api_key=***&token=***&pretty");
    }

    proptest::proptest! {
        #[test]
        fn any_url_will_do(url in "[a-z:/@?#%=&{}| é]{0,60}") {
            let _ = Target::of("GET", &url, &[]);
            let _ = Target::of("GET", &format!("http://k{CONSOLE_PROXY}?path={url}"), &[]);
        }
    }
}
