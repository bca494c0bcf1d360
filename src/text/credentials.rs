//! Taking credentials out of texts of unknown origin: URLs, queries, headers, JSON.
//!
//! Where a text can be read in two ways, the reading that hides more counts.

use std::borrow::Cow;
use std::ops::Range;

use percent_encoding::percent_decode_str;

/// What stands in the place of a credential.
const HIDDEN: &str = "***";

/// Names of credentials, in lower case and without what joins words: any part of a name.
const PARTS_OF_NAMES: [&str; 16] = [
    "accesskey",
    "apikey",
    "authentication",
    "authorization",
    "bearer",
    "cookie",
    "credential",
    "jwt",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "secret",
    "sessionid",
    "signature",
    "token",
];

/// Names of credentials that are parts of other words: the whole name.
const WHOLE_NAMES: [&str; 8] = ["auth", "key", "pass", "pw", "pwd", "session", "sid", "sig"];

/// Names of settings of models, in which a token is a part of a text.
const OTHER_NAMES: [&str; 3] = ["masktoken", "tokenization", "withspecialtokens"];

/// Schemes of the `Authorization` header, whose credentials are hidden wherever they stand.
const SCHEMES: [&str; 5] = ["apikey", "basic", "bearer", "negotiate", "sharedsecret"];

/// Shorter words behind a scheme are words.
const SHORTEST_CREDENTIAL: usize = 8;

/// How many characters of a name are looked at, counted from its end.
const LONGEST_NAME: usize = 128;

/// Takes credentials out of a text that is to be shown or kept.
///
/// These are the user information of URLs, also of malformed ones; the values of query parameters,
/// headers and JSON members whose names are those of credentials
/// (see [`is_credential`]); and what follows `Basic`, `Bearer` and the like. Three asterisks take
/// their place. A text without credentials is returned as it is.
///
/// ```
/// use es_ml_fake::security::redact;
///
/// assert_eq!(redact("http://elastic:s3cr|et@localhost:9200/"), "http://***@localhost:9200/");
/// assert_eq!(redact("/_search?api_key=c2VjcmV0&pretty"), "/_search?api_key=***&pretty");
/// assert_eq!(redact(r#"{"user":"u","password":"p"}"#), r#"{"user":"u","password":"***"}"#);
/// assert_eq!(redact("/_ml/trained_models?size=4"), "/_ml/trained_models?size=4");
/// ```
#[must_use]
pub fn redact(text: &str) -> Cow<'_, str> {
    let mut shown = Cow::Borrowed(text);
    for hidden in [user_information, named_values, behind_schemes] {
        let ranges = hidden(&shown);
        if !ranges.is_empty() {
            shown = Cow::Owned(without(&shown, &ranges));
        }
    }
    shown
}

/// Whether something of this name, be it a header, a query parameter or a member, is a credential.
///
/// ```
/// use es_ml_fake::security::is_credential;
///
/// assert!(is_credential("X-Api-Key") && is_credential("new_password") && is_credential("sid"));
/// assert!(!is_credential("number_of_allocations"));
/// ```
#[must_use]
pub fn is_credential(name: &str) -> bool {
    let is_part = |c: &char| c.is_alphanumeric();
    let name: String = name.chars().filter(is_part).collect();
    let name = name.to_lowercase();
    let is_whole = |names: &[&str]| names.contains(&name.as_str());
    let has_part = || PARTS_OF_NAMES.iter().any(|part| name.contains(part));
    is_whole(&WHOLE_NAMES) || (has_part() && !is_whole(&OTHER_NAMES))
}

fn without(text: &str, ranges: &[Range<usize>]) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = 0;
    for range in ranges {
        shown.push_str(&text[rest..range.start]);
        shown.push_str(HIDDEN);
        rest = range.end;
    }
    shown.push_str(&text[rest..]);
    shown
}

/// What stands in front of an `@` in each line. A password may hold whatever a URL must not, so it
/// reaches from the first two slashes to the last `@`.
fn user_information(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        ranges
            .extend(user_information_of(line).map(|range| start + range.start..start + range.end));
        start += line.len();
    }
    ranges
}

