//! The 401 of each kind of bad credentials (reference, section 5.1).

use http::header::WWW_AUTHENTICATE;
use http::{HeaderValue, StatusCode};

use crate::api::{Exception, Refusal};
use crate::cluster::Dialect;

/// Why nobody is known to ask.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Why {
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

const CHALLENGES: [&str; 3] = [
    r#"Basic realm="security", charset="UTF-8""#,
    r#"Bearer realm="security""#,
    "ApiKey",
];

/// Before 8.15.
const CHALLENGES_WITHOUT_COMMA: [&str; 3] = [
    r#"Basic realm="security" charset="UTF-8""#,
    CHALLENGES[1],
    CHALLENGES[2],
];

const UNABLE: &str = "unable to authenticate with provided credentials and anonymous access is not allowed for this request";

impl Why {
    /// The refusal. Its challenges are three header lines, and once more in the body.
    pub(super) fn refusal(self, uri: &str, dialect: &Dialect) -> Refusal {
        let challenges = match dialect.has_comma_in_basic_challenge() {
            true => &CHALLENGES,
            false => &CHALLENGES_WITHOUT_COMMA,
        };
        let exception = Exception::new("security_exception", self.reason(uri));
        let exception = match self.of_api_key() {
            Some(text) => exception.with_member("additional_unsuccessful_credentials", text),
            None => exception,
        };
        let exception = exception.with_header("WWW-Authenticate", challenges);
        let refusal = Refusal::exception(StatusCode::UNAUTHORIZED, exception);
        challenges.iter().fold(refusal, |refusal, challenge| {
            refusal.with_header(WWW_AUTHENTICATE, HeaderValue::from_static(challenge))
        })
    }

    fn reason(&self, uri: &str) -> String {
        match self {
            Self::Missing => {
                format!("missing authentication credentials for REST request [{uri}]")
            }
            Self::WrongPassword(user) => {
                format!("unable to authenticate user [{user}] for REST request [{uri}]")
            }
            // Both recalled.
            Self::BasicEncoding => "invalid basic authentication header encoding".to_owned(),
            Self::BasicValue => "invalid basic authentication header value".to_owned(),
            _ => UNABLE.to_owned(),
        }
    }

    fn of_api_key(&self) -> Option<String> {
        let text = match self {
            Self::UnknownKey(id) => format!("unable to find apikey with id {id}"),
            Self::WrongSecret(id) => format!("invalid credentials for API key [{id}]"),
            Self::InvalidatedKey(id) => format!("api key [{id}] has been invalidated"),
            Self::ExpiredKey => "api key is expired".to_owned(),
            Self::KeyValue => "invalid ApiKey value".to_owned(),
            Self::KeyEncoding(complaint) => complaint.clone(),
            _ => return None,
        };
        Some(format!("API key: {text}"))
    }
}
