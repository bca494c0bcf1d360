//! An exchange as one line of JSON.

use std::borrow::Cow;
use std::collections::BTreeMap;

use data_encoding::BASE64;
use serde::de::IgnoredAny;
use serde::ser::{SerializeMap, SerializeStruct};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;

use super::Exchange;
use crate::http::redact;
use crate::text::{self, timestamp};
use crate::xcontent::json::{pretty, without_credentials};

/// The fixed form of a journal line.
impl Serialize for Exchange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut line = serializer.serialize_struct("Exchange", 13)?;
        line.serialize_field("seq", &self.seq)?;
        line.serialize_field("at", &timestamp::format_millis(self.at))?;
        match self.http_node {
            Some(node) => line.serialize_field("node", &node)?,
            None => line.skip_field("node")?,
        }
        match &self.scope {
            Some(scope) => line.serialize_field("scope", &**scope)?,
            None => line.skip_field("scope")?,
        }
        line.serialize_field("edition", &self.edition.to_string())?;
        line.serialize_field("endpoint", self.endpoint.name())?;
        line.serialize_field("deployment", &self.deployment_id().map(text::redact))?;
        line.serialize_field("request", &RequestPart(self))?;
        line.serialize_field("verdict", &VerdictPart(self))?;
        line.serialize_field("answered_by", self.answered_by.name())?;
        match self.failure() {
            Some(failure) => line.serialize_field("failure", failure.name())?,
            None => line.skip_field("failure")?,
        }
        line.serialize_field("response", &ResponsePart(self))?;
        let took = u64::try_from(self.took.as_micros()).unwrap_or(u64::MAX);
        line.serialize_field("took_us", &took)?;
        line.end()
    }
}

struct RequestPart<'a>(&'a Exchange);
struct VerdictPart<'a>(&'a Exchange);
struct ResponsePart<'a>(&'a Exchange);

impl Serialize for RequestPart<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let exchange = self.0;
        let headers = exchange
            .headers()
            .map(|(name, value)| (name, String::from_utf8_lossy(value)));
        let query = exchange.query().into_iter().map(|(name, value)| {
            let value = redact::parameter(&name, &value).into_owned();
            (name, value)
        });
        let mut request = serializer.serialize_struct("request", 5)?;
        request.serialize_field("method", exchange.method().as_str())?;
        request.serialize_field("path", &*text::redact(exchange.path()))?;
        request.serialize_field("query", &Multimap::of(query))?;
        request.serialize_field("headers", &Multimap::of(headers))?;
        let body = without_credentials(exchange.body());
        request.serialize_field("body", &Body::of(&body))?;
        request.end()
    }
}

impl Serialize for VerdictPart<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let verdict = self.0.verdict();
        let mut part = serializer.serialize_struct("verdict", 5)?;
        part.serialize_field("conforms", &verdict.conforms())?;
        part.serialize_field("silent", &self.0.is_silent_breach())?;
        part.serialize_field("violations", verdict.violations())?;
        match verdict.advice() {
            [] => part.skip_field("advice")?,
            advice => part.serialize_field("advice", advice)?,
        }
        match verdict.outside() {
            None => part.skip_field("outside")?,
            Some(api) => part.serialize_field("outside", api)?,
        }
        part.end()
    }
}

impl Serialize for ResponsePart<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let answer = self.0.answer();
        let headers = answer.headers().map(|(name, value)| {
            let value = redact::header(name.as_str(), value.as_bytes());
            let text = String::from_utf8_lossy(&value).into_owned();
            (name.as_str().to_owned(), text)
        });
        let mut response = serializer.serialize_struct("response", 3)?;
        response.serialize_field("status", &answer.status().as_u16())?;
        response.serialize_field("headers", &Multimap::of(headers))?;
        let body = without_credentials(answer.body());
        response.serialize_field("body", &Body::of(&body))?;
        response.end()
    }
}

/// Names and values, where one value is a string and several are an array.
struct Multimap(BTreeMap<String, Vec<String>>);

impl Multimap {
    fn of<N: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (N, V)>) -> Self {
        let mut map: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in pairs {
            map.entry(name.into()).or_default().push(value.into());
        }
        Self(map)
    }
}

impl Serialize for Multimap {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, values) in &self.0 {
            match values.as_slice() {
                [value] => map.serialize_entry(name, value)?,
                values => map.serialize_entry(name, values)?,
            }
        }
        map.end()
    }
}

/// A body: JSON as it is, or `{"text":…}`, or `{"base64":…}`, or null if there is none.
enum Body<'a> {
    None,
    Json(Box<RawValue>),
    Text(&'a str),
    Base64(&'a [u8]),
}

impl<'a> Body<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        if bytes.is_empty() {
            return Self::None;
        }
        let Ok(text) = std::str::from_utf8(bytes) else {
            return Self::Base64(bytes);
        };
        // A line has to stay one line, so JSON loses its white space and nothing else. A body of
        // `null` is text, since null stands for no body; so is one that looks like the form of
        // those that are not JSON.
        let json = serde_json::from_str::<&RawValue>(text)
            .ok()
            .filter(|raw| raw.get() != "null" && !looks_encoded(raw.get()))
            .and_then(|raw| String::from_utf8(pretty::compact(raw.get().as_bytes())).ok())
            .and_then(|compact| RawValue::from_string(compact).ok());
        json.map_or(Self::Text(text), Self::Json)
    }
}

/// Whether a reader of the line would take this JSON for a text, or for bytes.
fn looks_encoded(json: &str) -> bool {
    #[derive(Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Encoded {
        Text(IgnoredAny),
        Base64(IgnoredAny),
    }
    let encoded = serde_json::from_str(json);
    matches!(encoded, Ok(Encoded::Text(_) | Encoded::Base64(_)))
}

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (name, text) = match self {
            Self::None => return serializer.serialize_none(),
            Self::Json(raw) => return raw.serialize(serializer),
            Self::Text(text) => ("text", Cow::Borrowed(*text)),
            Self::Base64(bytes) => ("base64", Cow::Owned(BASE64.encode(bytes))),
        };
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(name, &text)?;
        map.end()
    }
}
