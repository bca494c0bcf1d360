//! The error of parsing a name that is not in a list of names.

use std::fmt;

use super::OneLine;
use super::suggest;

/// There is no edition, schema, failure, … of that name.
///
/// ```
/// use es_ml_fake::Edition;
///
/// let error = "8.2".parse::<Edition>().unwrap_err();
/// assert_eq!(error.name(), "8.2");
/// assert!(error.to_string().starts_with("there is no edition `8.2`"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct UnknownName {
    kind: &'static str,
    name: String,
    known: Vec<String>,
}

impl UnknownName {
    /// `kind` is the singular of what has names, such as `edition`.
    pub(crate) fn new(
        kind: &'static str,
        name: &str,
        known: impl IntoIterator<Item = impl ToString>,
    ) -> Self {
        let known = known.into_iter().map(|name| name.to_string()).collect();
        Self {
            kind,
            name: name.to_owned(),
            known,
        }
    }

    /// The name as it was given.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The names that would have been right.
    pub fn known(&self) -> impl Iterator<Item = &str> {
        self.known.iter().map(String::as_str)
    }
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, name, known } = self;
        write!(f, "there is no {kind} `{}`", OneLine(name))?;
        // One number that looks like another is no typing error.
        let is_word = name.contains(|c: char| c.is_alphabetic());
        let similar = suggest::similar(name, self.known());
        match similar.first().filter(|_| is_word) {
            Some(similar) => write!(f, "; did you mean `{similar}`?"),
            None => write!(f, "; the {kind}s are {}", known.join(", ")),
        }
    }
}

/// As a person reads it, since `unwrap` shows errors in this form.
impl fmt::Debug for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for UnknownName {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_similar_name_is_suggested_and_all_are_listed_if_there_is_none() {
        let error = |name| UnknownName::new("fruit", name, ["apple", "pear"]).to_string();
        assert_eq!(
            error("aple"),
            "there is no fruit `aple`; did you mean `apple`?"
        );
        assert_eq!(
            error("nut\n"),
            "there is no fruit `nut\\n`; the fruits are apple, pear"
        );
        let number = UnknownName::new("version", "7.1", ["8.1"]).to_string();
        assert_eq!(number, "there is no version `7.1`; the versions are 8.1");
    }
}
