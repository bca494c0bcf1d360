//! The form of ids and other names (server-behaviour: HTTP: ids in the path).

/// Longer ones are refused.
pub(super) const LONGEST: usize = 64;

/// Whether a name has the form of an id: lower-case letters, digits, and inside `_`, `-` and `.`.
pub(super) fn is_id(text: &str) -> bool {
    has_form(text, is_plain) && text != "_all"
}

/// The same with another rule for its end, if it is longer than a character.
pub(super) fn has_form(text: &str, may_end: impl Fn(u8) -> bool) -> bool {
    let is_inner = |byte: u8| is_plain(byte) || b"_.-".contains(&byte);
    match text.as_bytes() {
        [] => false,
        [only] => is_plain(*only),
        [first, middle @ .., last] => {
            is_plain(*first) && middle.iter().all(|&byte| is_inner(byte)) && may_end(*last)
        }
    }
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_begin_and_end_in_letters_or_digits() {
        for (text, is_one) in [
            ("a", true),
            ("1", true),
            ("elastic__distilbert-base-uncased", true),
            ("a.b", true),
            ("", false),
            ("_all", false),
            (".a", false),
            ("a-", false),
            ("A", false),
            ("a b", false),
            ("ä", false),
        ] {
            assert_eq!(is_id(text), is_one, "{text}");
        }
    }
}
