//! Content types: what the request's headers ask for, and what the answer is written in
//! (server-behaviour: HTTP: media types; HTTP: headers).

mod syntax;
mod versions;

use http::header::{ACCEPT, CONTENT_TYPE, HeaderName};
use http::{HeaderMap, HeaderValue, StatusCode};

use super::ErrorResponse;
use super::Headers;
use super::answer::JSON;
use crate::xcontent::Exception;
use crate::xcontent::Format;
use syntax::{MediaType, plain};
use versions::check_versions;

/// Both media-type headers of a request, understood.
#[derive(Debug)]
pub(crate) struct MediaTypes {
    /// The format of the answer, and how it names it.
    answer: (Format, HeaderValue),
    body: ContentType,
}

/// What the `Content-Type` header says about the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ContentType {
    Missing,
    /// A type of that format.
    Of(Format),
    /// Another type, of which the server reads bodies in that format.
    ReadAs(Format),
    Unknown,
}

impl ContentType {
    /// The format, where there is one that the fake speaks.
    pub(crate) fn format(self) -> Option<Format> {
        match self {
            Self::Of(format) | Self::ReadAs(format) if format.is_spoken() => Some(format),
            _ => None,
        }
    }
}

/// What official and other clients send as `Accept` and `Content-Type`, and what the answer is
/// written in.
///
/// Understanding a header takes longer than all else that is done with a request; comparing it does
/// not.
static USUAL: [(&str, &str, HeaderValue); 5] = [
    (PLAIN, PLAIN, JSON),
    ("*/*", PLAIN, JSON),
    (
        "application/vnd.elasticsearch+json; compatible-with=9",
        "application/vnd.elasticsearch+json; compatible-with=9",
        COMPATIBLE_WITH_9,
    ),
    (
        "application/vnd.elasticsearch+json; compatible-with=8",
        "application/vnd.elasticsearch+json; compatible-with=8",
        COMPATIBLE_WITH_8,
    ),
    (
        "application/vnd.elasticsearch+json;compatible-with=9",
        "application/vnd.elasticsearch+json;compatible-with=9",
        COMPATIBLE_WITH_9,
    ),
];

const PLAIN: &str = "application/json";
const COMPATIBLE_WITH_8: HeaderValue =
    HeaderValue::from_static("application/vnd.elasticsearch+json;compatible-with=8");
const COMPATIBLE_WITH_9: HeaderValue =
    HeaderValue::from_static("application/vnd.elasticsearch+json;compatible-with=9");

/// The major version of the servers that understand all of them.
const USUAL_MAJOR: u32 = 9;

impl MediaTypes {
    /// Understands the headers, or says what is wrong with them.
    pub(crate) fn of(
        headers: &Headers<'_>,
        has_body: bool,
        major: u32,
    ) -> Result<Self, ErrorResponse> {
        match Self::usual(headers) {
            Some(usual) if major == USUAL_MAJOR => Ok(usual),
            _ => Self::understand(headers.all, has_body, major),
        }
    }

    /// Both headers as in one of the usual pairs, and no header sent twice.
    fn usual(headers: &Headers<'_>) -> Option<Self> {
        if headers.all.len() != headers.all.keys_len() {
            return None;
        }
        let (accept, content_type) = (headers.accept?, headers.content_type?);
        let is_sent = |(as_accept, as_type, _): &&_| accept == as_accept && content_type == as_type;
        let (_, _, answer) = USUAL.iter().find(is_sent)?;
        Some(Self {
            answer: (Format::Json, answer.clone()),
            body: ContentType::Of(Format::Json),
        })
    }

