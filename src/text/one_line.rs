//! Texts of clients in what a person reads: panics, reports, logs.

use std::fmt::{self, Write};

use super::redact;

/// A text without credentials, whose control characters are shown as escapes, so that it stays on
/// its line and tells the terminal nothing.
pub(crate) struct OneLine<'t>(pub(crate) &'t str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        redact(self.0)
            .chars()
            .try_for_each(|c| match c.is_control() {
                true => write!(f, "{}", c.escape_default()),
                false => f.write_char(c),
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_escaped_and_nothing_else() {
        let text = OneLine("a\nb\u{1b}[31m\u{9b}\u{7f} é\\n\"").to_string();
        assert_eq!(text, "a\\nb\\u{1b}[31m\\u{9b}\\u{7f} é\\n\"");
        let text = OneLine("/x?token=secret\n").to_string();
        assert_eq!(text, "/x?token=***\\n");
    }
}
