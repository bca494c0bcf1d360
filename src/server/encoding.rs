//! Compressed answers, for clients that ask for them
//! (server-behaviour: HTTP: formats, filtering and size).

use std::io::Read;

use bytes::Bytes;
use flate2::Compression;
use flate2::bufread::GzEncoder;
use http::HeaderValue;
use http::header::CONTENT_ENCODING;

use crate::http::Answer;

/// Compresses the answer if its request accepts that.
pub(crate) fn encode(accepted: Option<&HeaderValue>, answer: &mut Answer) {
    if answer.body.is_empty() || !accepted.is_some_and(accepts_gzip) {
        return;
    }
    let mut compressed = Vec::with_capacity(answer.body.len() / 2);
    let written =
        GzEncoder::new(&answer.body[..], Compression::fast()).read_to_end(&mut compressed);
    if written.is_ok() {
        answer.body = Bytes::from(compressed);
        answer
            .more_headers
            .push((CONTENT_ENCODING, HeaderValue::from_static("gzip")));
    }
}

fn accepts_gzip(value: &HeaderValue) -> bool {
    let value = value.to_str().unwrap_or_default();
    accepts(value, "gzip")
        .or_else(|| accepts(value, "*"))
        .unwrap_or(false)
}

/// Whether the coding is accepted or refused, if it is named at all.
fn accepts(value: &str, coding: &str) -> Option<bool> {
    let mut codings = value
        .split(',')
        .map(|named| named.split(';').map(str::trim));
    codings.find_map(|mut parts| {
        let is_named = parts.next()?.eq_ignore_ascii_case(coding);
        is_named.then(|| !parts.any(is_zero_quality))
    })
}

fn is_zero_quality(parameter: &str) -> bool {
    let quality = parameter.strip_prefix("q=");
    quality.and_then(|quality| quality.parse::<f32>().ok()) == Some(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_used_only_where_it_is_asked_for() {
        for (value, expected) in [
            ("gzip", true),
            ("GZIP, deflate", true),
            ("deflate, gzip;q=0.5", true),
            ("*", true),
            ("gzip;q=0", false),
            ("gzip;q=0, *", false),
            ("*, gzip;q=0.000", false),
            ("*;q=0", false),
            ("identity", false),
            ("", false),
        ] {
            assert_eq!(
                accepts_gzip(&HeaderValue::from_static(value)),
                expected,
                "{value}"
            );
        }
    }
}
