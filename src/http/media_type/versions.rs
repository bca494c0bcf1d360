//! The versions that media types may ask for.

use super::syntax::MediaType;

const BOTH: &str = "A compatible version is required on both Content-Type and Accept headers \
                    if either one has requested a compatible version";

/// The version rule, its four cases in order (server-behaviour: HTTP: media types). What is said
/// where it is broken is the error.
pub(super) fn check_versions(
    accept: Option<&(&str, MediaType<'_>)>,
    content_type: Option<&(&str, MediaType<'_>)>,
    has_body: bool,
    major: u32,
) -> Result<(), String> {
    let asked = |header: Option<&(&str, MediaType<'_>)>| header.and_then(|(_, t)| t.version());
    let sent = |header: Option<&(&str, MediaType<'_>)>| {
        header.map_or("null".to_owned(), |(text, _)| (*text).to_owned())
    };
    let (accept_version, body_version) = (asked(accept), asked(content_type));
    if accept_version.is_none() && body_version.is_none() {
        return Ok(());
    }
    let previous = major - 1;
    let is_supported = |version: Option<u32>| {
        version.is_none_or(|version| version == major || version == previous)
    };
    let unsupported = |title: &str, version: Option<u32>, header: String| {
        format!(
            "{title} version must be either version {major} or {previous}, but found {}. {title}={header}",
            version.unwrap_or(major)
        )
    };
    let both = || {
        format!(
            "Accept={}, Content-Type={}",
            sent(accept),
            sent(content_type)
        )
    };
    let effective = |version: Option<u32>| version.unwrap_or(major);
    let complaint = if !is_supported(accept_version) {
        unsupported("Accept", accept_version, sent(accept))
    } else if !has_body {
        return Ok(());
    } else if !is_supported(body_version) {
        unsupported("Content-Type", body_version, sent(content_type))
    } else if effective(accept_version) != effective(body_version) {
        format!("{BOTH} and the compatible versions must match. {}", both())
    } else if accept_version.is_some() != body_version.is_some() {
        format!("{BOTH}. {}", both())
    } else {
        return Ok(());
    };
    Err(complaint)
}
