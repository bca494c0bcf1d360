//! Media types as headers write them, and the formats that they stand for.

use http::HeaderValue;

use super::ContentType;
use crate::http::answer::JSON;
use crate::xcontent::Format;

/// The types that the server knows: with them, the format that they stand for.
const KNOWN: [(&str, Format); 14] = [
    ("application/json", Format::Json),
    ("application/vnd.elasticsearch+json", Format::Json),
    ("application/x-ndjson", Format::Json),
    ("application/vnd.elasticsearch+x-ndjson", Format::Json),
    ("application/*", Format::Json),
    ("application/yaml", Format::Yaml),
    ("application/vnd.elasticsearch+yaml", Format::Yaml),
    ("text/yaml", Format::Yaml),
    ("application/cbor", Format::Cbor),
    ("application/vnd.elasticsearch+cbor", Format::Cbor),
    ("application/smile", Format::Smile),
    ("application/vnd.elasticsearch+smile", Format::Smile),
    ("binary/octet-stream", Format::Smile),
    ("application/x-smile", Format::Smile),
];

/// Those that are no types of JSON, although the server reads their bodies as JSON.
const READ_AS_JSON: [&str; 3] = [
    "application/x-ndjson",
    "application/vnd.elasticsearch+x-ndjson",
    "application/*",
];

const VENDOR: &str = "application/vnd.elasticsearch+";

/// The type that names a format where the client has not asked for a vendor's.
pub(super) fn plain(format: Format) -> HeaderValue {
    match format {
        Format::Json => JSON,
        Format::Yaml => HeaderValue::from_static("application/yaml"),
        Format::Cbor => HeaderValue::from_static("application/cbor"),
        Format::Smile => HeaderValue::from_static("application/smile"),
    }
}

/// A media type and its parameters, known to be well-formed.
#[derive(Debug, Clone, Copy)]
pub(super) struct MediaType<'a> {
    name: &'a str,
    /// What follows the name, semicolons and all.
    parameters: &'a str,
}

impl<'a> MediaType<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Self, String> {
        let (name, parameters) = text.split_at(text.find(';').unwrap_or(text.len()));
        let name = name.trim();
        match name.split_once('/') {
            Some((kind, subtype)) if is_token(kind) && is_token(subtype) => {}
            _ => return Err(format!("invalid media-type [{text}]")),
        }
        let parsed = Self { name, parameters };
        let is_well_formed = |(name, value): (&str, &str)| {
            is_token(name) && !value.is_empty() && !value.contains(' ')
        };
        if parsed.parameters().all(is_well_formed) {
            Ok(parsed)
        } else {
            Err(format!("invalid parameters for header [{text}]"))
        }
    }

    /// SeenNames and values, the value empty where there is no equals sign.
    fn parameters(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        self.parameters
            .split(';')
            .map(str::trim)
            .filter(|parameter| !parameter.is_empty())
            .map(|parameter| parameter.split_once('=').unwrap_or((parameter, "")))
    }

    fn parameter(&self, name: &str) -> Option<&'a str> {
        self.parameters()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// The format, if the type is known and its known parameters have values that the server takes.
    pub(super) fn format(&self) -> Option<Format> {
        let charset_is_known = self
            .parameter("charset")
            .is_none_or(|charset| charset.eq_ignore_ascii_case("utf-8"));
        let version_is_number = self
            .parameter("compatible-with")
            .is_none_or(|version| version.bytes().all(|byte| byte.is_ascii_digit()));
        KNOWN
            .iter()
            .find(|(name, _)| self.is_called(name))
            .filter(|_| charset_is_known && version_is_number)
            .map(|&(_, format)| format)
    }

    /// What it says about a body.
    pub(super) fn content_type(&self) -> ContentType {
        let is_read_as_json = || READ_AS_JSON.iter().any(|name| self.is_called(name));
        match self.format() {
            None => ContentType::Unknown,
            Some(format) if is_read_as_json() => ContentType::ReadAs(format),
            Some(format) => ContentType::Of(format),
        }
    }

    fn is_called(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    pub(super) fn version(&self) -> Option<u32> {
        self.parameter("compatible-with")?.parse().ok()
    }

    /// The type as an answer in that format names it to clients that accept it: with parameters, if
    /// it is one of the vendor's.
    pub(super) fn echo(&self, format: Format) -> HeaderValue {
        match self.is_vendors() {
            true => vendors(format, self.parameters()),
            false => plain(format),
        }
    }

    /// The same where the client does not say what it accepts: without parameters.
    pub(super) fn echo_name(&self, format: Format) -> HeaderValue {
        match self.is_vendors() {
            true => vendors(format, []),
            false => plain(format),
        }
    }

    fn is_vendors(&self) -> bool {
        let start = self.name.get(..VENDOR.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(VENDOR))
    }
}

/// A type of the vendor's, in lower case and without spaces.
fn vendors<'a>(
    format: Format,
    parameters: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> HeaderValue {
    let mut text = [VENDOR, format.name()].concat();
    for (name, value) in parameters {
        text.extend([";", name, "=", value]);
    }
    HeaderValue::try_from(text.to_ascii_lowercase()).unwrap_or_else(|_| plain(format))
}

fn is_token(text: &str) -> bool {
    let is_token_byte =
        |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+.^_`|~-".contains(&byte);
    !text.is_empty() && text.bytes().all(is_token_byte)
}