    fn understand(headers: &HeaderMap, has_body: bool, major: u32) -> Result<Self, ErrorResponse> {
        let accept = read(headers, &ACCEPT)?.filter(|(text, _)| !is_ignored_in_accept(text));
        let content_type = read(headers, &CONTENT_TYPE)?;
        check_versions(accept.as_ref(), content_type.as_ref(), has_body, major).map_err(
            |complaint| {
                let cause = Exception::new("status_exception", complaint);
                media_type_exception("Accept, Content-Type", cause)
            },
        )?;
        let accepted = accept.as_ref().and_then(|(_, media_type)| {
            let format = media_type.format()?.or_json();
            Some((format, media_type.echo(format)))
        });
        let sent = content_type.as_ref().map(|(_, media_type)| media_type);
        let body = match sent {
            None => ContentType::Missing,
            Some(sent) => sent.content_type(),
        };
        let as_body = || {
            let (sent, format) = sent.zip(body.format())?;
            Some((format, sent.echo_name(format)))
        };
        Ok(Self {
            answer: accepted.or_else(as_body).unwrap_or((Format::Json, JSON)),
            body,
        })
    }

    /// The format of the answer and its content type: as `Accept` asks, else as the body came, else
    /// JSON.
    pub(crate) fn answer(&self) -> (Format, HeaderValue) {
        self.answer.clone()
    }

    /// The format of the body, where there is one that the fake speaks.
    pub(crate) fn body_format(&self) -> Option<Format> {
        self.body.format()
    }

    pub(crate) fn body(&self) -> ContentType {
        self.body
    }

    /// Refuses a body in a format that cannot be read: always 406, never 415.
    pub(crate) fn refuse_unreadable_body(
        &self,
        headers: &Headers<'_>,
    ) -> Result<(), ErrorResponse> {
        let sent = || text(headers.content_type);
        let complaint = match self.body {
            content_type if content_type.format().is_some() => return Ok(()),
            ContentType::Missing => "Content-Type header is missing".to_owned(),
            ContentType::Unknown => format!("Content-Type header [{}] is not supported", sent()),
            ContentType::Of(format) | ContentType::ReadAs(format) => format!(
                "Content-Type header [{}] is not supported by this fake, which does not read {}",
                sent(),
                format.name()
            ),
        };
        let refusal = ErrorResponse::flat(StatusCode::NOT_ACCEPTABLE, complaint);
        Err(match self.body {
            ContentType::Missing => refusal.named("content_type"),
            _ => refusal,
        })
    }
}

/// What the `format` parameter asks for, which comes before what the headers do. Nothing if the
/// server does not know the format.
pub(crate) fn asked_for(parameter: &str) -> Option<(Format, HeaderValue)> {
    let format = Format::called(parameter)?.or_json();
    Some((format, plain(format)))
}

/// An `Accept` header that names everything, or several things, says nothing.
fn is_ignored_in_accept(text: &str) -> bool {
    text == "*/*" || text.contains(',')
}

type Header<'a> = Option<(&'a str, MediaType<'a>)>;

fn read<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Header<'a>, ErrorResponse> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    let title = if name == ACCEPT {
        "Accept"
    } else {
        "Content-Type"
    };
    let refuse = |complaint: String| {
        let cause = Exception::illegal_argument(complaint);
        Err(media_type_exception(title, cause))
    };
    if values.next().is_some() {
        return refuse(format!(
            "Incorrect header [{title}]. Only one value should be provided"
        ));
    }
    let text = value.to_str().unwrap_or_default().trim();
    if text.is_empty() {
        return refuse(format!("Header [{title}] cannot be empty."));
    }
    match MediaType::parse(text) {
        Ok(media_type) => Ok(Some((text, media_type))),
        // What would not parse is no error in a header that is ignored.
        Err(_) if name == ACCEPT && is_ignored_in_accept(text) => Ok(None),
        Err(complaint) => refuse(complaint),
    }
}

fn text(value: Option<&HeaderValue>) -> &str {
    value
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

fn media_type_exception(headers: &str, mut cause: Exception) -> ErrorResponse {
    // The cause is Elasticsearch's own in one case, but the root cause is the outer exception in
    // all (server-behaviour: HTTP: media types).
    cause.is_plain_java = true;
    let reason = format!("Invalid media-type value on headers [{headers}]");
    Exception::new("media_type_header_exception", reason)
        .caused_by(cause)
        .into()
}

#[cfg(test)]
mod tests;