fn user_information_of(line: &str) -> Option<Range<usize>> {
    let end = line.rfind('@')?;
    if let Some(slashes) = line[..end].find("//") {
        return Some(slashes + 2..end);
    }
    let is_delimiter = |c: char| c.is_whitespace() || "\"'`<>()".contains(c);
    let before = line[..end].rfind(is_delimiter);
    let start = before.map_or(0, |before| {
        before + line[before..].chars().next().map_or(1, char::len_utf8)
    });
    line[start..end].contains(':').then_some(start..end)
}

/// The values of what is named as credentials are: `name=value`, `name: value`, `"name":"value"`.
fn named_values(text: &str) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (at, separator) in separators(text) {
        let is_hidden = ranges.last().is_some_and(|range| at < range.end);
        if !is_hidden && is_credential(&name_before(&text[..at])) {
            let value = value_after(text, at + separator.len());
            ranges.extend(Some(value).filter(|value| !value.is_empty()));
        }
    }
    ranges
}

/// Where a name may end, also in a query inside a query.
fn separators(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices([':', '=', '%'])
        .filter_map(|(at, separator)| match separator {
            "%" => Some((at, &text[at..at + 1 + length_of_encoded(&text[at + 1..])?])),
            _ => Some((at, separator)),
        })
}

/// How long an encoded separator is behind its percent sign, which may be encoded itself.
fn length_of_encoded(text: &str) -> Option<usize> {
    let encoded = text.trim_start_matches("25");
    let is_separator = encoded.get(..2).is_some_and(|digits| {
        ["3a", "3d"]
            .iter()
            .any(|separator| separator.eq_ignore_ascii_case(digits))
    });
    is_separator.then_some(text.len() - encoded.len() + 2)
}

fn name_before(text: &str) -> Cow<'_, str> {
    let quotes = |c: char| c.is_whitespace() || "\\\"'".contains(c);
    let is_of_name = |c: &char| c.is_alphanumeric() || "-_.%".contains(*c);
    let text = text.trim_end_matches(quotes);
    let name = text.chars().rev().take_while(is_of_name).take(LONGEST_NAME);
    let length: usize = name.map(char::len_utf8).sum();
    percent_decode_str(&text[text.len() - length..]).decode_utf8_lossy()
}

/// The value that begins at `from` or a little behind, without its quotes.
fn value_after(text: &str, from: usize) -> Range<usize> {
    let value = text[from..].trim_start_matches([' ', '\t']);
    // A value of JSON may begin on another line.
    let later = value.trim_start();
    let value = match later.starts_with(['"', '[', '{']) {
        true => later,
        false => value,
    };
    let unquoted = value.trim_start_matches('\\');
    if let Some(quote @ ('"' | '\'')) = unquoted.chars().next() {
        let start = text.len() - unquoted.len() + 1;
        let escapes = value.len() - unquoted.len();
        let end = closing_quote(&text[start..], quote, escapes);
        return start..end.map_or(text.len(), |end| start + end);
    }
    let start = text.len() - value.len();
    let is_parameter = text[..from].ends_with(['=', 'd', 'D']);
    let end = value.find(|c: char| match is_parameter {
        true => c == '&' || c == '"' || c.is_whitespace(),
        false => c == '\n',
    });
    start..end.map_or(text.len(), |end| start + end)
}

/// Where the quote is closed that was opened behind this many backslashes.
fn closing_quote(text: &str, quote: char, escapes: usize) -> Option<usize> {
    let closes = |at: &usize| {
        let before = text[..*at].trim_end_matches('\\');
        at - before.len() == escapes
    };
    let mut quotes = text.match_indices(quote).map(|(at, _)| at);
    let end = quotes.find(closes)?;
    Some(end - escapes)
}

/// Whether this is the name of a scheme of authentication.
pub(crate) fn is_scheme(name: &[u8]) -> bool {
    let mut schemes = SCHEMES.iter();
    schemes.any(|scheme| scheme.as_bytes().eq_ignore_ascii_case(name))
}

