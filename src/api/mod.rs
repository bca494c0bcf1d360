//! The endpoints: what is asked of each, and what each answers.
//!
//! One module per endpoint, all built alike: parse, check, render. [`routes`] says which paths exist, [`refusal`] how a no
//! looks on the wire, and [`respond`] in which order the server finds reasons for one.

mod answer;
mod body;
mod coerce;
mod info;
mod media_type;
mod object;
mod query;
mod refusal;
mod respond;
mod routes;
pub(crate) mod suggest;
mod time_value;
pub(crate) mod update;

pub use answer::Answer;
pub(crate) use answer::{OPAQUE_ID, PRODUCT};
pub(crate) use body::{BodyProblem, decode};
pub(crate) use media_type::{ContentType, MediaTypes};
pub(crate) use query::{COMMON as COMMON_PARAMETERS, Query};
pub(crate) use refusal::{Exception, Refusal};
pub(crate) use respond::{Call, State, respond};
pub use routes::Endpoint;
pub(crate) use routes::Routed;

/// The version that the fake says it is (reference, section 4.2).
pub(crate) const SERVER_VERSION: &str = "9.1.0";
pub(crate) const BUILD_HASH: &str = "1308d72ab40e5807a4706b86d071179122e8612b";
/// The major version that media types are negotiated with; the one before it is accepted too (reference, section 1.4).
pub(crate) const MAJOR_VERSION: u32 = 9;

/// A `Warning` header (reference, section 4.9).
pub(crate) fn warning(text: &str) -> (http::HeaderName, http::HeaderValue) {
    use std::fmt::Write;
    let mut value = format!("299 Elasticsearch-{SERVER_VERSION}-{BUILD_HASH} \"");
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
