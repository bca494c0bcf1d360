//! What scalars of YAML mean: the rules of version 1.1, as the server's parser has them (read in
//! the sources of SnakeYAML and Jackson).

use std::borrow::Cow;

use saphyr_parser::{ScalarStyle, Tag};

use crate::xcontent::Event;

/// Longer ones are never numbers.
const LONGEST_NUMBER: usize = 99;

/// The event of a scalar. A tag decides, and without one whether it is quoted, and what it looks
/// like.
pub(super) fn resolve<'a>(text: Cow<'a, str>, style: ScalarStyle, tag: Option<&Tag>) -> Event<'a> {
    let name = tag.map(|tag| format!("{}{}", tag.handle, tag.suffix));
    match name.as_deref() {
        None if style != ScalarStyle::Plain => Event::String(text),
        None | Some("!") => plain(text),
        Some(name) => tagged(text, name.strip_prefix("tag:yaml.org,2002:")),
    }
}

/// `core` is the name of one of YAML's own tags. What does not fit its tag is a string, and so is
/// what has any other tag.
fn tagged<'a>(text: Cow<'a, str>, core: Option<&str>) -> Event<'a> {
    let resolved = match core {
        Some("null") => Some(Event::Null),
        Some("bool") => boolean(&text.to_ascii_lowercase()).map(Event::Boolean),
        Some("int" | "float") => number(&text).map(Event::Number),
        Some("binary") => return Event::Embedded(text),
        _ => None,
    };
    resolved.unwrap_or(Event::String(text))
}

fn plain(text: Cow<'_, str>) -> Event<'_> {
    if matches!(text.as_ref(), "" | "~" | "null" | "Null" | "NULL") {
        return Event::Null;
    }
    let resolved = plain_boolean(&text).map(Event::Boolean);
    let resolved = resolved.or_else(|| number(&text).map(Event::Number));
    resolved.unwrap_or(Event::String(text))
}

/// A boolean is written in lower case, in upper case, or with one capital; `y` and
/// `n` are no booleans.
fn plain_boolean(text: &str) -> Option<bool> {
    let lower = text.to_ascii_lowercase();
    let rest = text.get(1..).filter(|rest| !rest.is_empty())?;
    let is_cased_alike = text == lower || text == lower.to_ascii_uppercase();
    let is_capitalised = rest == &lower[1..];
    (is_cased_alike || is_capitalised).then(|| boolean(&lower))?
}

fn boolean(lower: &str) -> Option<bool> {
    match lower {
        "true" | "yes" | "on" | "y" => Some(true),
        "false" | "no" | "off" | "n" => Some(false),
        _ => None,
    }
}

/// A number as JSON writes it, but for those that JSON has not: these get Java's names.
fn number(text: &str) -> Option<Cow<'static, str>> {
    let (sign, unsigned) = match text.strip_prefix(['-', '+']) {
        Some(unsigned) if text.starts_with('-') => ("-", unsigned),
        Some(unsigned) => ("", unsigned),
        None => ("", text),
    };
    match unsigned {
        ".inf" | ".Inf" | ".INF" => return Some(format!("{sign}Infinity").into()),
        ".nan" | ".NaN" | ".NAN" if unsigned == text => return Some("NaN".into()),
        _ if text.len() > LONGEST_NUMBER => return None,
        _ => {}
    }
    let may_begin = unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let digits = unsigned.replace('_', "");
    let digits = integer(&digits).or_else(|| is_decimal(&digits).then_some(digits));
    let digits = digits.filter(|_| may_begin)?;
    Some(format!("{sign}{digits}").into())
}

/// An integer that is not decimal, in decimal digits.
fn integer(digits: &str) -> Option<String> {
    let (radix, digits) = match digits.split_at_checked(2) {
        Some(("0b", digits)) => (2, digits),
        Some(("0x", digits)) => (16, digits),
        _ => (8, digits.strip_prefix('0')?),
    };
    let has_sign = digits.starts_with(['-', '+']);
    let value = u128::from_str_radix(digits, radix).ok();
    value.filter(|_| !has_sign).map(|value| value.to_string())
}

