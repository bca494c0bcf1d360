//! Query parameters: how the server decodes them, and what it says of those it does not know.

use std::borrow::Cow;
use std::fmt::Write;

use percent_encoding::percent_decode_str;

use crate::text::suggest;
use crate::xcontent::Exception;

/// Parameters that every endpoint takes (server-behaviour: Update: query parameters).
pub(crate) const COMMON: [&str; 5] = ["error_trace", "filter_path", "format", "human", "pretty"];

/// Those of them that are on or off, in the order in which the server looks at them.
pub(crate) const FLAGS: [&str; 3] = ["pretty", "human", "error_trace"];

/// The decoded parameters of a request, in the order in which they came.
#[derive(Debug, Default)]
pub(crate) struct Query<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Query<'a> {
    pub(crate) fn parse(text: Option<&'a str>) -> Result<Self, Exception> {
        let mut query = Vec::new();
        let Some(text) = text else {
            return Ok(Self(query));
        };
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            query.push((decode(name)?, decode(value)?));
        }
        Ok(Self(query))
    }

    /// The value of a parameter; the last one counts if it was given twice.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .rev()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.as_ref())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_ref())
    }

    /// The parameters as text of their own.
    pub(crate) fn into_owned(self) -> Vec<(String, String)> {
        let owned =
            |(name, value): (Cow<'_, str>, Cow<'_, str>)| (name.into_owned(), value.into_owned());
        self.0.into_iter().map(owned).collect()
    }

    /// A parameter that is on when it is named without a value
    /// (server-behaviour: HTTP: query parameter errors).
    pub(crate) fn flag(&self, name: &str, default: bool) -> Result<bool, Exception> {
        match self.get(name) {
            None => Ok(default),
            Some("" | "true") => Ok(true),
            Some("false") => Ok(false),
            Some(other) => Err(Exception::illegal_argument(format!(
                "Failed to parse value [{other}] as only [true] or [false] are allowed."
            ))),
        }
    }

    /// Refuses flags that every endpoint takes and that have another value than a flag's.
    pub(crate) fn refuse_broken_flags(&self) -> Result<(), Exception> {
        if self.is_empty() {
            return Ok(());
        }
        FLAGS
            .iter()
            .try_for_each(|name| self.flag(name, false).map(drop))
    }

    /// Refuses the parameters that are neither common nor among `consumed`
    /// (server-behaviour: HTTP: query parameter errors).
    ///
    /// `path` is the decoded path. Suggestions come from all parameters that the endpoint looked
    /// at.
    pub(crate) fn refuse_unknown<'p, C: Iterator<Item = &'static str>>(
        &self,
        path: impl FnOnce() -> Cow<'p, str>,
        consumed: impl Fn() -> C,
    ) -> Result<(), Exception> {
        if self.is_empty() {
            return Ok(());
        }
        let candidates = || consumed().chain(COMMON);
        let known = |name: &str| candidates().any(|known| known == name);
        let mut unknown: Vec<&str> = self.names().filter(|name| !known(name)).collect();
        if unknown.is_empty() {
            return Ok(());
        }
        unknown.sort_unstable();
        unknown.dedup();
        let plural = if unknown.len() > 1 { "s" } else { "" };
        let path = path();
        let mut reason = format!("request [{path}] contains unrecognized parameter{plural}: ");
        for (index, name) in unknown.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            let _ = write!(reason, "{separator}[{name}]{}", hint(name, candidates()));
        }
        Err(Exception::illegal_argument(reason))
    }
}

fn hint<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> String {
    match suggest::similar(name, candidates).as_slice() {
        [] => String::new(),
        [one] => format!(" -> did you mean [{one}]?"),
        several => format!(" -> did you mean any of [{}]?", several.join(", ")),
    }
}

/// Undoes percent-encoding as the server does it, and complains as it does
/// (server-behaviour: HTTP: query parameter errors).
fn decode(text: &str) -> Result<Cow<'_, str>, Exception> {
    if !text.bytes().any(|byte| byte == b'%' || byte == b'+') {
        return Ok(Cow::Borrowed(text));
    }
    for (index, _) in text.match_indices('%') {
        let digits = &text.as_bytes()[index + 1..];
        let problem = match digits.len() {
            0 => "unterminated escape sequence at end of string",
            1 => "partial escape sequence at end of string",
            _ if digits[..2].iter().all(u8::is_ascii_hexdigit) => continue,
            _ => "invalid escape sequence",
        };
        return Err(Exception::illegal_argument(format!("{problem}: {text}")));
    }
    let spaces = text.replace('+', " ");
    let decoded = percent_decode_str(&spaces).decode_utf8_lossy().into_owned();
    Ok(Cow::Owned(decoded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_and_lets_the_last_value_count() {
        let query = Query::parse(Some("a=1&b=x+y%2Fz&a=2&&c")).unwrap();
        assert_eq!(query.get("a"), Some("2"));
        assert_eq!(query.get("b"), Some("x y/z"));
        assert_eq!(query.get("c"), Some(""));
        assert_eq!(query.get("d"), None);
    }

    #[test]
    fn complains_of_broken_escapes() {
        for (query, complaint) in [
            ("a=%", "unterminated escape sequence at end of string: %"),
            ("a=x%2", "partial escape sequence at end of string: x%2"),
            ("a=%zz", "invalid escape sequence: %zz"),
        ] {
            assert_eq!(Query::parse(Some(query)).unwrap_err().reason, complaint);
        }
    }

    #[test]
    fn flags_are_on_without_a_value() {
        let query = Query::parse(Some("pretty&human=false&error_trace=yes")).unwrap();
        assert!(query.flag("pretty", false).unwrap());
        assert!(!query.flag("human", true).unwrap());
        assert!(query.flag("format", true).unwrap());
        assert_eq!(
            query.flag("error_trace", false).unwrap_err().reason,
            "Failed to parse value [yes] as only [true] or [false] are allowed."
        );
    }

    #[test]
    fn unknown_parameters_are_named_in_order_with_hints() {
        let refused = |text| {
            let query = Query::parse(Some(text)).unwrap();
            let consumed = ["model_id", "timeout", "master_timeout"];
            query
                .refuse_unknown(|| "/p".into(), || consumed.into_iter())
                .unwrap_err()
                .reason
        };
        assert_eq!(
            refused("master_timout=1s"),
            "request [/p] contains unrecognized parameter: [master_timout] -> did you mean [master_timeout]?"
        );
        assert_eq!(
            refused("zzz=1&prety&number_of_allocation=4"),
            "request [/p] contains unrecognized parameters: [number_of_allocation], [prety] -> did you mean [pretty]?, [zzz]"
        );
    }
}
