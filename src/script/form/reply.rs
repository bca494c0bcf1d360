//! How a reply is written.

use std::collections::BTreeMap;

use bytes::Bytes;
use data_encoding::BASE64;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::reply::{Own, Says};
use super::super::{Delay, Reply, WireFault};
use super::given;
use crate::endpoints::failures::Failure;

const JSON: &str = "application/json";
const TEXT: &str = "text/plain; charset=utf-8";

/// The members of a [`Reply`].
#[derive(Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(in super::super) struct Form {
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<Failure>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    headers: BTreeMap<String, OneOrMore>,
    #[serde(deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    body: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    base64: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delay: Option<Delay>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wire: Option<WireFault>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    fn values(&self) -> &[String] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::More(values) => values,
        }
    }
}

impl From<Reply> for Form {
    fn from(reply: Reply) -> Self {
        let mut form = match reply.says {
            Says::Usual => Self::default(),
            Says::Failure(failure) => Self {
                failure: Some(failure),
                ..Self::default()
            },
            Says::Own(own) => Self::of_own(&own),
        };
        form.delay = reply.delay;
        form.wire = reply.fault;
        form
    }
}

impl Form {
    fn of_own(own: &Own) -> Self {
        let mut form = Self {
            status: Some(own.status.as_u16()),
            ..Self::default()
        };
        let implied = form.put_body(own);
        let types: Vec<_> = own.headers.get_all(CONTENT_TYPE).iter().collect();
        let is_implied = implied.is_some_and(|implied| types == [implied]);
        let names = own.headers.keys();
        let names = names.filter(|name| !is_implied || *name != CONTENT_TYPE);
        let header = |name: &HeaderName| (name.to_string(), values(&own.headers, name));
        form.headers = names.map(header).collect();
        form
    }

    /// Writes the body, and returns the content type that goes without saying.
    fn put_body(&mut self, own: &Own) -> Option<&'static str> {
        let has_type = own.headers.contains_key(CONTENT_TYPE);
        match std::str::from_utf8(&own.body) {
            _ if own.body.is_empty() => None,
            Ok(text) if has_type => {
                self.body = compact(text);
                let is_json = self.body.is_some();
                self.text = (!is_json).then(|| text.to_owned());
                Some(if is_json { JSON } else { TEXT })
            }
            _ => {
                self.base64 = Some(BASE64.encode(&own.body));
                None
            }
        }
    }

    fn own(self, status: u16) -> Result<Own, String> {
        let status = StatusCode::from_u16(status)
            .ok()
            .filter(|it| !it.is_informational());
        let mut own = Own {
            status: status.ok_or("a script answers with a status from 200 to 999")?,
            headers: headers(&self.headers)?,
            body: Bytes::new(),
        };
        let (body, implied) = match (self.body, self.text, self.base64) {
            (None, None, None) => return Ok(own),
            (Some(json), None, None) => (json.to_string().into(), Some(JSON)),
            (None, Some(text), None) => (text.into(), Some(TEXT)),
            (None, None, Some(base64)) => {
                let bytes = BASE64.decode(base64.as_bytes());
                let bytes = bytes.map_err(|error| format!("no base64: {error}"))?;
                (bytes.into(), None)
            }
            _ => return Err("an answer has one of `body`, `text` and `base64`".to_owned()),
        };
        own.body = body;
        if let Some(implied) = implied {
            let entry = own.headers.entry(CONTENT_TYPE);
            entry.or_insert(HeaderValue::from_static(implied));
        }
        Ok(own)
    }
}

impl TryFrom<Form> for Reply {
    type Error = String;

    fn try_from(form: Form) -> Result<Self, String> {
        let (delay, fault) = (form.delay, form.wire);
        let has_body = form.body.is_some() || form.text.is_some() || form.base64.is_some();
        let says = match (form.failure, form.status) {
            (None, Some(status)) => Says::Own(Box::new(form.own(status)?)),
            (Some(_), Some(_)) => return Err("a failure has the status of the server".to_owned()),
            _ if has_body || !form.headers.is_empty() => {
                return Err("an answer of your own needs a `status`".to_owned());
            }
            (Some(failure), None) => Says::Failure(failure),
            (None, None) => Says::Usual,
        };
        Ok(Self { says, delay, fault })
    }
}

fn headers(form: &BTreeMap<String, OneOrMore>) -> Result<HeaderMap, String> {
    let mut headers = HeaderMap::new();
    for (name, values) in form {
        let name = HeaderName::try_from(name).map_err(|error| format!("`{name}`: {error}"))?;
        for value in values.values() {
            let value = HeaderValue::from_str(value).map_err(|error| error.to_string())?;
            headers.append(name.clone(), value);
        }
    }
    Ok(headers)
}

/// Those that were given are text, since a reply takes no others.
fn values(headers: &HeaderMap, name: &HeaderName) -> OneOrMore {
    let values = headers.get_all(name).iter();
    let mut values: Vec<_> = values
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        .collect();
    match values.len() {
        1 => OneOrMore::One(values.remove(0)),
        _ => OneOrMore::More(values),
    }
}

/// The JSON that the text is, if it is written just as it would be again.
fn compact(text: &str) -> Option<Value> {
    let json: Value = serde_json::from_str(text).ok()?;
    let again = serde_json::to_vec(&json).ok()?;
    (again == text.as_bytes()).then_some(json)
}
