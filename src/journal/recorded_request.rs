//! A request as the journal keeps it: copied out of the connection's buffers, without credentials.

use std::fmt;

use bytes::Bytes;
use http::{HeaderName, Method};

use crate::endpoints::Call;
use crate::http::{redact, usual_headers};
use crate::text::{self, BytesArena};
use crate::xcontent::json::without_credentials;

/// A request in one block of memory: target, deployment, headers, body.
///
/// Keeping the values of the HTTP library instead would keep the whole read buffer of the
/// connection alive with each of them.
pub(crate) struct RecordedRequest {
    method: Method,
    block: Bytes,
    target_end: usize,
    /// Whether the path names a deployment. Its decoded id is between target and headers.
    has_deployment: bool,
    headers_start: usize,
    /// End of the last header line, each of them a name, its value, a newline. A usual name is a
    /// code, any other has a colon behind it.
    headers_end: usize,
    /// The body as it was on the wire, if that differs from the one in the block.
    encoded_body: Option<Box<[u8]>>,
}

impl RecordedRequest {
    /// Copies a request, whose body was `wire_body` before decompression.
    pub(crate) fn of(call: &Call<'_>, wire_body: &[u8], memory: &mut BytesArena) -> Self {
        let body = call.body.unwrap_or(wire_body);
        let deployment = call.deployment_id();
        let (mut headers_start, mut headers_end) = (0, 0);
        let block = memory.keep(|block| {
            block.extend_from_slice(call.uri.as_bytes());
            block.extend_from_slice(deployment.unwrap_or_default().as_bytes());
            headers_start = block.len();
            for (name, value) in call.headers.all {
                write_header(block, name.as_str(), value.as_bytes());
            }
            headers_end = block.len();
            block.extend_from_slice(body);
        });
        let is_encoded = !std::ptr::eq(wire_body, body);
        Self {
            method: call.method.clone(),
            block,
            target_end: call.uri.len(),
            has_deployment: deployment.is_some(),
            headers_start,
            headers_end,
            encoded_body: is_encoded.then(|| wire_body.into()),
        }
    }

    pub(crate) fn method(&self) -> &Method {
        &self.method
    }

    pub(crate) fn target(&self) -> &str {
        // It was a text when it was copied.
        std::str::from_utf8(&self.block[..self.target_end]).unwrap_or_default()
    }

    pub(crate) fn deployment_id(&self) -> Option<&str> {
        let id = &self.block[self.target_end..self.headers_start];
        let id = std::str::from_utf8(id).unwrap_or_default();
        self.has_deployment.then_some(id)
    }

    pub(crate) fn headers(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.block[self.headers_start..self.headers_end]
            .split(|&byte| byte == b'\n')
            .filter_map(header)
    }

    pub(crate) fn header(&self, name: &HeaderName) -> Option<&[u8]> {
        self.headers()
            .find(|(n, _)| *n == name.as_str())
            .map(|(_, value)| value)
    }

    pub(crate) fn body(&self) -> &[u8] {
        &self.block[self.headers_end..]
    }

    pub(crate) fn wire_body(&self) -> &[u8] {
        self.encoded_body.as_deref().unwrap_or_else(|| self.body())
    }

    /// How many bytes it takes, roughly.
    pub(crate) fn size(&self) -> usize {
        self.block.len() + self.encoded_body.as_ref().map_or(0, |body| body.len())
    }
}

fn write_header(block: &mut Vec<u8>, name: &str, value: &[u8]) {
    if let Some(code) = usual_headers::code(name) {
        block.push(code);
        block.extend_from_slice(value);
    } else {
        block.extend_from_slice(name.as_bytes());
        block.push(b':');
        block.extend_from_slice(&redact::doubtful(name, value));
    }
    block.push(b'\n');
}

fn header(line: &[u8]) -> Option<(&str, &[u8])> {
    let (first, value) = line.split_first()?;
    if let Some(name) = usual_headers::name(*first) {
        return Some((name, value));
    }
    let colon = line.iter().position(|&byte| byte == b':')?;
    let name = std::str::from_utf8(&line[..colon]).ok()?;
    Some((name, &line[colon + 1..]))
}

/// The parts of the block rather than the block.
impl fmt::Debug for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers = self.headers();
        let headers = headers.map(|(name, value)| (name, String::from_utf8_lossy(value)));
        let body = without_credentials(self.body());
        f.debug_struct("RecordedRequest")
            .field("method", &self.method)
            .field("target", &text::redact(self.target()))
            .field("headers", &headers.collect::<Vec<_>>())
            .field("body", &String::from_utf8_lossy(&body))
            .finish_non_exhaustive()
    }
}
