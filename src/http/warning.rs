//! The `Warning` header (server-behaviour: HTTP: warnings).

use std::fmt::Write;

use http::header::{HeaderName, HeaderValue, WARNING};

/// The header for a text, from a server of that version and build.
pub(crate) fn warning(version: &str, build_hash: &str, text: &str) -> (HeaderName, HeaderValue) {
    let mut value = format!("299 Elasticsearch-{version}-{build_hash} \"");
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
    let value = HeaderValue::try_from(value).expect("only visible ASCII is left");
    (WARNING, value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_escaped_and_what_is_not_ascii_is_percent_encoded() {
        let (name, value) = warning("9.1.0", "abc", "a \"b\" 5% \u{e9}\n");
        assert_eq!(name, "warning");
        assert_eq!(
            value,
            r#"299 Elasticsearch-9.1.0-abc "a \"b\" 5%25 %C3%A9%0A""#
        );
    }
}
