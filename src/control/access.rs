//! Who may ask the control API.
//!
//! Without a token, programs on this machine. A page in a browser on this machine is none of them:
//! browsers tell where a request comes from (`Origin`, `Sec-Fetch-Site`), and a name that leads to
//! this machine all of a sudden is not its own (`Host`). With a token, clients that have it; the
//! page alone, which shows nothing until it is told the token, is then served to all.

use std::fmt;
use std::net::IpAddr;

use http::header::{AUTHORIZATION, HOST, ORIGIN};
use http::uri::Authority;
use http::{HeaderMap, HeaderName, StatusCode};

use super::Problem;
use crate::text::Secret;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What is asked of those who ask.
#[derive(Clone)]
pub(crate) struct Access {
    token: Option<Secret>,
    /// The address that the fake listens on.
    address: IpAddr,
}

/// Who asks.
pub(crate) struct Asker<'a> {
    pub(crate) from: Option<IpAddr>,
    pub(crate) headers: &'a HeaderMap,
}

impl Access {
    pub(crate) fn new(token: Option<Secret>, address: IpAddr) -> Self {
        Self { token, address }
    }

    /// Refuses those who may not. What is `open` shows nothing that a token would keep.
    pub(super) fn check(&self, asker: &Asker<'_>, is_open: bool) -> Result<(), Problem> {
        match &self.token {
            Some(_) if is_open => {}
            Some(token) => check_token(token, asker.headers)?,
            None => self.check_is_here(asker)?,
        }
        check_is_no_other_site(asker.headers)
    }

    fn check_is_here(&self, asker: &Asker<'_>) -> Result<(), Problem> {
        let is_here = asker
            .from
            .is_some_and(|from| from.to_canonical().is_loopback());
        if !is_here {
            return Err(forbidden(
                "the control API answers clients on its own machine only; with a token \
                 (`--control-token`) it answers those that have it",
            ));
        }
        let host = host(asker.headers);
        match host {
            Some(host) if self.is_own_name(host.host()) => Ok(()),
            Some(host) => Err(forbidden(format!(
                "`{}` is no name of this machine that the control API knows; `localhost` and \
                 `127.0.0.1` are",
                host.host()
            ))),
            None => Err(forbidden("the request has no Host header that can be read")),
        }
    }

    fn is_own_name(&self, name: &str) -> bool {
        let name = name.trim_start_matches('[').trim_end_matches(']');
        if let Ok(address) = name.parse::<IpAddr>() {
            return address.to_canonical().is_loopback() || address == self.address;
        }
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        name == "localhost" || name.ends_with(".localhost")
    }
}

fn forbidden(message: impl Into<String>) -> Problem {
    Problem::new(StatusCode::FORBIDDEN, message)
}

fn check_token(token: &Secret, headers: &HeaderMap) -> Result<(), Problem> {
    let given = headers.get(AUTHORIZATION).map(http::HeaderValue::as_bytes);
    let given = given.and_then(|value| value.split_at_checked("Bearer ".len()));
    let given = given.filter(|(scheme, _)| scheme.eq_ignore_ascii_case(b"Bearer "));
    match given {
        Some((_, given)) if token.is(given) => Ok(()),
        Some(_) => Err(unauthorized("this is not the token of the control API")),
        None => Err(unauthorized(
            "the control API needs its token: `Authorization: Bearer TOKEN`",
        )),
    }
}

fn unauthorized(message: &str) -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, message)
}

/// A page of another site must not reach this one by the browser of somebody who may.
fn check_is_no_other_site(headers: &HeaderMap) -> Result<(), Problem> {
    let site = headers.get(SEC_FETCH_SITE).map(http::HeaderValue::as_bytes);
    let is_own_site = site.is_none_or(|site| [&b"same-origin"[..], b"none"].contains(&site));
    let is_own_origin = headers.get_all(ORIGIN).iter().all(|origin| {
        let authority = origin
            .to_str()
            .ok()
            .and_then(|origin| origin.split_once("://"));
        let authority = authority.and_then(|(_, rest)| rest.parse::<Authority>().ok());
        authority.is_some() && authority == host(headers)
    });
    match is_own_site && is_own_origin {
        true => Ok(()),
        false => Err(forbidden(
            "the control API does not answer pages of other sites",
        )),
    }
}

