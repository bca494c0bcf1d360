//! Text that comes out of requests, made fit to be shown.

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
