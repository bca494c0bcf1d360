//! Putting a request together again from what a file says of it.

mod multimap;
mod target;

use std::io::Read;

use bytes::Bytes;
use data_encoding::BASE64;
use es_ml_fake::DOCUMENTED_DEPLOYMENT;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

pub(super) use multimap::{Multimap, pairs};
pub(super) use target::{Asked, Prefix, Target};

/// The headers that the contract says something about. The others, with all credentials among
/// them, are left where they are.
const JUDGED: [&str; 2] = ["accept", "content-type"];

pub(super) const JSON: &str = "application/json";

/// A longer body is not taken by any server, with the usual settings.
pub(super) const LONGEST_BODY: usize = 100 << 20;

/// Why a request cannot be judged.
#[derive(Debug, PartialEq)]
pub(super) enum Odd {
    /// The file does not say what it should.
    Unreadable(String),
    /// The file does not have all that was sent.
    NotRecorded(&'static str),
}

impl From<String> for Odd {
    fn from(problem: String) -> Self {
        Self::Unreadable(problem)
    }
}

/// A request without headers was recorded without them: there is none that has not even a host.
/// Then it counts what was recorded beside them, if anything.
#[derive(Debug, Default)]
pub(super) struct Headers {
    all: Vec<(String, String)>,
}

impl Headers {
    pub(super) fn of<'h>(headers: impl Iterator<Item = (&'h str, &'h str)>) -> Self {
        // Pseudo-headers of HTTP/2 say what the request line says.
        let headers = headers.filter(|(name, _)| !name.starts_with(':'));
        Self {
            all: headers
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        }
    }

    /// A content type that was recorded beside the headers. It counts if they were not.
    pub(super) fn or_content_type(mut self, recorded: Option<&str>) -> Self {
        if self.all.is_empty() {
            let recorded = recorded.filter(|recorded| !recorded.is_empty());
            let value = recorded.unwrap_or(JSON).to_owned();
            self.all.push(("content-type".to_owned(), value));
        }
        self
    }

    pub(super) fn content_encoding(&self) -> Option<&str> {
        let mut headers = self.all.iter();
        let is_called = |name: &str| name.eq_ignore_ascii_case("content-encoding");
        let found = headers.find(|(name, _)| is_called(name))?;
        Some(found.1.trim())
    }

    fn judged(&self) -> impl Iterator<Item = (&str, &str)> {
        let all = self.all.iter();
        let all = all.map(|(name, value)| (name.as_str(), value.as_str()));
        all.filter(|(name, _)| {
            JUDGED
                .iter()
                .any(|judged| judged.eq_ignore_ascii_case(name))
        })
    }
}

/// A request as it was sent, as far as it matters here.
pub(super) fn rebuild(
    asked: &Asked,
    headers: &Headers,
    body: impl Into<Bytes>,
) -> Result<http::Request<Bytes>, String> {
    let mut request = http::Request::builder()
        .method(asked.method.clone())
        .uri(asked.target.clone());
    for (name, value) in headers.judged() {
        request = request.header(name, value);
    }
    let request = request.body(body.into());
    request.map_err(|_| "a header of it holds what no header can".to_owned())
}

/// The documented request, with a body.
pub(super) fn of_body(body: impl Into<Bytes>, content_type: &'static str) -> http::Request<Bytes> {
    let mut request = http::Request::new(body.into());
    let target = format!("/_ml/trained_models/{DOCUMENTED_DEPLOYMENT}/deployment/_update");
    *request.method_mut() = http::Method::POST;
    *request.uri_mut() = target.parse().unwrap_or_default();
    let content_type = http::HeaderValue::from_static(content_type);
    let headers = request.headers_mut();
    headers.insert(http::header::CONTENT_TYPE, content_type);
    request
}

/// Undoes base64, also with line breaks in it.
pub(super) fn from_base64(text: &str) -> Result<Vec<u8>, String> {
    let text: Vec<u8> = text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    let decoded = BASE64.decode(&text);
    decoded.map_err(|_| "its body is said to be base64, and is not".to_owned())
}

/// Undoes the compression of a body that was recorded in bytes. Many programs record it without.
pub(super) fn decompress(body: Vec<u8>, encoding: Option<&str>) -> Result<Vec<u8>, Odd> {
    let encoding = encoding.unwrap_or_default().to_ascii_lowercase();
    let bytes = body.as_slice();
    let is_gzip = bytes.starts_with(b"\x1f\x8b");
    let is_text = str::from_utf8(bytes).is_ok();
    match encoding.as_str() {
        "gzip" | "x-gzip" if is_gzip => read_to_end(MultiGzDecoder::new(bytes)),
        "deflate" if !is_text => read_to_end(ZlibDecoder::new(bytes))
            .or_else(|_| read_to_end(DeflateDecoder::new(bytes))),
        "" | "identity" => Ok(body),
        _ if is_text => Ok(body),
        _ => Err(Odd::NotRecorded(
            "its body is compressed in a way that is not known here",
        )),
    }
}

fn read_to_end(decoder: impl Read) -> Result<Vec<u8>, Odd> {
    let mut body = Vec::new();
    let read = decoder.take(LONGEST_BODY as u64 + 1).read_to_end(&mut body);
    match read {
        Err(_) => Err(Odd::Unreadable(
            "its body cannot be decompressed".to_owned(),
        )),
        Ok(..=LONGEST_BODY) => Ok(body),
        Ok(_) => Err(Odd::Unreadable(
            "its body is longer than 100 MiB".to_owned(),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::read::{DeflateEncoder, GzEncoder, ZlibEncoder};

    fn encoded(mut encoder: impl Read) -> Vec<u8> {
        let mut bytes = Vec::new();
        encoder.read_to_end(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn compression_is_undone_where_it_was_recorded() {
        let (body, level) = (&b"{\"number_of_allocations\":4}"[..], Compression::fast());
        let gzip = encoded(GzEncoder::new(body, level));
        let zlib = encoded(ZlibEncoder::new(body, level));
        let deflate = encoded(DeflateEncoder::new(body, level));
        for (recorded, encoding) in [
            (gzip.as_slice(), Some("gzip")),
            (&gzip, Some("X-GZip")),
            (&zlib, Some("deflate")),
            (&deflate, Some("deflate")),
            (body, Some("gzip")),
            (body, Some("br")),
            (body, Some("identity")),
            (body, None),
        ] {
            assert_eq!(
                decompress(recorded.to_vec(), encoding).unwrap(),
                body,
                "{encoding:?}"
            );
        }
        let compressed = decompress(b"\x8b\xff".to_vec(), Some("br"));
        assert!(matches!(compressed, Err(Odd::NotRecorded(_))));
        let broken = decompress(gzip[..20].to_vec(), Some("gzip"));
        assert_eq!(
            broken,
            Err(Odd::Unreadable(
                "its body cannot be decompressed".to_owned()
            ))
        );
    }

    #[test]
    fn a_bomb_is_not_taken_into_memory() {
        let zeros = std::io::repeat(0).take(LONGEST_BODY as u64 + 1);
        let bomb = encoded(GzEncoder::new(zeros, Compression::fast()));
        let refused = decompress(bomb, Some("gzip"));
        assert_eq!(
            refused,
            Err(Odd::Unreadable(
                "its body is longer than 100 MiB".to_owned()
            ))
        );
    }

    #[test]
    fn base64_may_be_wrapped() {
        assert_eq!(from_base64("e3\r\n0 =\n").unwrap(), b"{}");
        assert!(from_base64("e30").is_err());
    }
}
