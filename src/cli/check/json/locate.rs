//! From what a violation says to where that is in the text of a body.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use jsonc_parser::tokens::Token;
use serde_json::Value;

use super::Tokens;
use crate::cli::check::spot::Spot;

/// A member of an object, and where it stands.
pub(crate) struct Member<'t> {
    pub(crate) name: Cow<'t, str>,
    pub(crate) name_range: Range<usize>,
    pub(crate) value: Range<usize>,
}

/// Where a value stands, and its name if it has one.
pub(crate) struct Found {
    pub(crate) name: Option<Range<usize>>,
    pub(crate) value: Range<usize>,
}

/// The members of the object that begins at an offset, as far as they can be read.
pub(crate) fn members(text: &str, offset: usize) -> impl Iterator<Item = Member<'_>> {
    let mut tokens = Tokens::from(text, offset);
    let is_object = matches!(tokens.next(), Some((Token::OpenBrace, _)));
    std::iter::from_fn(move || {
        let mut name = tokens.next().filter(|_| is_object)?;
        if name.0 == Token::Comma {
            name = tokens.next()?;
        }
        let (Token::String(text), name_range) = name else {
            return None;
        };
        tokens.next().filter(|(token, _)| *token == Token::Colon)?;
        let first = tokens.next()?;
        let end = tokens.end_of_value(&first)?;
        Some(Member {
            name: text,
            name_range,
            value: first.1.start..end,
        })
    })
}

/// The elements of the array that begins at an offset.
fn elements(text: &str, offset: usize) -> impl Iterator<Item = Range<usize>> {
    let mut tokens = Tokens::from(text, offset);
    let is_array = matches!(tokens.next(), Some((Token::OpenBracket, _)));
    std::iter::from_fn(move || {
        let mut first = tokens.next().filter(|_| is_array)?;
        if first.0 == Token::Comma {
            first = tokens.next()?;
        }
        let end = tokens.end_of_value(&first)?;
        Some(first.1.start..end)
    })
}

/// Where a JSON Pointer leads to. Of members that have the same name the last one counts, as it
/// does for who reads the document.
pub(crate) fn locate(text: &str, pointer: &str) -> Option<Found> {
    let mut tokens = Tokens::from(text, 0);
    let first = tokens.next()?;
    let mut found = Found {
        name: None,
        value: first.1.start..tokens.end_of_value(&first).unwrap_or(text.len()),
    };
    for segment in pointer.split('/').skip(1) {
        found = step(text, found.value.start, segment)?;
    }
    Some(found)
}

fn step(text: &str, offset: usize, segment: &str) -> Option<Found> {
    if text[offset..].starts_with('[') {
        let value = elements(text, offset).nth(segment.parse().ok()?)?;
        return Some(Found { name: None, value });
    }
    let name = segment.replace("~1", "/").replace("~0", "~");
    // Long names are cut in violations.
    let (start, is_cut) = match name.strip_suffix('…') {
        Some(start) => (start, true),
        None => (name.as_str(), false),
    };
    let is_called = |each: &Member<'_>| each.name == name || is_cut && each.name.starts_with(start);
    let member = members(text, offset).filter(is_called).last()?;
    Some(Found {
        name: Some(member.name_range),
        value: member.value,
    })
}

/// Where a spot is in a body; nothing if it is not in the body.
pub(crate) fn locate_spot(body: &[u8], spot: Spot<'_>) -> Option<Range<usize>> {
    if spot.keyword == "json" {
        return Some(defect(body));
    }
    let body = str::from_utf8(body).ok()?;
    let found = locate(body, spot.instance_path).filter(|_| spot.is_in_body)?;
    let name = found.name.filter(|_| spot.is_name());
    Some(name.unwrap_or(found.value))
}

