//! The judgement of what stands around a body: query parameters and content type.

use std::collections::HashSet;

use super::{Verdict, Violation};
use crate::http::{COMMON_PARAMETERS, ContentType, ErrorResponse, FLAGS, Query, TimeValue};
use crate::model::{Dialect, Versions};
use crate::text::byte_size;
use crate::xcontent::{Exception, Format};

/// A query parameter that the documentation of an endpoint promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) kind: ParameterKind,
    /// The versions of the server that take it.
    pub(crate) versions: Versions,
}

/// What the value of a parameter has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ParameterKind {
    /// `true` or `false`, or nothing at all, which is `true`.
    Boolean,
    /// Of 32 bits, and at least this.
    Integer {
        minimum: i32,
    },
    /// A time with a unit, such as `30s`.
    Time,
    /// A number of bytes with a unit, such as `10kb`.
    Size,
    /// One of these words, or several of them with commas in between.
    Words(&'static [&'static str]),
    /// One of these words.
    Word(&'static [&'static str]),
    Text,
}

impl Parameter {
    /// One that every version of its endpoint takes.
    pub(crate) const fn new(name: &'static str, kind: ParameterKind) -> Self {
        Self {
            name,
            kind,
            versions: Versions::ALL,
        }
    }

    /// One of all endpoints.
    fn common(name: &str) -> Option<ParameterKind> {
        let is_known = COMMON_PARAMETERS.contains(&name);
        is_known.then(|| match FLAGS.contains(&name) {
            true => ParameterKind::Boolean,
            false => ParameterKind::Text,
        })
    }
}

impl ParameterKind {
    fn accepts(self, value: &str) -> bool {
        match self {
            Self::Boolean => matches!(value, "" | "true" | "false"),
            Self::Integer { minimum } => value.parse().is_ok_and(|number: i32| number >= minimum),
            Self::Time => TimeValue::parse("", value).is_ok(),
            Self::Size => byte_size::parse(value).is_some(),
            Self::Words(words) => value.split(',').all(|word| words.contains(&word)),
            Self::Word(words) => words.contains(&value),
            Self::Text => true,
        }
    }

    /// What has to be, in words.
    fn rule(self) -> String {
        match self {
            Self::Boolean => "must be true or false".to_owned(),
            Self::Integer { minimum } => format!("must be an integer of at least {minimum}"),
            Self::Time => "must be a time with a unit, such as 30s".to_owned(),
            Self::Size => "must be a size with a unit, such as 10kb".to_owned(),
            Self::Words(words) => format!("must be of the words {}", words.join(", ")),
            Self::Word(words) => format!("must be one of {}", words.join(", ")),
            Self::Text => "may be any text".to_owned(),
        }
    }
}

/// How many query parameters are reported.
const LISTED: usize = 20;

/// How many characters of a parameter's name are shown.
const SHOWN_CHARACTERS: usize = 120;

impl Verdict {
    /// Adds what is wrong with the query. `documented` are the endpoint's own parameters; those
    /// that all endpoints take come with them.
    pub(crate) fn judge_query(
        &mut self,
        query: Result<&Query<'_>, &Exception>,
        documented: &[Parameter],
        dialect: &Dialect,
    ) {
        match query {
            Ok(query) if query.is_empty() => {}
            Ok(query) => self.extend(
                distinct(query.names())
                    .filter_map(|name| judge_parameter(query, name, documented, dialect))
                    .take(LISTED),
            ),
            Err(refused) => self.push(Violation::of_request("?", "query", refused.summary())),
        }
    }

    /// Adds what is wrong with the content type of a body. Without a body there is none to be
    /// wrong.
    pub(crate) fn judge_content_type(
        &mut self,
        content_type: Result<ContentType, &ErrorResponse>,
        has_body: bool,
    ) {
        let (place, complaint) = match content_type {
            Ok(ContentType::Of(Format::Json)) => return,
            Ok(_) if !has_body => return,
            Ok(ContentType::Missing) => ("Content-Type", "is missing"),
            Ok(ContentType::Unknown | ContentType::Of(_) | ContentType::ReadAs(_)) => {
                ("Content-Type", "is not one of JSON")
            }
            // The server names the header itself.
            Err(refusal) => ("", refusal.summary()),
        };
        self.push(Violation::of_request(place, "content-type", complaint));
    }
}

fn distinct<'n>(names: impl Iterator<Item = &'n str>) -> impl Iterator<Item = &'n str> {
    let mut seen = HashSet::new();
    names.filter(move |&name| seen.insert(name))
}

fn judge_parameter(
    query: &Query<'_>,
    name: &str,
    documented: &[Parameter],
    dialect: &Dialect,
) -> Option<Violation> {
    let own = documented.iter().find(|parameter| parameter.name == name);
    if let Some(own) = own.filter(|own| !dialect.has(own.versions)) {
        let place = format!("?{name}");
        return Some(Violation::of_edition(&place, own.versions, dialect));
    }
    let kind = own.map(|own| own.kind).or_else(|| Parameter::common(name));
    let message = match kind {
        None => "is not a documented query parameter".to_owned(),
        Some(kind) if kind.accepts(query.get(name).unwrap_or_default()) => return None,
        Some(kind) => kind.rule(),
    };
    let shown: String = name.chars().take(SHOWN_CHARACTERS).collect();
    Some(Violation::of_request(format!("?{shown}"), "query", message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_of_their_kind_or_told_what_has_to_be() {
        const WORDS: &[&str] = &["started", "starting"];
        for (kind, right, wrong, rule) in [
            (
                ParameterKind::Boolean,
                &["", "true", "false"][..],
                &["yes", "TRUE"][..],
                "must be true or false",
            ),
            (
                ParameterKind::Integer { minimum: 1 },
                &["1", "2147483647"],
                &["", "0", "-1", "1.0", "2147483648"],
                "must be an integer of at least 1",
            ),
            (
                ParameterKind::Time,
                &["30s", "0", "-1"],
                &["", "30", "1.5s"],
                "must be a time with a unit, such as 30s",
            ),
            (
                ParameterKind::Size,
                &["10kb", "0"],
                &["", "10"],
                "must be a size with a unit, such as 10kb",
            ),
            (
                ParameterKind::Word(WORDS),
                &["started"],
                &["", "STARTED", "started,starting"],
                "must be one of started, starting",
            ),
            (
                ParameterKind::Words(WORDS),
                &["started", "started,starting"],
                &["", "started,"],
                "must be of the words started, starting",
            ),
            (ParameterKind::Text, &["", "x"], &[], "may be any text"),
        ] {
            assert!(right.iter().all(|value| kind.accepts(value)), "{kind:?}");
            assert!(!wrong.iter().any(|value| kind.accepts(value)), "{kind:?}");
            assert_eq!(kind.rule(), rule);
        }
    }
}
