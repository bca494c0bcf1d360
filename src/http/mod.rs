//! Requests and answers as HTTP has them, whatever they are about.

mod answer;
mod body;
mod error_response;
mod filter_path;
mod headers;
mod media_type;
mod path;
mod presentation;
mod query;
pub(crate) mod redact;
mod status_code;
mod time_value;
pub(crate) mod usual_headers;
mod warning;

pub use answer::Answer;
pub(crate) use answer::{JSON, OPAQUE_ID, PRODUCT};
pub(crate) use body::{BodyProblem, decode};
pub(crate) use error_response::{ErrorBody, ErrorResponse};
pub(crate) use headers::Headers;
pub(crate) use media_type::{ContentType, MediaTypes};
pub(crate) use path::{Names, PathTemplate, last_segment, percent_decode, without_empty_segments};
pub(crate) use presentation::Presentation;
pub(crate) use query::{COMMON as COMMON_PARAMETERS, FLAGS, Query};
pub(crate) use status_code::status_code;
pub(crate) use time_value::TimeValue;
pub(crate) use warning::warning;
