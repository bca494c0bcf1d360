//! Keeping credentials out of everything that is kept or shown.

use std::borrow::Cow;

use http::HeaderName;

use crate::text::is_scheme;

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

/// A header's value as it may be kept.
pub(crate) fn header<'v>(name: &HeaderName, value: &'v [u8]) -> Cow<'v, [u8]> {
    match secrecy(name) {
        Secrecy::None => return Cow::Borrowed(value),
        Secrecy::All => return Cow::Borrowed(b"***"),
        Secrecy::Credentials => {}
    }
    let scheme = value.split(|&byte| byte == b' ').next().unwrap_or_default();
    // Any other first word may be the secret itself.
    if scheme.len() < value.len() && is_scheme(scheme) {
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