/// Where a body ceases to be JSON, or has a name for the second time.
fn defect(body: &[u8]) -> Range<usize> {
    if let Err(error) = serde_json::from_slice::<Value>(body) {
        let offset = offset_of_line(body, error.line()) + error.column().saturating_sub(1);
        return offset..offset;
    }
    let text = str::from_utf8(body).unwrap_or_default();
    repeated_name(text).unwrap_or_default()
}

fn offset_of_line(body: &[u8], line: usize) -> usize {
    let newlines = memchr::memchr_iter(b'\n', body);
    let before = line.checked_sub(2);
    before.map_or(0, |before| {
        newlines.clone().nth(before).map_or(0, |at| at + 1)
    })
}

/// Where an object has a name that it has already.
fn repeated_name(text: &str) -> Option<Range<usize>> {
    let mut open: Vec<HashSet<Cow<'_, str>>> = Vec::new();
    let mut tokens = Tokens::from(text, 0).peekable();
    while let Some((token, range)) = tokens.next() {
        match token {
            Token::OpenBrace | Token::OpenBracket => open.push(HashSet::new()),
            Token::CloseBrace | Token::CloseBracket => drop(open.pop()),
            Token::String(name) => {
                let is_name = matches!(tokens.peek(), Some((Token::Colon, _)));
                let names = open.last_mut()?;
                if is_name && !names.insert(name) {
                    return Some(range);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use es_ml_fake::contract::Verdict;

    fn found<'t>(text: &'t str, pointer: &str) -> Option<&'t str> {
        locate(text, pointer).map(|found| &text[found.value])
    }

    #[test]
    fn pointers_lead_to_values() {
        let text = r#" {"a": [1, {"b/~": "é"}], "c": {"d": null}, "c": 4} "#;
        assert_eq!(found(text, ""), Some(text.trim()));
        assert_eq!(found(text, "/a/0"), Some("1"));
        assert_eq!(found(text, "/a/1/b~1~0"), Some("\"é\""));
        assert_eq!(found(text, "/c"), Some("4"));
        for nowhere in ["/b", "/a/2", "/a/x", "/a/0/b", "/c/d"] {
            assert_eq!(found(text, nowhere), None, "{nowhere}");
        }
        assert_eq!(found("{/*a*/\"a\"://b\n5", "/a"), Some("5"));
    }

    #[test]
    fn violations_are_where_the_body_is_wrong() {
        let long = "x".repeat(200);
        for (body, wrong) in [
            (r#"{"number_of_allocations": "4"}"#, "\"4\"|}"),
            (r#"{"x": {"number_of_allocations": 4}}"#, "\"x\"|:"),
            (r#"{"number_of_allocations": 4,}"#, "|}"),
            ("{\n\"number_of_allocations\":\n é}", "|é}"),
            (r#"{"number_of_allocations": 4} x"#, "|x"),
            (
                r#"{"number_of_allocations": 1, "number_of_allocations": 2}"#,
                r#""number_of_allocations"|: 2"#,
            ),
            ("// four\n{}", "|// four"),
            ("[4]", "[4]|"),
            (&format!("{{\"{long}\": 1}}"), "\"xxx"),
        ] {
            let verdict = Verdict::of_update_body(body.as_bytes());
            let found = locate_spot(body.as_bytes(), (&verdict.violations()[0]).into()).unwrap();
            let (text, behind) = body[found.start..].split_at(found.len());
            assert!(
                format!("{text}|{behind}").starts_with(wrong),
                "{body}: {found:?}"
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_and_pointers_will_do(
            bytes in proptest::collection::vec(0_u8.., 0..40),
            text in "[{}\\[\\]:,\"a1\\\\/ é]{0,40}",
            pointer in "(/[a1~…]{0,2}){0,3}",
        ) {
            let _ = locate(&text, &pointer);
            for bytes in [&bytes, text.as_bytes()] {
                for violation in Verdict::of_update_body(bytes).violations() {
                    let found = locate_spot(bytes, violation.into());
                    proptest::prop_assert!(found.is_none_or(|found| found.end <= bytes.len()));
                }
            }
        }
    }
}