fn is_decimal(digits: &str) -> bool {
    let is_part = |c: char| c.is_ascii_digit() || ".eE+-".contains(c);
    digits.chars().all(is_part) && digits.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number_event(digits: &'static str) -> Event<'static> {
        Event::Number(digits.into())
    }

    #[test]
    fn plain_scalars_are_what_they_look_like() {
        for (text, expected) in [
            ("", Event::Null),
            ("~", Event::Null),
            ("null", Event::Null),
            ("NULL", Event::Null),
            ("true", Event::Boolean(true)),
            ("Yes", Event::Boolean(true)),
            ("ON", Event::Boolean(true)),
            ("False", Event::Boolean(false)),
            ("no", Event::Boolean(false)),
            ("off", Event::Boolean(false)),
            ("4", number_event("4")),
            ("-4", number_event("-4")),
            ("+4", number_event("4")),
            ("0", number_event("0")),
            ("1_000", number_event("1000")),
            ("017", number_event("15")),
            ("08", number_event("08")),
            ("0x1F", number_event("31")),
            ("-0x1f", number_event("-31")),
            ("0b101", number_event("5")),
            ("4.5", number_event("4.5")),
            ("4.", number_event("4.")),
            (".5", number_event(".5")),
            ("1e3", number_event("1e3")),
            ("1.5E-3", number_event("1.5E-3")),
            (".inf", number_event("Infinity")),
            ("-.INF", number_event("-Infinity")),
            (".nan", number_event("NaN")),
        ] {
            let resolved = resolve(text.into(), ScalarStyle::Plain, None);
            assert_eq!(resolved, expected, "{text}");
            let quoted = resolve(text.into(), ScalarStyle::DoubleQuoted, None);
            assert_eq!(quoted, Event::String(text.into()));
        }
    }

    #[test]
    fn all_else_is_a_string() {
        let long = "1".repeat(LONGEST_NUMBER + 1);
        for text in [
            "four",
            "yEs",
            "y",
            "N",
            "nULL",
            "0o17",
            "0x",
            "0xg",
            "0x-1",
            "0b2",
            "1:30",
            "1-2",
            "_1",
            "-_1",
            "--4",
            "+",
            "-",
            ".",
            "..",
            "1.2.3",
            "e5",
            "inf",
            "NaN",
            "-.nan",
            "é",
            "2022-11-02",
            &long,
        ] {
            let resolved = resolve(text.into(), ScalarStyle::Plain, None);
            assert_eq!(resolved, Event::String(text.into()));
        }
    }

    #[test]
    fn tags_decide() {
        let core = "tag:yaml.org,2002:";
        for (handle, suffix, text, expected) in [
            (core, "int", "4", number_event("4")),
            (core, "int", "four", Event::String("four".into())),
            (core, "float", "4", number_event("4")),
            (core, "bool", "y", Event::Boolean(true)),
            (core, "bool", "nO", Event::Boolean(false)),
            (core, "null", "4", Event::Null),
            (core, "str", "4", Event::String("4".into())),
            (core, "binary", "NA==", Event::Embedded("NA==".into())),
            ("!", "own", "4", Event::String("4".into())),
            ("", "!", "4", number_event("4")),
            ("", "tag:yaml.org,2002:int", "4", number_event("4")),
        ] {
            let (handle, suffix) = (handle.to_owned(), suffix.to_owned());
            let tag = Tag { handle, suffix };
            for style in [ScalarStyle::Plain, ScalarStyle::SingleQuoted] {
                let resolved = resolve(text.into(), style, Some(&tag));
                assert_eq!(resolved, expected, "{tag:?} {text}");
            }
        }
    }
}
