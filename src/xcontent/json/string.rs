//! Strings as they are written.

/// Appends a JSON string.
#[allow(clippy::needless_bitwise_bool)]
pub(crate) fn write_string(out: &mut Vec<u8>, text: &str) {
    // Hardly any string needs escapes, and a loop without a way out of it looks at many bytes at a
    // time.
    let needs_escapes = text.bytes().fold(false, |any, byte| {
        any | (byte < b' ') | (byte == b'"') | (byte == b'\\')
    });
    if !needs_escapes {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
        return;
    }
    serde_json::to_writer(out, text).expect("writing to memory does not fail");
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn strings_are_written_as_json(text: String) {
            let mut written = Vec::new();
            write_string(&mut written, &text);
            proptest::prop_assert_eq!(written, serde_json::to_vec(&text).unwrap());
        }
    }
}
