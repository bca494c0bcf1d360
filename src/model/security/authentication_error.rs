//! Why authentication failed.

/// Each kind of credentials that do not say who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AuthenticationError {
    Missing,
    WrongPassword(String),
    BasicEncoding,
    BasicValue,
    UnknownKey(String),
    WrongSecret(String),
    InvalidatedKey(String),
    ExpiredKey,
    KeyValue,
    KeyEncoding(String),
    UnknownToken,
}
