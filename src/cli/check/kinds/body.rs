//! The body of one update request.

use std::borrow::Cow;
use std::ops::Range;

use jsonc_parser::tokens::Token;

use super::{Evidence, Kind, unreadable};
use crate::cli::check::findings::{Place, Unit};
use crate::cli::check::input::{Head, Input};
use crate::cli::check::json::{locate_spot, members};
use crate::cli::check::judge::Judge;
use crate::cli::check::position::{Position, Span};
use crate::cli::check::request;

/// The row of the table.
pub(super) const KIND: Kind = Kind {
    name: "body",
    about: "the body of one update request",
    endings: &["json"],
    recognise,
    read,
};

fn recognise(head: &Head<'_>) -> Evidence {
    match head.begins_with(&Token::OpenBrace) {
        true => Evidence::Weak,
        false => Evidence::None,
    }
}

/// The file is the body, in whatever encoding it is.
fn read(input: Input, judge: &mut Judge<'_>) -> Result<(), String> {
    let encoding = input.encoding;
    let bytes = input.read().map_err(|error| unreadable(&error))?;
    let text = String::from_utf8_lossy(&bytes);
    let body = match without_schema(&text) {
        Some(body) => encoding.encode(&body),
        None => match &text {
            Cow::Borrowed(text) => encoding.encode(text),
            Cow::Owned(_) => bytes.clone(),
        },
    };
    let place = Place {
        unit: Unit::File,
        number: 1,
        request: None,
        position: Position::START,
    };
    let request = request::of_body(body, request::JSON);
    judge.request(place, &request, &|spot| {
        let found = locate_spot(&bytes, spot)?;
        Span::of_bytes(&bytes, Position::START, &found)
    });
    Ok(())
}

/// A body without its `$schema`, which is for the editor. Everything else stays where it is.
fn without_schema(text: &str) -> Option<String> {
    let start = text.find('{')?;
    let schema = members(text, start).find(|member| member.name == "$schema")?;
    Some(blank(text, schema.name_range.start..schema.value.end))
}

/// A text with spaces in the place of a member, and of a comma behind it or else in front of it.
pub(super) fn blank(text: &str, member: Range<usize>) -> String {
    let (before, behind) = (&text[..member.start], &text[member.end..]);
    let is_comma_at = |at: &usize| text[*at..].starts_with(',');
    let next = Some(text.len() - behind.trim_start().len()).filter(is_comma_at);
    let previous = before.trim_end().len().checked_sub(1);
    let comma = next.or(previous
        .filter(|&at| text.is_char_boundary(at))
        .filter(is_comma_at));
    let is_blank = |at: usize| member.contains(&at) || comma == Some(at);
    let characters = text.char_indices().flat_map(|(at, c)| {
        let is_kept = c == '\n' || c == '\r' || !is_blank(at);
        let length = if is_kept { 1 } else { c.len_utf8() };
        std::iter::repeat_n(if is_kept { c } else { ' ' }, length)
    });
    characters.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_is_blanked_with_one_comma() {
        for (text, expected) in [
            (r#"{"$schema":"é","a":4}"#, r#"{               "a":4}"#),
            (r#"{"a":4 , "$schema":{}}"#, r#"{"a":4               }"#),
            ("{\"$schema\"\n:\"x\"}", "{         \n    }"),
            (r#"{"$schema":1,"a":4,}"#, r#"{            "a":4,}"#),
        ] {
            assert_eq!(without_schema(text).as_deref(), Some(expected));
        }
        for other in [r#"{"a":{"$schema":1}}"#, r#"[{"$schema":1}]"#, "", "{"] {
            let found = without_schema(other).filter(|_| !other.starts_with('['));
            assert_eq!(found, None, "{other}");
        }
    }
}
