//! Documents of the plainest kind: small objects of integers and truth values, which is what nearly
//! every update sends.
//!
//! They are read where they lie, as a short list of tokens. Everything else, and everything that is
//! wrong, is left to `serde_json`.

use smallvec::SmallVec;

/// How many tokens a plain document has at most. The longest that keeps the contract has ten.
const LONGEST: usize = 10;

/// A document without strings, arrays, nulls, fractions and huge numbers, whose names are of small
/// letters and underscores, none of them twice in one object.
#[derive(Debug, Default)]
pub(crate) struct FlatDocument<'a>(Tokens<'a>);

type Tokens<'a> = SmallVec<[Token<'a>; LONGEST]>;

#[derive(Debug, Clone, Copy, PartialEq)]
enum Token<'a> {
    /// Followed by that number of tokens of its members: for each a name, and then its value.
    Object {
        tokens: usize,
    },
    Name(&'a [u8]),
    Boolean(bool),
    Integer(i64),
}

impl<'a> FlatDocument<'a> {
    /// Reads a document if it is a plain one, in the place of what was read before.
    pub(crate) fn read(&mut self, json: &'a [u8]) -> Option<Node<'_>> {
        self.0.clear();
        let mut reader = Reader {
            rest: json,
            tokens: &mut self.0,
        };
        reader.skip_space();
        reader.value()?;
        reader.skip_space();
        reader.rest.is_empty().then_some(Node(&self.0))
    }
}

/// A value of a plain document: the first of these tokens, with those that belong to it. Others may
/// follow.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node<'a>(&'a [Token<'a>]);

impl<'a> Node<'a> {
    pub(crate) fn members(self) -> Option<Members<'a>> {
        match self.0 {
            [Token::Object { tokens }, rest @ ..] => Some(Members(&rest[..*tokens])),
            _ => None,
        }
    }

    #[inline]
    pub(crate) fn get(self, name: &str) -> Option<Self> {
        self.members()?.named(name.as_bytes())
    }

    pub(crate) fn boolean(self) -> Option<bool> {
        match self.0 {
            [Token::Boolean(value), ..] => Some(*value),
            _ => None,
        }
    }

    pub(crate) fn integer(self) -> Option<i64> {
        match self.0 {
            [Token::Integer(value), ..] => Some(*value),
            _ => None,
        }
    }
}

/// The members of an object, each with its name.
#[derive(Debug, Clone)]
pub(crate) struct Members<'a>(&'a [Token<'a>]);

impl<'a> Members<'a> {
    fn named(mut self, name: &[u8]) -> Option<Node<'a>> {
        self.find(|(other, _)| *other == name)
            .map(|(_, value)| value)
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = (&'a [u8], Node<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let [Token::Name(name), value @ ..] = self.0 else {
            return None;
        };
        let length = match value {
            [Token::Object { tokens }, ..] => 1 + tokens,
            _ => 1,
        };
        self.0 = &value[length..];
        Some((name, Node(value)))
    }
}

/// Reads a plain document. Nothing at all is what comes of any other.
struct Reader<'a, 't> {
    rest: &'a [u8],
    tokens: &'t mut Tokens<'a>,
}

impl<'a> Reader<'a, '_> {
    fn value(&mut self) -> Option<()> {
        match self.rest.first()? {
            b'{' => self.object(),
            b't' => self.literal(b"true", true),
            b'f' => self.literal(b"false", false),
            _ => self.integer(),
        }
    }

    fn object(&mut self) -> Option<()> {
        let place = self.tokens.len();
        self.push(Token::Object { tokens: 0 })?;
        let first = place + 1;
        self.take(b'{')?;
        self.skip_space();
        if self.take(b'}').is_some() {
            return Some(());
        }
        loop {
            let name = self.name()?;
            if Members(&self.tokens[first..]).named(name).is_some() {
                return None;
            }
            self.push(Token::Name(name))?;
            self.skip_space();
            self.take(b':')?;
            self.skip_space();
            self.value()?;
            self.skip_space();
            if self.take(b'}').is_some() {
                break;
            }
            self.take(b',')?;
            self.skip_space();
        }
        let length = self.tokens.len() - first;
        self.tokens[place] = Token::Object { tokens: length };
        Some(())
    }

    fn name(&mut self) -> Option<&'a [u8]> {
        self.take(b'"')?;
        let length = memchr::memchr(b'"', self.rest)?;
        let (name, rest) = self.rest.split_at(length);
        self.rest = &rest[1..];
        is_plain(name).then_some(name)
    }

    fn literal(&mut self, text: &[u8], value: bool) -> Option<()> {
        self.rest = self.rest.strip_prefix(text)?;
        self.push(Token::Boolean(value))
    }

    fn integer(&mut self) -> Option<()> {
        let is_negative = self.take(b'-').is_some();
        let is_digit = |byte: &u8| byte.is_ascii_digit();
        let length = self.rest.iter().take_while(|byte| is_digit(byte)).count();
        let (digits, rest) = self.rest.split_at(length);
        let is_fraction = matches!(rest.first(), Some(b'.' | b'e' | b'E'));
        // This number of digits does not overflow.
        if is_fraction || !matches!(digits, [b'0'] | [b'1'..=b'9', ..]) || length > 18 {
            return None;
        }
        self.rest = rest;
        let number = |number, digit: &u8| number * 10 + i64::from(digit - b'0');
        let number = digits.iter().fold(0, number);
        self.push(Token::Integer(if is_negative { -number } else { number }))
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        self.rest = self.rest.strip_prefix(&[byte])?;
        Some(())
    }

    fn skip_space(&mut self) {
        while let [b' ' | b'\t' | b'\n' | b'\r', rest @ ..] = self.rest {
            self.rest = rest;
        }
    }

    fn push(&mut self, token: Token<'a>) -> Option<()> {
        if self.tokens.len() == LONGEST {
            return None;
        }
        self.tokens.push(token);
        Some(())
    }
}

