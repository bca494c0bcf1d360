//! Text that comes out of requests, made fit to be shown.

use std::path::Path;

use es_ml_fake::security::redact;

/// Without control characters, which could repaint a terminal. Lines stay lines.
pub(super) fn printable(text: &str) -> String {
    escape(text, |c| c.is_control() && c != '\n')
}

/// The same in a single line.
pub(super) fn one_line(text: &str) -> String {
    escape(text, char::is_control)
}

fn escape(text: &str, is_escaped: impl Fn(char) -> bool) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_escaped(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// A number with its noun.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// The name of a file, as it may be shown. People give URLs, too, with all that is in them.
pub(super) fn file_name(path: &Path) -> String {
    redact(&path.to_string_lossy()).into_owned()
}
