//! Keeping credentials out of everything that is kept or shown of a request.

use std::borrow::Cow;

use super::usual_headers;
use crate::text::{is_credential, is_scheme, redact};

/// A header's value as it may be kept. The name is in lower case.
pub(crate) fn header<'v>(name: &str, value: &'v [u8]) -> Cow<'v, [u8]> {
    match usual_headers::code(name) {
        Some(_) => Cow::Borrowed(value),
        None => doubtful(name, value),
    }
}

/// The same of one that is none of the usual ones.
pub(crate) fn doubtful<'v>(name: &str, value: &'v [u8]) -> Cow<'v, [u8]> {
    if is_credential(name) {
        return credential(value);
    }
    match str::from_utf8(value).map(redact) {
        Ok(Cow::Owned(shown)) => Cow::Owned(shown.into_bytes()),
        Ok(Cow::Borrowed(_)) | Err(_) => Cow::Borrowed(value),
    }
}

/// Only the scheme stays. Any other first word may be the secret itself.
fn credential(value: &[u8]) -> Cow<'_, [u8]> {
    let scheme = value.split(|&byte| byte == b' ').next().unwrap_or_default();
    match scheme.len() < value.len() && is_scheme(scheme) {
        true => Cow::Owned([scheme, b" ***"].concat()),
        false => Cow::Borrowed(b"***"),
    }
}

/// The value of a query parameter as it may be kept.
pub(crate) fn parameter<'v>(name: &str, value: &'v str) -> Cow<'v, str> {
    match is_credential(name) {
        true => Cow::Borrowed("***"),
        false => redact(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_stay_and_secrets_go() {
        for (name, value, kept) in [
            ("authorization", "Basic ZWxhc3RpYzpzZWNyZXQ=", "Basic ***"),
            ("authorization", "ApiKey Zm9vOmJhcg==", "ApiKey ***"),
            ("authorization", "secret", "***"),
            ("authorization", "secret with spaces", "***"),
            ("authorization", "Bearer", "***"),
            ("proxy-authorization", "Bearer token", "Bearer ***"),
            ("es-secondary-authorization", "Basic x", "Basic ***"),
            (
                "es-client-authentication",
                "SharedSecret x",
                "SharedSecret ***",
            ),
            (
                "x-client-authentication",
                "SharedSecret x",
                "SharedSecret ***",
            ),
            ("cookie", "sid=1", "***"),
            ("x-api-key", "Basic x", "Basic ***"),
            ("x-auth-token", "x", "***"),
            ("x-found-cluster-token", "x", "***"),
            ("referer", "http://elastic:secret@h/", "http://***@h/"),
            ("x-original-uri", "/_search?token=x", "/_search?token=***"),
            ("content-type", "application/json", "application/json"),
        ] {
            assert_eq!(header(name, value.as_bytes()), kept.as_bytes());
        }
    }
}
