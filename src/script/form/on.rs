//! How it is written which requests a script is for.

use std::num::NonZeroUsize;
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use serde_json::Value;

use super::super::On;
use super::super::on_body::OnBody;
use super::super::request_line::RequestLine;
use super::given;
use crate::endpoints::Endpoint;
use crate::time::Span;

/// The members of an [`On`].
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoint: Option<Endpoint>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<RequestLine>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deployment: Option<String>,
    #[serde(
        default,
        deserialize_with = "given",
        skip_serializing_if = "Option::is_none"
    )]
    body: Option<Value>,
    #[serde(default, skip_serializing_if = "is_zero")]
    after: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<NonZeroUsize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lasting: Option<Span>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde wants it so")]
fn is_zero(calls: &usize) -> bool {
    *calls == 0
}

impl Serialize for On {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let body = match &self.body {
            None => None,
            Some(OnBody::Has(wanted)) => Some(wanted.clone()),
            Some(OnBody::Predicate(_)) => {
                return Err(ser::Error::custom(
                    "a closure cannot be written; `body_has` can",
                ));
            }
        };
        let form = Form {
            endpoint: self.endpoint,
            request: self.request.clone(),
            deployment: self.deployment.clone(),
            body,
            after: self.skipped,
            times: self.times.and_then(NonZeroUsize::new),
            lasting: self.lasting.map(Span),
        };
        form.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for On {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let form = Form::deserialize(deserializer)?;
        if form.lasting == Some(Span(Duration::ZERO)) {
            return Err(de::Error::custom(
                "a script that lasts no time at all does nothing; leave it out",
            ));
        }
        Ok(Self {
            endpoint: form.endpoint,
            request: form.request,
            deployment: form.deployment,
            body: form.body.map(OnBody::Has),
            skipped: form.after,
            times: form.times.map(NonZeroUsize::get),
            lasting: form.lasting.map(|span| span.0),
        })
    }
}
