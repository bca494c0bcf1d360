//! Compressed answers, for clients that ask for them (reference, section 4.7).

use std::io::Read;

use bytes::Bytes;
use flate2::Compression;
use flate2::bufread::GzEncoder;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING};
use http::{HeaderMap, HeaderValue};

use crate::api::Answer;

/// Compresses the answer if its request accepts that.
pub(crate) fn encode(request_headers: &HeaderMap, answer: &mut Answer) {
    let accepted = request_headers.get(ACCEPT_ENCODING);
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
    let codings = value.to_str().unwrap_or_default().split(',');
    codings.into_iter().any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let is_refused = parts.any(|part| {
            let quality = part.strip_prefix("q=").and_then(|q| q.parse::<f32>().ok());
            quality == Some(0.0)
        });
        !is_refused && (name == "*" || name.eq_ignore_ascii_case("gzip"))
    })
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
