//! Bytes that are sent as a text in base64, as Jackson decodes them while it parses
//! (server-behaviour: Put model: definition part).

/// How many bytes a text stands for, or what is wrong with it. The bytes themselves are not kept.
pub(crate) fn decoded_length(text: &str) -> Result<u64, String> {
    let mut length = 0;
    let mut rest = text.bytes();
    // Between units there may be white space, and units with padding need not be the last.
    while let Some(first) = rest.find(|byte| !is_blank(*byte)) {
        length += unit(first, &mut rest)?;
    }
    Ok(length)
}

/// The bytes of a unit of four characters.
fn unit(first: u8, rest: &mut impl Iterator<Item = u8>) -> Result<u64, String> {
    digit(first, 0)?;
    digit(rest.next().ok_or_else(missing_padding)?, 1)?;
    let third = rest.next().ok_or_else(missing_padding)?;
    if third == b'=' {
        return match rest.next() {
            Some(b'=') => Ok(1),
            Some(other) => Err(format!(
                "{}: expected padding character '='",
                illegal(other, 3)
            )),
            None => Err(missing_padding()),
        };
    }
    digit(third, 2)?;
    match rest.next() {
        None => Err(missing_padding()),
        Some(b'=') => Ok(2),
        Some(fourth) => digit(fourth, 3).map(|()| 3),
    }
}

fn digit(byte: u8, place: usize) -> Result<(), String> {
    match byte.is_ascii_alphanumeric() || b"+/".contains(&byte) {
        true => Ok(()),
        false => Err(illegal(byte, place)),
    }
}

fn is_blank(byte: u8) -> bool {
    byte <= b' '
}

/// The texts are recalled.
fn illegal(byte: u8, place: usize) -> String {
    let number = place + 1;
    match byte {
        byte if is_blank(byte) => format!(
            "Illegal white space character (code 0x{byte:x}) as character #{number} of 4-char \
             base64 unit: can only used between units"
        ),
        b'=' => format!(
            "Unexpected padding character ('=') as character #{number} of 4-char base64 unit: \
             padding only legal as 3rd or 4th character"
        ),
        byte if byte.is_ascii_graphic() => format!(
            "Illegal character '{}' (code 0x{byte:x}) in base64 content",
            char::from(byte)
        ),
        byte => format!("Illegal character (code 0x{byte:x}) in base64 content"),
    }
}

fn missing_padding() -> String {
    "Unexpected end of base64-encoded String: base64 variant 'MIME-NO-LINEFEEDS' expects padding \
     (one or more '=' characters) at the end. This Base64Variant might have been incorrectly \
     configured"
        .to_owned()
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64;

    use super::*;

    #[test]
    fn the_length_is_that_of_what_is_decoded() {
        for length in 0..20 {
            let text = BASE64.encode(&vec![7; length]);
            assert_eq!(decoded_length(&text), Ok(length as u64), "{text}");
        }
        assert_eq!(decoded_length(" YQ==\nYWI=\t"), Ok(3));
    }

    #[test]
    fn what_is_no_base64_is_refused_with_the_place_in_its_unit() {
        for (text, complaint) in [
            (
                "!AAA",
                "Illegal character '!' (code 0x21) in base64 content",
            ),
            (
                "AA\u{7f}A",
                "Illegal character (code 0x7f) in base64 content",
            ),
            (
                "A AA",
                "Illegal white space character (code 0x20) as character #2",
            ),
            ("A===", "Unexpected padding character ('=') as character #2"),
            (
                "AA=A",
                "Illegal character 'A' (code 0x41) in base64 content: expected padding",
            ),
            ("AA", "Unexpected end of base64-encoded String"),
            (
                "AAA",
                "expects padding (one or more '=' characters) at the end",
            ),
            ("AA=", "Unexpected end of base64-encoded String"),
            ("A", "Unexpected end of base64-encoded String"),
        ] {
            let problem = decoded_length(text).unwrap_err();
            assert!(problem.contains(complaint), "{text}: {problem}");
        }
    }
}
