//! Bodies as they travel: compressed, too long, or not complete.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::MultiGzDecoder;
use http::HeaderValue;

/// Why there is no body to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyProblem {
    /// Longer than the limit, compressed or not
    /// (server-behaviour: HTTP: formats, filtering and size).
    TooLong,
    /// As before, and not complete within the time limit either.
    EndlesslyTooLong,
    /// As before, and the client asked before it sent anything.
    TooLongAndExpected,
    /// Not complete within the time limit.
    TimedOut,
    /// Said to be gzip, and is not.
    NotGzip,
    /// The bodies of all connections together would take more memory than they may.
    NoRoom {
        /// How many bytes all of them would take.
        wanted: usize,
        limit: usize,
    },
}

impl BodyProblem {
    /// Whether some of the body may still be on its way.
    pub(crate) fn leaves_rest(self) -> bool {
        matches!(
            self,
            Self::EndlesslyTooLong | Self::TooLongAndExpected | Self::TimedOut
        )
    }

    /// The problem in words, for the journal.
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::TooLong | Self::EndlesslyTooLong | Self::TooLongAndExpected => {
                "the body is longer than the limit"
            }
            Self::TimedOut => "the body was not complete within the time limit",
            Self::NotGzip => "the body is not gzip, though its Content-Encoding header says so",
            Self::NoRoom { .. } => "the bodies of all connections together are over the limit",
        }
    }
}

/// Undoes the compression of a request body, which its `Content-Encoding` header names, up to a
/// length that keeps a small body from becoming a huge one.
pub(crate) fn decode<'a>(
    encoding: Option<&HeaderValue>,
    body: &'a [u8],
    longest: usize,
) -> Result<Cow<'a, [u8]>, BodyProblem> {
    let is_gzip = encoding.is_some_and(|encoding| {
        let encoding = encoding.as_bytes();
        encoding.eq_ignore_ascii_case(b"gzip") || encoding.eq_ignore_ascii_case(b"x-gzip")
    });
    if !is_gzip || body.is_empty() {
        return Ok(Cow::Borrowed(body));
    }
    let mut decoded = Vec::new();
    let one_more_than_allowed = (longest as u64).saturating_add(1);
    MultiGzDecoder::new(body)
        .take(one_more_than_allowed)
        .read_to_end(&mut decoded)
        .map_err(|_| BodyProblem::NotGzip)?;
    if decoded.len() > longest {
        return Err(BodyProblem::TooLong);
    }
    Ok(Cow::Owned(decoded))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::read::GzEncoder;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut compressed = Vec::new();
        GzEncoder::new(bytes, Compression::fast())
            .read_to_end(&mut compressed)
            .unwrap();
        compressed
    }

    fn decoded(body: &[u8], longest: usize) -> Result<Vec<u8>, BodyProblem> {
        let encoding = HeaderValue::from_static("gzip");
        decode(Some(&encoding), body, longest).map(Cow::into_owned)
    }

    #[test]
    fn undoes_gzip_up_to_the_limit() {
        let body = gzip(b"{\"number_of_allocations\":4}");
        assert_eq!(
            decoded(&body, 27).unwrap(),
            b"{\"number_of_allocations\":4}"
        );
        assert_eq!(decoded(&body, 26), Err(BodyProblem::TooLong));
        assert_eq!(decoded(b"{}", 100), Err(BodyProblem::NotGzip));
        assert_eq!(decoded(&body[..15], 100), Err(BodyProblem::NotGzip));
    }

    #[test]
    fn a_bomb_costs_no_more_than_the_limit() {
        let bomb = gzip(&vec![0; 10_000_000]);
        assert!(bomb.len() < 100_000);
        assert_eq!(decoded(&bomb, 1000), Err(BodyProblem::TooLong));
    }

    #[test]
    fn a_limit_may_be_as_high_as_numbers_go() {
        let body = gzip(b"{}");
        assert_eq!(decoded(&body, usize::MAX).unwrap(), b"{}");
    }

    #[test]
    fn other_encodings_are_left_alone() {
        let encoding = HeaderValue::from_static("br");
        assert_eq!(decode(Some(&encoding), b"x", 1).unwrap().as_ref(), b"x");
    }
}
