//! White space in JSON: put in, and taken out, without a change to anything else.
//!
//! `serde_json` could write a `Value` again, but a `Value` forgets the order of its members and how
//! its numbers were written.

/// Where two ways to indent JSON differ.
#[derive(Debug)]
pub(crate) struct Style {
    colon: &'static [u8],
    inside_empty: &'static [u8],
}

/// As the server indents (server-behaviour: HTTP: formats, filtering and size).
pub(crate) const SERVER: Style = Style {
    colon: b" : ",
    inside_empty: b" ",
};

/// As other programs do.
pub(crate) const USUAL: Style = Style {
    colon: b": ",
    inside_empty: b"",
};

/// Indents JSON that has no white space outside its strings, by two spaces, with a newline at the
/// end.
pub(crate) fn indent(compact: &[u8], style: &Style) -> Vec<u8> {
    let mut pretty = Vec::with_capacity(compact.len() * 2);
    let mut depth = 0;
    let mut string = InString::default();
    let mut bytes = compact.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        if string.contains(byte) {
            pretty.push(byte);
            continue;
        }
        match byte {
            b'{' | b'[' => {
                pretty.push(byte);
                if let Some(close) = bytes.next_if(|&next| next == b'}' || next == b']') {
                    pretty.extend(style.inside_empty);
                    pretty.push(close);
                } else {
                    depth += 1;
                    new_line(&mut pretty, depth);
                }
            }
            b'}' | b']' => {
                depth -= 1;
                new_line(&mut pretty, depth);
                pretty.push(byte);
            }
            b',' => {
                pretty.push(byte);
                new_line(&mut pretty, depth);
            }
            b':' => pretty.extend(style.colon),
            _ => pretty.push(byte),
        }
    }
    pretty.push(b'\n');
    pretty
}

/// How many objects and arrays are open at most.
pub(crate) fn depth(json: &[u8]) -> usize {
    let mut string = InString::default();
    let (mut depth, mut deepest) = (0_usize, 0);
    for &byte in json.iter().filter(|&&byte| !string.contains(byte)) {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// Removes all white space outside strings.
pub(crate) fn compact(json: &[u8]) -> Vec<u8> {
    let mut string = InString::default();
    json.iter()
        .copied()
        .filter(|&byte| string.contains(byte) || !byte.is_ascii_whitespace())
        .collect()
}

/// Tells, byte by byte, what is inside strings.
#[derive(Default)]
struct InString {
    inside: bool,
    escaped: bool,
}

impl InString {
    /// Whether the next byte belongs to a string; its quotes do.
    fn contains(&mut self, byte: u8) -> bool {
        if !self.inside {
            self.inside = byte == b'"';
            return self.inside;
        }
        self.inside = self.escaped || byte != b'"';
        self.escaped = !self.escaped && byte == b'\\';
        true
    }
}

fn new_line(pretty: &mut Vec<u8>, depth: usize) {
    pretty.push(b'\n');
    pretty.resize(pretty.len() + depth * 2, b' ');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_as_the_server_writes_it() {
        let compact = br#"{"a":{"b":[1,"x,:{}\"\\"],"c":{},"d":[]},"e":null}"#;
        let pretty = String::from_utf8(indent(compact, &SERVER)).unwrap();
        insta::assert_snapshot!(pretty, @r#"
        {
          "a" : {
            "b" : [
              1,
              "x,:{}\"\\"
            ],
            "c" : { },
            "d" : [ ]
          },
          "e" : null
        }
        "#);
    }

    #[test]
    fn depth_is_that_of_the_deepest_value() {
        for (json, expected) in [
            ("1", 0),
            ("[]", 1),
            (r#"{"[[[":[{},{"\"[":1}],"a":{}}"#, 3),
            ("[[],[[]]]", 3),
        ] {
            assert_eq!(depth(json.as_bytes()), expected, "{json}");
        }
    }

    #[test]
    fn compacting_undoes_indenting() {
        let json = br#"{"a b":[1.50,"x : \" ,y",{}],"c":1e1}"#;
        assert_eq!(compact(&indent(json, &USUAL)), json);
    }
}
