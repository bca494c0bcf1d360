//! A line of a file, as far as it may be shown, with the part of it that is meant.

use std::ops::Range;

use es_ml_fake::security::redact;

/// Lines of longer texts are not shown: it would have to be known of all of it that it holds no
/// credentials.
const LONGEST_SOURCE: usize = 64 * 1024;

/// How many characters are shown in front of what is meant, and from where that begins.
const BEFORE: usize = 80;
const FROM: usize = 100;

const CUT: &str = "…";

/// Part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Excerpt {
    pub(super) line: String,
    /// What is meant, in bytes of the line.
    pub(super) marked: Range<usize>,
}

impl Excerpt {
    /// The line around the start of a range of a text. Nothing of a text is shown that may hold
    /// credentials. `is_continued` says that other text stands in front of it.
    pub(super) fn of(source: &str, range: &Range<usize>, is_continued: bool) -> Option<Self> {
        if may_hold_credentials(source) {
            return None;
        }
        let (above, rest) = source.split_at_checked(range.start)?;
        let start = above.rfind('\n').map_or(0, |before| before + 1);
        let before = &above[start..];
        let line = rest.lines().next().unwrap_or_default();
        let length = range.len().min(line.len());
        let (marked, behind) = line.split_at_checked(length)?;

        let shown_before = last(before, BEFORE);
        let is_cut = shown_before.len() < before.len() || start == 0 && is_continued;
        let mut shown = String::from(if is_cut { CUT } else { "" });
        shown.push_str(&printable(shown_before));
        let from = shown.len();
        let shown_marked = first(marked, FROM);
        shown.push_str(&printable(shown_marked));
        let marked = from..shown.len();
        let shown_behind = match shown_marked.len() < length {
            true => "",
            false => first(behind, FROM.saturating_sub(shown_marked.chars().count())),
        };
        shown.push_str(&printable(shown_behind));
        if shown_marked.len() + shown_behind.len() < line.len() {
            shown.push_str(CUT);
        }
        Some(Self {
            line: shown,
            marked,
        })
    }
}

/// Whether a text is too long to tell, or has something that is left out wherever texts are shown.
/// Escapes may disguise a name.
fn may_hold_credentials(source: &str) -> bool {
    let is_disguised = || ["\\u", "\\U", "\\x"].iter().any(|it| source.contains(it));
    // A value may be on the line below its name.
    let on_one_line = || source.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_redacted = |text: &str| redact(text) != text;
    source.len() > LONGEST_SOURCE || is_disguised() || is_redacted(&on_one_line())
}

fn first(text: &str, characters: usize) -> &str {
    let end = text.char_indices().nth(characters);
    &text[..end.map_or(text.len(), |(at, _)| at)]
}

fn last(text: &str, characters: usize) -> &str {
    match characters.checked_sub(1) {
        None => "",
        Some(before) => {
            let start = text.char_indices().rev().nth(before);
            &text[start.map_or(0, |(at, _)| at)..]
        }
    }
}

/// With something visible in the place of each control character.
fn printable(text: &str) -> String {
    let visible = |c: char| match c {
        '\t' => ' ',
        c if c.is_control() => '\u{fffd}',
        c => c,
    };
    text.chars().map(visible).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(source: &str, marked: &str) -> Option<String> {
        let start = source.find(marked).unwrap();
        let excerpt = Excerpt::of(source, &(start..start + marked.len()), false)?;
        let (before, rest) = excerpt.line.split_at(excerpt.marked.start);
        let (marked, behind) = rest.split_at(excerpt.marked.len());
        Some(format!("{before}<{marked}>{behind}"))
    }

    #[test]
    fn a_line_is_shown_with_what_is_meant() {
        let text = "{\r\n\t\"é\": \"4\",\u{1b}\r\n \"b\": {\n}\n}";
        assert_eq!(shown(text, "\"4\"").unwrap(), " \"é\": <\"4\">,\u{fffd}");
        assert_eq!(shown(text, "{\n}").unwrap(), " \"b\": <{>");
    }

    #[test]
    fn long_lines_are_cut() {
        let (before, behind) = ("é".repeat(300), "b".repeat(300));
        let text = format!("[{before}, 4, {behind}]");
        let (before, behind) = ("é".repeat(BEFORE - 2), "b".repeat(FROM - 3));
        let expected = format!("…{before}, <4>, {behind}…");
        assert_eq!(shown(&text, "4").unwrap(), expected);
        let marked = "c".repeat(300);
        let expected = format!("<{}>…", "c".repeat(FROM));
        assert_eq!(shown(&marked, &marked).unwrap(), expected);
        assert_eq!(Excerpt::of("4", &(0..1), true).unwrap().line, "…4");
    }

    #[test]
    fn nothing_is_shown_of_what_may_hold_credentials() {
        for text in [
            r#"{"password": "x", "a": 4}"#,
            "{\"api_key\": {\n\"a\": 4}}",
            "{\"token\":\n\"x\", \"a\": 4}",
            "{\"\\u0070assword\": \"x\", \"a\": 4}",
            "token:\n  - 4\n",
            "# Bearer abcdefgh\na: 4\n",
            r#""{\"secret\":\"x\",\"a\":4}""#,
            &format!("{}4", " ".repeat(LONGEST_SOURCE)),
        ] {
            assert_eq!(shown(text, "4"), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_range_will_do(text in "[a\"{é\n\r😀\u{1b}]{0,40}", start in 0_usize..50, length in 0_usize..50) {
            if let Some(excerpt) = Excerpt::of(&text, &(start..start + length), false) {
                proptest::prop_assert!(excerpt.line.get(excerpt.marked).is_some());
            }
        }
    }
}
