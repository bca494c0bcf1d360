//! Strings in YAML, as the server's generator quotes, escapes and folds them (read in the sources
//! of Jackson and SnakeYAML).

use std::fmt::Write;

/// From this column on, long strings are folded at the next space.
const WIDTH: usize = 80;

/// What versions 1.1 and 1.2 of YAML take for something else than a string.
const RESERVED: [&str; 25] = [
    "false", "False", "FALSE", "n", "N", "no", "No", "NO", "null", "Null", "NULL", "on", "On",
    "ON", "off", "Off", "OFF", "true", "True", "TRUE", "y", "Y", "yes", "Yes", "YES",
];

/// Appends the name of a member: without quotes where that is possible.
pub(super) fn write_name(out: &mut String, name: &str) {
    if must_be_double_quoted(name) {
        write_string(out, name, None);
    } else if is_plain(name) {
        out.push_str(name);
    } else {
        out.extend(["'", &name.replace('\'', "''"), "'"]);
    }
}

fn must_be_double_quoted(name: &str) -> bool {
    let looks_like_number = |c: char| c.is_ascii_digit() || "-+.~".contains(c);
    name.is_empty()
        || name.starts_with(looks_like_number)
        || RESERVED.contains(&name)
        || !name.chars().all(is_printable)
}

/// Whether nothing in a text means something to YAML.
fn is_plain(text: &str) -> bool {
    let begins_with_indicator = text.starts_with(|c| "#,[]{}&*!|>'\"%@`".contains(c));
    let is_question = text == "?" || text.starts_with("? ");
    let has_colon = text.ends_with(':') || text.contains(": ");
    let has_space_outside = text.starts_with(' ') || text.ends_with(' ');
    !(begins_with_indicator || is_question || has_colon || has_space_outside || text.contains(" #"))
}

/// Appends a string in double quotes. If it is to be folded, `fold_to` is how far the lines that go
/// on are indented.
pub(super) fn write_string(out: &mut String, text: &str, fold_to: Option<usize>) {
    out.push('"');
    let mut column = current_column(out);
    // Up to here the text is written.
    let mut written = 0;
    for (at, character) in text.char_indices() {
        let end = at + character.len_utf8();
        if needs_escape(character) {
            column += append(out, &text[written..at]);
            column += append(out, &escape(character));
            written = end;
        }
        let is_inside = at > 0 && end < text.len();
        let may_break = character == ' ' || written >= at;
        let Some(indent) = fold_to.filter(|_| is_inside && may_break) else {
            continue;
        };
        // An escape that was written ends one column behind the place where the line would be
        // broken.
        let reached = match text.get(written..at) {
            Some(pending) => column + width(pending),
            None => column - 1,
        };
        if reached > WIDTH {
            append(out, text.get(written..at).unwrap_or_default());
            written = written.max(at);
            out.push_str("\\\n");
            out.extend(std::iter::repeat_n(' ', indent));
            column = indent;
            if text[written..].starts_with(' ') {
                column += append(out, "\\");
            }
        }
    }
    out.push_str(&text[written..]);
    out.push('"');
}

fn current_column(out: &str) -> usize {
    let line = out.rfind('\n').map_or(0, |newline| newline + 1);
    width(&out[line..])
}

/// Columns are counted as Java counts characters.
fn width(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

fn append(out: &mut String, text: &str) -> usize {
    out.push_str(text);
    width(text)
}

fn needs_escape(character: char) -> bool {
    matches!(character, '"' | '\\') || !matches!(character, ' '..='~')
}

fn is_printable(character: char) -> bool {
    matches!(character, ' '..='~' | '\u{a1}'..='\u{2027}' | '\u{202a}'..='\u{d7ff}')
        || matches!(character, '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}' | '\u{10000}'..)
}

/// Characters beyond ASCII stand for themselves if they can be seen.
fn escape(character: char) -> String {
    let letter = match character {
        '\0' => '0',
        '\u{7}' => 'a',
        '\u{8}' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\u{b}' => 'v',
        '\u{c}' => 'f',
        '\r' => 'r',
        '\u{1b}' => 'e',
        '"' | '\\' => character,
        '\u{85}' => 'N',
        '\u{a0}' => '_',
        '\u{2028}' => 'L',
        '\u{2029}' => 'P',
        _ => return escape_by_code(character),
    };
    ['\\', letter].iter().collect()
}

fn escape_by_code(character: char) -> String {
    let mut text = String::new();
    let _ = match u32::from(character) {
        _ if is_printable(character) => write!(text, "{character}"),
        code @ ..=0xff => write!(text, "\\x{code:02x}"),
        code => write!(text, "\\u{code:04x}"),
    };
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(name: &str) -> String {
        let mut out = String::new();
        write_name(&mut out, name);
        out
    }

    #[test]
    fn names_are_plain_where_they_can_be() {
        for plain in [
            "reason",
            "a.b",
            "a b",
            "a:b",
            "a#b",
            "WWW-Authenticate",
            "node 1",
            "?x",
            "é",
            "yEs",
            "a'b",
        ] {
            assert_eq!(name(plain), plain);
        }
        for (text, quoted) in [
            ("", r#""""#),
            ("4x", r#""4x""#),
            ("-a", r#""-a""#),
            (".a", r#"".a""#),
            ("~", r#""~""#),
            ("on", r#""on""#),
            ("Y", r#""Y""#),
            ("YES", r#""YES""#),
            ("a\nb", r#""a\nb""#),
            ("a\u{7f}", r#""a\x7f""#),
            ("a:", "'a:'"),
            ("a: b", "'a: b'"),
            ("a #b", "'a #b'"),
            (" a", "' a'"),
            ("a ", "'a '"),
            ("?", "'?'"),
            ("*a", "'*a'"),
            ("'a'", "'''a'''"),
            ("{", "'{'"),
        ] {
            assert_eq!(name(text), quoted);
        }
    }

    #[test]
    fn what_cannot_be_seen_is_escaped() {
        let mut out = String::new();
        let text = "\"\\\0\u{7}\u{8}\t\n\u{b}\u{c}\r\u{1b}\u{1}\u{7f}\u{85}\u{9f}\u{a0}é\u{2028}\u{2029}\u{feff}\u{ffff}😀";
        write_string(&mut out, text, None);
        assert_eq!(
            out,
            r#""\"\\\0\a\b\t\n\v\f\r\e\x01\x7f\N\x9f\_é\L\P\ufeff\uffff😀""#
        );
    }

    /// Folded at the first space behind column 80; never before the first character or the last.
    #[test]
    fn long_strings_are_folded() {
        let [long, longer] = [60, 90].map(|length| "x".repeat(length));
        for (text, folded) in [
            (
                format!("{long} {long} y z"),
                format!("{long} {long}\\\n  \\ y z"),
            ),
            (format!("{longer} y z"), format!("{longer}\\\n  \\ y z")),
            (format!("{longer}  yz"), format!("{longer}\\\n  \\  yz")),
            (format!("{longer}\"yz"), format!("{longer}\\\"\\\n  yz")),
            (format!("{longer} "), format!("{longer} ")),
            (longer.clone(), longer.clone()),
            (long.clone(), long.clone()),
        ] {
            let mut out = String::new();
            write_string(&mut out, &text, Some(2));
            assert_eq!(out, format!("\"{folded}\""));
            let mut whole = String::new();
            write_string(&mut whole, &text, None);
            assert!(!whole.contains('\n'));
        }
        let mut out = format!("---\n{}", " ".repeat(78));
        write_string(&mut out, "a b c d", Some(4));
        assert_eq!(out.lines().last(), Some("    \\ c d\""), "{out}");
    }
}
