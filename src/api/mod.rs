//! The endpoints: what is asked of each, and what each answers.
//!
//! One module per endpoint, all built alike: parse, check, render. [`routes`] says which paths exist, [`checks`] in which order the
//! server looks for reasons to say no, and [`refusal`] how a no looks on the wire.

mod answer;
mod availability;
mod body;
mod checks;
mod coerce;
mod filter_path;
mod headers;
mod info;
mod media_type;
mod object;
mod presentation;
mod query;
mod refusal;
pub(crate) mod refusals;
mod respond;
mod routes;
pub(crate) mod suggest;
mod time_value;
pub(crate) mod update;

pub use answer::Answer;
pub(crate) use answer::{JSON, OPAQUE_ID, PRODUCT};
pub(crate) use body::{BodyProblem, decode};
pub(crate) use headers::Headers;
pub(crate) use media_type::{ContentType, MediaTypes, format_of};
pub(crate) use query::{COMMON as COMMON_PARAMETERS, Query};
pub(crate) use refusal::{Exception, Refusal, Trace};
pub(crate) use respond::{Call, Responded, State, respond};
pub use routes::Endpoint;
pub(crate) use routes::Routed;

use crate::cluster::{BUILD_HASH, Dialect};

/// A `Warning` header (reference, section 4.9).
pub(crate) fn warning(dialect: &Dialect, text: &str) -> (http::HeaderName, http::HeaderValue) {
    use std::fmt::Write;
    let mut value = format!("299 Elasticsearch-{}-{BUILD_HASH} \"", dialect.number);
    for character in text.chars() {
        match character {
            '\\' | '"' => value.extend(['\\', character]),
            '\t' | ' '..='~' if character != '%' => value.push(character),
            _ => {
                for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                    let _ = write!(value, "%{byte:02X}");
                }
            }
        }
    }
    value.push('"');
    let value = http::HeaderValue::try_from(value).expect("only visible ASCII is left");
    (http::header::WARNING, value)
}
