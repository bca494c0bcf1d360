//! Places inside strings.

/// Where a byte of a string stands in the JSON literal, quotes included, that it is written as.
///
/// A body that is kept as a string of another document has its places there.
pub(crate) fn offset_in_literal(literal: &str, offset: usize) -> usize {
    let mut decoded = 0;
    let mut rest = literal.char_indices().skip(1);
    while let Some((at, c)) = rest.next() {
        if decoded >= offset {
            return at;
        }
        decoded += match c {
            '\\' => match rest.next() {
                Some((_, 'u')) => {
                    let digits = literal.get(at + 2..at + 6).unwrap_or_default();
                    rest.by_ref().take(4).for_each(drop);
                    bytes_of_unit(u16::from_str_radix(digits, 16).unwrap_or_default())
                }
                _ => 1,
            },
            c => c.len_utf8(),
        };
    }
    literal.len()
}

/// How many bytes of UTF-8 a unit of UTF-16 makes; halves of pairs make half of theirs.
fn bytes_of_unit(unit: u16) -> usize {
    match unit {
        0..0x80 => 1,
        0x80..0x800 | 0xd800..0xe000 => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_take_more_room_than_what_they_stand_for() {
        let literal = r#""a\"é\u00e9\ud83d\ude00\nx""#;
        let text: String = serde_json::from_str(literal).unwrap();
        assert_eq!(text, "a\"éé😀\nx");
        for (c, escape) in [
            ('a', "a"),
            ('"', "\\\""),
            ('é', "é"),
            ('😀', "\\ud83d"),
            ('\n', "\\n"),
            ('x', "x\""),
        ] {
            let offset = offset_in_literal(literal, text.find(c).unwrap());
            assert!(literal[offset..].starts_with(escape), "{c:?}");
        }
        assert_eq!(&literal[offset_in_literal(literal, text.len())..], "\"");
    }

    proptest::proptest! {
        #[test]
        fn is_always_inside(literal in "\"[\\\\u0d8é\"]{0,20}", offset in 0_usize..40) {
            let at = offset_in_literal(&literal, offset);
            proptest::prop_assert!(literal.is_char_boundary(at));
        }
    }
}
