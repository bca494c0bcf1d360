//! How the complaints of a parser quote the text that they are about
//! (server-behaviour: Update: source excerpts).

use std::borrow::Cow;
use std::fmt::Write;

use super::Location;

/// Longer bodies are quoted this far, in bytes.
const LONGEST: usize = 500;

/// What the complaints of a parser show of the text, which differs between servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Excerpts {
    /// There is no text to be seen, and that there is one is not said.
    None,
    /// That there is a text is said, and that it is not shown.
    Redacted,
    /// The text itself, or how it begins.
    Quoted,
}

/// What stands for a text in the places that complaints name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Excerpt {
    text: Cow<'static, str>,
    is_quote: bool,
}

impl Excerpt {
    pub(crate) const REDACTED: Self = Self {
        text: Cow::Borrowed("REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled)"),
        is_quote: false,
    };

    const UNKNOWN: Self = Self {
        text: Cow::Borrowed("UNKNOWN"),
        is_quote: false,
    };

    pub(crate) fn of(excerpts: Excerpts, body: &[u8]) -> Self {
        match excerpts {
            Excerpts::None => Self::UNKNOWN,
            Excerpts::Redacted => Self::REDACTED,
            Excerpts::Quoted => Self {
                text: quote(body).into(),
                is_quote: true,
            },
        }
    }

    /// A place in the text, as complaints write it.
    pub(crate) fn at(&self, location: Location) -> String {
        let Location { line, column } = location;
        let place = match (line, column) {
            (..1, offset) => format!("byte offset: #{offset}"),
            // That is the place before a text, and has a column only where the text is shown.
            (line, 0) if !self.is_quote => format!("line: {line}"),
            (line, column) => format!("line: {line}, column: {column}"),
        };
        format!("[Source: {}; {place}]", self.text)
    }
}

/// As Jackson quotes bytes: quotation marks stay as they are, and control characters are escaped
/// unless they end lines.
fn quote(body: &[u8]) -> String {
    let (shown, rest) = body.split_at(body.len().min(LONGEST));
    let mut text = "(byte[])\"".to_owned();
    for character in String::from_utf8_lossy(shown).chars() {
        match character {
            '\r' | '\n' => text.push(character),
            // Writing to memory does not fail.
            control if control.is_control() => {
                _ = write!(text, "\\u{:04X}", u32::from(control));
            }
            _ => text.push(character),
        }
    }
    text.push('"');
    if !rest.is_empty() {
        _ = write!(text, "[truncated {} bytes]", rest.len());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_start(excerpts: Excerpts, body: &[u8]) -> String {
        let start = Location { line: 1, column: 1 };
        Excerpt::of(excerpts, body).at(start)
    }

    #[test]
    fn bodies_are_quoted_as_they_are_and_not_beyond_500_bytes() {
        assert_eq!(
            at_start(Excerpts::Quoted, b"{\"a\":\r\n\t\x7f}"),
            "[Source: (byte[])\"{\"a\":\r\n\\u0009\\u007F}\"; line: 1, column: 1]"
        );
        let exactly = "x".repeat(LONGEST);
        assert_eq!(
            at_start(Excerpts::Quoted, exactly.as_bytes()),
            format!("[Source: (byte[])\"{exactly}\"; line: 1, column: 1]")
        );
        assert_eq!(
            at_start(Excerpts::Quoted, format!("{exactly}yz").as_bytes()),
            format!("[Source: (byte[])\"{exactly}\"[truncated 2 bytes]; line: 1, column: 1]")
        );
    }

    #[test]
    fn what_is_cut_within_a_character_or_is_no_text_is_replaced() {
        let body = format!("{}é", "x".repeat(LONGEST - 1));
        let quoted = at_start(Excerpts::Quoted, body.as_bytes());
        assert!(
            quoted.contains("x\u{fffd}\"[truncated 1 bytes]"),
            "{quoted}"
        );
        let quoted = at_start(Excerpts::Quoted, b"\xff\xfe{\0");
        assert!(quoted.contains("\"\u{fffd}\u{fffd}{\\u0000\""), "{quoted}");
    }

    #[test]
    fn the_place_before_a_text_has_a_column_only_beside_a_quote() {
        let place = Location { line: 1, column: 0 };
        let at = |excerpts| Excerpt::of(excerpts, b"}").at(place);
        assert_eq!(at(Excerpts::None), "[Source: UNKNOWN; line: 1]");
        assert!(at(Excerpts::Redacted).ends_with("disabled); line: 1]"));
        assert_eq!(
            at(Excerpts::Quoted),
            "[Source: (byte[])\"}\"; line: 1, column: 0]"
        );
    }
}
