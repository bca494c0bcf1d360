//! The 401 of each kind of bad credentials, and the 403 of subjects that may not
//! (server-behaviour: Security: 401; Security: 403).

#[cfg(test)]
mod tests;

use http::header::WWW_AUTHENTICATE;
use http::{HeaderValue, StatusCode};

use crate::http::ErrorResponse;
use crate::model::{AuthenticationError, Denial, Dialect, features};
use crate::xcontent::Exception;

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

/// The 401 for a request to `uri`, which is path and query as they were sent. Its challenges are
/// three header lines, and once more in the body.
pub(crate) fn unauthenticated(
    error: &AuthenticationError,
    uri: &str,
    dialect: &Dialect,
) -> ErrorResponse {
    let challenges = match dialect.has(features::COMMA_IN_BASIC_CHALLENGE) {
        true => &CHALLENGES,
        false => &CHALLENGES_WITHOUT_COMMA,
    };
    let exception = Exception::new("security_exception", reason(error, uri));
    let exception = match of_api_key(error) {
        Some(text) => exception.with_member("additional_unsuccessful_credentials", text),
        None => exception,
    };
    let exception = exception.with_header("WWW-Authenticate", challenges);
    let response =
        ErrorResponse::exception(StatusCode::UNAUTHORIZED, exception).named("unauthenticated");
    challenges.iter().fold(response, |response, challenge| {
        response.with_header(WWW_AUTHENTICATE, HeaderValue::from_static(challenge))
    })
}

fn reason(error: &AuthenticationError, uri: &str) -> String {
    match error {
        AuthenticationError::Missing => {
            format!("missing authentication credentials for REST request [{uri}]")
        }
        AuthenticationError::WrongPassword(user) => {
            format!("unable to authenticate user [{user}] for REST request [{uri}]")
        }
        // Both recalled.
        AuthenticationError::BasicEncoding => {
            "invalid basic authentication header encoding".to_owned()
        }
        AuthenticationError::BasicValue => "invalid basic authentication header value".to_owned(),
        _ => UNABLE.to_owned(),
    }
}

fn of_api_key(error: &AuthenticationError) -> Option<String> {
    let text = match error {
        AuthenticationError::UnknownKey(id) => format!("unable to find apikey with id {id}"),
        AuthenticationError::WrongSecret(id) => format!("invalid credentials for API key [{id}]"),
        AuthenticationError::InvalidatedKey(id) => format!("api key [{id}] has been invalidated"),
        AuthenticationError::ExpiredKey => "api key is expired".to_owned(),
        AuthenticationError::KeyValue => "invalid ApiKey value".to_owned(),
        AuthenticationError::KeyEncoding(complaint) => complaint.clone(),
        _ => return None,
    };
    Some(format!("API key: {text}"))
}

/// The 403 of a subject that may not.
pub(crate) fn forbidden(denial: &Denial) -> ErrorResponse {
    let Denial {
        action,
        subject,
        remedy,
    } = denial;
    let reason = format!("action [{action}] is unauthorized for {subject}{remedy}");
    let exception = Exception::new("security_exception", reason);
    ErrorResponse::exception(StatusCode::FORBIDDEN, exception).named("forbidden")
}
