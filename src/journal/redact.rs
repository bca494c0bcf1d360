//! Keeping credentials out of everything that is kept or shown.

use std::borrow::Cow;

use http::HeaderName;
use http::header;

/// Headers whose value is a scheme and a secret.
const WITH_SCHEME: [HeaderName; 4] = [
    header::AUTHORIZATION,
    header::PROXY_AUTHORIZATION,
    HeaderName::from_static("es-secondary-authorization"),
    HeaderName::from_static("es-secondary-x-client-authentication"),
];

/// Headers that are secret as a whole.
const SECRET: [HeaderName; 4] = [
    header::COOKIE,
    header::SET_COOKIE,
    HeaderName::from_static("x-api-key"),
    HeaderName::from_static("x-found-cluster-token"),
];

/// The schemes that are shown; any other first word may be the secret itself.
const SCHEMES: [&[u8]; 5] = [
    b"basic",
    b"bearer",
    b"apikey",
    b"negotiate",
    b"sharedsecret",
];

/// A header's value as it may be kept.
pub(crate) fn header<'v>(name: &HeaderName, value: &'v [u8]) -> Cow<'v, [u8]> {
    if SECRET.contains(name) {
        return Cow::Borrowed(b"***");
    }
    if !WITH_SCHEME.contains(name) {
        return Cow::Borrowed(value);
    }
    let scheme = value.split(|&byte| byte == b' ').next().unwrap_or_default();
    let is_scheme = scheme.len() < value.len()
        && SCHEMES
            .iter()
            .any(|known| known.eq_ignore_ascii_case(scheme));
    if is_scheme {
        Cow::Owned([scheme, b" ***"].concat())
    } else {
        Cow::Borrowed(b"***")
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
            ("cookie", "sid=1", "***"),
            ("content-type", "application/json", "application/json"),
        ] {
            let name = HeaderName::from_static(name);
            assert_eq!(header(&name, value.as_bytes()), kept.as_bytes());
        }
    }
}