/// What stands behind the name of a scheme and a space.
fn behind_schemes(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut word = 0;
    for (space, _) in text.match_indices(' ') {
        let before = &text[word..space];
        let start = space + 1;
        word = start;
        let scheme = before.trim_start_matches(|c: char| !c.is_alphanumeric());
        let scheme = scheme.rsplit(['"', '\'', ':', '=']).next();
        if !scheme.is_some_and(|scheme| is_scheme(scheme.as_bytes())) {
            continue;
        }
        let is_of_credential = |c: char| c.is_ascii_alphanumeric() || "+/=_-.~:".contains(c);
        let rest = text[start..].trim_start_matches(is_of_credential);
        let end = text.len() - rest.len();
        if end - start >= SHORTEST_CREDENTIAL {
            ranges.push(start..end);
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "s3cr3t-v4lue";

    #[test]
    fn credentials_are_hidden_wherever_they_stand() {
        for (text, shown) in [
            (
                "http://elastic:S@localhost:9200/x",
                "http://***@localhost:9200/x",
            ),
            ("http://elastic:S|/?#@ S@host/", "http://***@host/"),
            ("https://S@host", "https://***@host"),
            ("elastic:S@localhost:9200", "***@localhost:9200"),
            ("bad URL \"elastic:S@host\"", "bad URL \"***@host\""),
            ("a\nhttp://u:S@h/\nb", "a\nhttp://***@h/\nb"),
            ("/x?api_key=S&pretty", "/x?api_key=***&pretty"),
            ("/x?api%5Fkey=S&pretty", "/x?api%5Fkey=***&pretty"),
            (
                "/p?path=_x%3FapiKey%3DS&method=GET",
                "/p?path=_x%3FapiKey%3D***&method=GET",
            ),
            (
                "/p?path=_x%253Ftoken%253DS%2526a=b",
                "/p?path=_x%253Ftoken%253D***",
            ),
            ("/x?token=a,S;'S", "/x?token=***"),
            ("Authorization: Basic S", "Authorization: ***"),
            ("X-Auth-Token:S", "X-Auth-Token:***"),
            ("Cookie: sid=S; b=S", "Cookie: ***"),
            (r#"{"password":"S","n":4}"#, r#"{"password":"***","n":4}"#),
            (r#"{"password" : "a\"S\\"}"#, r#"{"password" : "***"#),
            (
                r#"is "{\"password\":\"S\",\"n\":4}""#,
                r#"is "{\"password\":\"***\",\"n\":4}""#,
            ),
            ("{\"secrets\": [\"S\", \"S\"]}\nx", "{\"secrets\": ***\nx"),
            (r#"{"password":"S…"#, r#"{"password":"***"#),
            ("{\"password\" :\n\"S\"}", "{\"password\" :\n\"***\"}"),
            ("sent Basic S, twice", "sent Basic ***, twice"),
            ("'Bearer S'", "'Bearer ***'"),
        ] {
            let text = text.replace('S', SECRET);
            assert_eq!(redact(&text), shown, "{text}");
            assert_eq!(redact(shown), shown, "redacted once more");
        }
    }

    #[test]
    fn other_texts_stay_as_they_are() {
        for text in [
            "",
            "POST /_ml/trained_models/m/deployment/_update?timeout=1s",
            "/number_of_allocations: must be an integer, but is the string \"4\" (type)",
            "mail bob@example.org",
            "Unrecognized token 'foo': was expecting a number",
            "basic auth is on",
            r#"{"tokenization":{"bert":{"with_special_tokens":false}},"mask_token":"[MASK]"}"#,
            "http://localhost:9200/_cat",
        ] {
            assert!(
                matches!(redact(text), Cow::Borrowed(_)),
                "{text}: {}",
                redact(text)
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_redacted(text in "(?s).{0,60}", odd in "[a@:/=\"'\\\\% key\n]{0,40}") {
            for text in [text, odd] {
                let _ = redact(&text);
            }
        }

        #[test]
        fn a_password_may_be_anything_on_a_line(password in "[^\n]{0,20}") {
            let planted = format!("http://elastic:{SECRET}{password}{SECRET}@localhost:9200/");
            let shown = redact(&planted).into_owned();
            proptest::prop_assert!(!shown.contains(SECRET), "{}", shown);
        }
    }
}
