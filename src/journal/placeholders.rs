//! Placeholders for what changes from run to run.

use std::collections::HashMap;

use crate::text::timestamp;

/// Replaces values that vary by placeholders such as `[uuid-1]`, the same value by the same
/// placeholder.
#[derive(Debug, Default)]
pub(crate) struct Placeholders {
    /// By the value in small letters.
    seen: HashMap<String, String>,
    /// How many there are of each kind.
    numbers: HashMap<&'static str, usize>,
}

impl Placeholders {
    /// The text with all such values replaced.
    pub(crate) fn replace(&mut self, text: &str) -> String {
        let mut replaced = String::with_capacity(text.len());
        let mut rest = text;
        let mut before = None;
        while let Some(first) = rest.chars().next() {
            let found = at_word_start(before).then(|| varying(rest)).flatten();
            let length = if let Some((kind, length)) = found {
                replaced.push_str(self.placeholder(kind, &rest[..length]));
                length
            } else {
                replaced.push(first);
                first.len_utf8()
            };
            before = rest[..length].chars().next_back();
            rest = &rest[length..];
        }
        replaced
    }

    fn placeholder(&mut self, kind: &'static str, value: &str) -> &str {
        let seen = self.seen.entry(value.to_ascii_lowercase());
        seen.or_insert_with(|| {
            let number = self.numbers.entry(kind).or_default();
            *number += 1;
            format!("[{kind}-{number}]")
        })
    }
}

fn at_word_start(before: Option<char>) -> bool {
    before.is_none_or(|c| !c.is_ascii_alphanumeric())
}

/// What kind of varying value the text begins with, and how long it is.
fn varying(text: &str) -> Option<(&'static str, usize)> {
    [
        ("uuid", uuid(text)),
        ("time", time_of_day(text)),
        ("address", address(text)),
    ]
    .into_iter()
    .find_map(|(kind, length)| Some((kind, length?)))
}

/// Length of a pattern in which `x` is a hexadecimal digit, `9` a decimal one, and anything else
/// itself.
fn matches(text: &str, pattern: &str) -> Option<usize> {
    let bytes = text.as_bytes().get(..pattern.len())?;
    let fits = |(&byte, expected): (&u8, u8)| match expected {
        b'x' => byte.is_ascii_hexdigit(),
        b'9' => byte.is_ascii_digit(),
        other => byte == other,
    };
    bytes
        .iter()
        .zip(pattern.bytes())
        .all(fits)
        .then_some(pattern.len())
}

fn ends_there(text: &str, length: usize) -> bool {
    text[length..]
        .chars()
        .next()
        .is_none_or(|c| !c.is_ascii_alphanumeric())
}

fn uuid(text: &str) -> Option<usize> {
    let with_hyphens = matches(text, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx");
    let length = with_hyphens.or_else(|| matches(text, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"))?;
    ends_there(text, length).then_some(length)
}

/// A time in RFC 3339, unless it is the documentation's.
fn time_of_day(text: &str) -> Option<usize> {
    let seconds = matches(text, "9999-99-99T99:99:99")?;
    let fraction = text[seconds..]
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len() - seconds);
    let end = seconds + fraction;
    let length = end + usize::from(text[end..].starts_with('Z'));
    let documented = timestamp::format_nanos(timestamp::documented_start());
    (text[..length] != documented).then_some(length)
}

/// A loopback address with a port.
fn address(text: &str) -> Option<usize> {
    let host = ["127.0.0.1:", "localhost:", "[::1]:"]
        .into_iter()
        .find(|host| text.starts_with(host))?;
    let port = text[host.len()..]
        .bytes()
        .take_while(u8::is_ascii_digit)
        .count();
    (port > 0).then_some(host.len() + port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_value_has_the_same_placeholder() {
        let text = "a-0f4a1c1e-1111-2222-3333-444455556666 b 0F4A1C1E-1111-2222-3333-444455556666 \
                    c 99999999-1111-2222-3333-444455556666";
        assert_eq!(
            Placeholders::default().replace(text),
            "a-[uuid-1] b [uuid-1] c [uuid-2]"
        );
    }

    #[test]
    fn times_and_addresses_go_but_the_documented_time_stays() {
        let text = r#""2022-11-02T11:50:34.766591Z" "2026-01-02T03:04:05.678Z" http://127.0.0.1:4711/x localhost"#;
        assert_eq!(
            Placeholders::default().replace(text),
            r#""2022-11-02T11:50:34.766591Z" "[time-1]" http://[address-1]/x localhost"#
        );
        let ends = "2026-01-02T03:04:05 2026-01-02T03:04:05Z 2026-01-02T03:04:05.6";
        assert_eq!(
            Placeholders::default().replace(ends),
            "[time-1] [time-2] [time-3]"
        );
    }

    #[test]
    fn what_only_looks_alike_stays() {
        for text in [
            "0f4a1c1e-1111-2222-3333-44445555666677",
            "x0f4a1c1e-1111-2222-3333-444455556666",
            "2026-01-02",
            "ünïcode 127.0.0.1",
        ] {
            assert_eq!(Placeholders::default().replace(text), text);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_replaced(
            text in "(2026-01-02T03:04:05|[0-9.]|Z|é| |127\\.0\\.0\\.1:|\\[::1\\]:|0f4a1c1e-1111-2222-3333-444455556666|\\PC){0,8}"
        ) {
            Placeholders::default().replace(&text);
        }
    }
}
