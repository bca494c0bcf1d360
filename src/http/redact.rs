//! Keeping credentials out of everything that is kept or shown.

use std::borrow::Cow;

use http::HeaderName;

/// What a header has to hide.
enum Secrecy {
    None,
    /// Everything behind the scheme.
    Credentials,
    All,
}

fn secrecy(name: &HeaderName) -> Secrecy {
    match name.as_str() {
        "authorization"
        | "proxy-authorization"
        | "es-client-authentication"
        | "es-secondary-authorization"
        | "es-secondary-x-client-authentication"
        | "x-client-authentication" => Secrecy::Credentials,
        "cookie" | "set-cookie" | "x-api-key" | "x-found-cluster-token" => Secrecy::All,
        _ => Secrecy::None,
    }
}

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
    match secrecy(name) {
        Secrecy::None => return Cow::Borrowed(value),
        Secrecy::All => return Cow::Borrowed(b"***"),
        Secrecy::Credentials => {}
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
            ("content-type", "application/json", "application/json"),
        ] {
            let name = HeaderName::from_static(name);
            assert_eq!(header(&name, value.as_bytes()), kept.as_bytes());
        }
    }
}