/// A loop without a way out of it looks at many bytes at a time.
#[allow(clippy::needless_bitwise_bool)]
fn is_plain(name: &[u8]) -> bool {
    name.iter().fold(true, |all, byte| {
        all & (byte.is_ascii_lowercase() | (*byte == b'_'))
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn value(node: Node<'_>) -> Value {
        if let Some(members) = node.members() {
            let name = |name: &[u8]| std::str::from_utf8(name).unwrap().to_owned();
            return members.map(|(n, node)| (name(n), value(node))).collect();
        }
        let boolean = node.boolean().map(Value::from);
        boolean.or(node.integer().map(Value::from)).unwrap()
    }

    #[test]
    fn plain_documents_are_read_as_they_are() {
        for json in [
            "{}",
            " { } ",
            "7",
            "-0",
            "false",
            "999999999999999999",
            "-999999999999999999",
            r#"{"number_of_allocations": 4}"#,
            "{\r\n\t\"number_of_allocations\" : 4\n}\n",
            r#"{"adaptive_allocations":{"enabled":true,"min_number_of_allocations":3,"max_number_of_allocations":10}}"#,
            r#"{"a":{"b":{"c":-15}},"":0}"#,
        ] {
            let mut document = FlatDocument::default();
            let root = document.read(json.as_bytes()).expect(json);
            let expected: Value = serde_json::from_str(&json.replace("-0", "0")).unwrap();
            assert_eq!(value(root), expected, "{json}");
        }
    }

    #[test]
    fn everything_else_is_left_alone() {
        for json in [
            "",
            " ",
            "{",
            "}",
            "{} {}",
            "{,}",
            "null",
            "nul",
            "truee",
            "[]",
            r#""text""#,
            "1.0",
            "1e3",
            "01",
            "-",
            "+1",
            "1000000000000000000",
            r#"{"a"}"#,
            r#"{"a":}"#,
            r#"{"a":1,}"#,
            r#"{"a":1 "b":2}"#,
            "{a:1}",
            r#"{"a":"text"}"#,
            r#"{"a":null}"#,
            r#"{"\u0061":1}"#,
            "{\"a\u{7f}\":1}",
            "{\"a\n\":1}",
            r#"{"ä":1}"#,
            r#"{"A":1}"#,
            r#"{"a":1/**/}"#,
            r#"{"a":1,"a":1}"#,
            r#"{"a":{"b":1},"b":{"c":1,"c":2}}"#,
            r#"{"a":1,"b":2,"c":3,"d":4,"e":5}"#,
            "{\"a\u{0}\":1}",
        ] {
            let mut document = FlatDocument::default();
            assert!(document.read(json.as_bytes()).is_none(), "{json}");
        }
    }

    /// Documents of the names that the contract knows, most of them plain, many of them conforming.
    pub(crate) fn document() -> impl Strategy<Value = Value> {
        let number = prop_oneof![
            6 => (-2i64..6).prop_map(Value::from),
            2 => (-2i64..6).prop_map(|number| Value::from(i64::from(i32::MAX) + number)),
            1 => any::<i64>().prop_map(Value::from),
            1 => (-4i32..12).prop_map(|half| Value::from(f64::from(half) / 2.0)),
        ];
        let leaf = prop_oneof![4 => number, 1 => any::<bool>().prop_map(Value::from)];
        let name = prop_oneof![
            4 => Just("number_of_allocations"),
            4 => Just("adaptive_allocations"),
            4 => Just("enabled"),
            4 => Just("min_number_of_allocations"),
            4 => Just("max_number_of_allocations"),
            1 => Just("timeout"),
        ];
        leaf.prop_recursive(3, 10, 3, move |value| {
            let members = proptest::collection::btree_map(name.clone(), value, 0..4);
            members.prop_map(|members| {
                members
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect()
            })
        })
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_serde_json_reads(document in document()) {
            let json = document.to_string();
            if let Some(root) = FlatDocument::default().read(json.as_bytes()) {
                prop_assert_eq!(value(root), document);
            }
        }

        #[test]
        fn bytes_of_any_kind_are_read_rightly_or_not_at_all(bytes in "[{}\":, 0-9a-c.truefals\\-]{0,24}") {
            if let Some(root) = FlatDocument::default().read(bytes.as_bytes()) {
                let document: Value = serde_json::from_str(&bytes.replace("-0", "0")).unwrap();
                prop_assert_eq!(value(root), document);
            }
        }
    }
}
