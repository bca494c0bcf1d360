//! What an `Authorization` header says.

use data_encoding::BASE64;

/// Credentials, as they were sent.
#[derive(PartialEq, Eq)]
pub(super) enum Credentials {
    Basic { user: String, password: Vec<u8> },
    ApiKey { id: String, secret: Vec<u8> },
    Bearer(String),
}

/// Credentials that are none.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Malformed {
    /// Basic, but not Base64.
    BasicEncoding,
    /// Basic without a colon.
    BasicValue,
    /// An API key that is not Base64, with Java's complaint.
    ApiKeyEncoding(String),
    /// An API key without a colon.
    ApiKeyValue,
}

impl Credentials {
    /// Nothing if the header has no scheme that the server knows, which is the same as no header.
    pub(super) fn parse(header: &[u8]) -> Option<Result<Self, Malformed>> {
        let header = std::str::from_utf8(header).ok()?;
        let (scheme, value) = header.split_once(' ')?;
        let value = value.trim();
        let is = |name| scheme.eq_ignore_ascii_case(name);
        if is("Basic") {
            Some(Self::basic(value))
        } else if is("ApiKey") {
            Some(Self::api_key(value))
        } else if is("Bearer") {
            Some(Ok(Self::Bearer(value.to_owned())))
        } else {
            None
        }
    }

    fn basic(value: &str) -> Result<Self, Malformed> {
        let bytes = BASE64
            .decode(value.as_bytes())
            .map_err(|_| Malformed::BasicEncoding)?;
        let (user, password) = at_colon(bytes).ok_or(Malformed::BasicValue)?;
        Ok(Self::Basic { user, password })
    }

    fn api_key(value: &str) -> Result<Self, Malformed> {
        let bytes = BASE64
            .decode(value.as_bytes())
            .map_err(|_| Malformed::ApiKeyEncoding(java_complaint(value)))?;
        let (id, secret) = at_colon(bytes).ok_or(Malformed::ApiKeyValue)?;
        Ok(Self::ApiKey { id, secret })
    }
}

fn at_colon(mut bytes: Vec<u8>) -> Option<(String, Vec<u8>)> {
    let colon = memchr::memchr(b':', &bytes)?;
    let rest = bytes.split_off(colon + 1);
    bytes.pop();
    Some((String::from_utf8(bytes).ok()?, rest))
}

/// What `java.util.Base64` says (server-behaviour: Security: 401).
fn java_complaint(value: &str) -> String {
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=".contains(byte);
    match value.bytes().find(|byte| !is_base64(byte)) {
        Some(byte) => format!("Illegal base64 character {byte:x}"),
        None => "Input byte array has wrong 4-byte ending unit".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_are_known_in_any_case_and_values_taken_apart_at_the_first_colon() {
        for header in ["Basic dTphOmI=", "basic  dTphOmI= ", "BASIC dTphOmI="] {
            let basic = Credentials::Basic {
                user: "u".to_owned(),
                password: b"a:b".to_vec(),
            };
            assert!(
                Credentials::parse(header.as_bytes()) == Some(Ok(basic)),
                "{header}"
            );
        }
        let key = Credentials::ApiKey {
            id: "id".to_owned(),
            secret: b"s".to_vec(),
        };
        assert!(Credentials::parse(b"apikey aWQ6cw==") == Some(Ok(key)));
        assert!(Credentials::parse(b"Bearer x") == Some(Ok(Credentials::Bearer("x".to_owned()))));
        for unknown in ["", "Basic", "Digest x", "dTphOmI="] {
            assert!(
                Credentials::parse(unknown.as_bytes()).is_none(),
                "{unknown}"
            );
        }
    }

    #[test]
    fn malformed_values_are_told_apart() {
        let malformed = |header: &str| Credentials::parse(header.as_bytes()).unwrap().err();
        assert_eq!(malformed("Basic !"), Some(Malformed::BasicEncoding));
        assert_eq!(malformed("Basic dQ=="), Some(Malformed::BasicValue));
        assert_eq!(malformed("ApiKey aWQ="), Some(Malformed::ApiKeyValue));
        let illegal = Malformed::ApiKeyEncoding("Illegal base64 character 21".to_owned());
        assert_eq!(malformed("ApiKey a!"), Some(illegal));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_not(bytes: Vec<u8>, text: String) {
            let _ = Credentials::parse(&bytes);
            let _ = Credentials::parse(format!("ApiKey {text}").as_bytes());
            let _ = Credentials::parse(format!("Basic {text}").as_bytes());
        }
    }
}