/// What the request is sent to, if it says so once.
fn host(headers: &HeaderMap) -> Option<Authority> {
    let mut all = headers.get_all(HOST).iter();
    match (all.next(), all.next()) {
        (Some(host), None) => host.to_str().ok()?.parse().ok(),
        _ => None,
    }
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Access")
            .field("has_token", &self.token.is_some())
            .field("address", &self.address)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};

    use super::*;

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
    const ELSEWHERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));

    fn status(token: Option<&str>, from: IpAddr, headers: &[(&str, &str)]) -> Option<u16> {
        let access = Access::new(token.map(Secret::new), HERE);
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let name = HeaderName::try_from(*name).unwrap();
            map.append(name, value.parse().unwrap());
        }
        let asker = Asker {
            from: Some(from),
            headers: &map,
        };
        let problem = access.check(&asker, false).err()?;
        Some(problem.status.as_u16())
    }

    #[test]
    fn without_a_token_only_this_machine_may_ask_by_a_name_of_its_own() {
        let mapped = IpAddr::V6(Ipv4Addr::LOCALHOST.to_ipv6_mapped());
        for (from, host, expected) in [
            (HERE, "127.0.0.1:9200", None),
            (HERE, "localhost", None),
            (HERE, "LOCALHOST.:9200", None),
            (HERE, "fake.localhost:9200", None),
            (HERE, "127.8.8.8:9200", None),
            (IpAddr::V6(Ipv6Addr::LOCALHOST), "[::1]:9200", None),
            (mapped, "localhost:9200", None),
            (HERE, "attacker.example:9200", Some(403)),
            (HERE, "localhost.attacker.example", Some(403)),
            (HERE, "192.0.2.7:9200", Some(403)),
            (HERE, "", Some(403)),
            (HERE, "user@localhost:9200", None),
            (ELSEWHERE, "127.0.0.1:9200", Some(403)),
        ] {
            assert_eq!(
                status(None, from, &[("host", host)]),
                expected,
                "{from} {host}"
            );
        }
        assert_eq!(status(None, HERE, &[]), Some(403));
        let two = [("host", "localhost"), ("host", "localhost")];
        assert_eq!(status(None, HERE, &two), Some(403));
    }

    #[test]
    fn pages_of_other_sites_may_not_ask() {
        for (name, value, expected) in [
            ("origin", "http://127.0.0.1:9200", None),
            ("origin", "https://127.0.0.1:9200", None),
            ("origin", "http://127.0.0.1:9201", Some(403)),
            ("origin", "http://attacker.example", Some(403)),
            ("origin", "null", Some(403)),
            ("sec-fetch-site", "same-origin", None),
            ("sec-fetch-site", "none", None),
            ("sec-fetch-site", "same-site", Some(403)),
            ("sec-fetch-site", "cross-site", Some(403)),
        ] {
            let headers = [("host", "127.0.0.1:9200"), (name, value)];
            assert_eq!(status(None, HERE, &headers), expected, "{value}");
            let with_token = [&headers[..], &[("authorization", "Bearer t")]].concat();
            assert_eq!(
                status(Some("t"), ELSEWHERE, &with_token),
                expected,
                "{value}"
            );
        }
    }

    #[test]
    fn what_is_open_needs_no_token_and_all_else_all_the_same() {
        for (token, from, site, expected) in [
            (Some("t"), HERE, "none", None),
            (Some("t"), ELSEWHERE, "none", None),
            (Some("t"), ELSEWHERE, "cross-site", Some(403)),
            (None, HERE, "none", None),
            (None, ELSEWHERE, "none", Some(403)),
        ] {
            let access = Access::new(token.map(Secret::new), HERE);
            let mut headers = HeaderMap::new();
            headers.insert(HOST, "127.0.0.1".parse().unwrap());
            headers.insert(SEC_FETCH_SITE, site.parse().unwrap());
            let asker = Asker {
                from: Some(from),
                headers: &headers,
            };
            let refused = access.check(&asker, true).err();
            assert_eq!(
                refused.map(|it| it.status.as_u16()),
                expected,
                "{from} {site}"
            );
        }
    }

    #[test]
    fn with_a_token_those_who_have_it_may_ask_from_anywhere() {
        for (authorization, expected) in [
            ("Bearer secret", None),
            ("bearer secret", None),
            ("Bearer secrets", Some(401)),
            ("Bearer ", Some(401)),
            ("Basic secret", Some(401)),
            ("secret", Some(401)),
        ] {
            for from in [HERE, ELSEWHERE] {
                let headers = [("host", "fake.example"), ("authorization", authorization)];
                assert_eq!(
                    status(Some("secret"), from, &headers),
                    expected,
                    "{authorization}"
                );
            }
        }
        assert_eq!(
            status(Some("secret"), HERE, &[("host", "localhost")]),
            Some(401)
        );
        assert!(
            !format!("{:?}", Access::new(Some(Secret::new("hunter2")), HERE)).contains("hunter2")
        );
    }
}
