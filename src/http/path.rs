//! Paths of requests, and templates that match them.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use smallvec::SmallVec;

/// The parts of a path between its slashes. Like the server, this ignores empty ones.
pub(crate) type Segments<'p> = SmallVec<[&'p str; 6]>;

pub(crate) fn segments(path: &str) -> Segments<'_> {
    let mut segments = Segments::new();
    let mut start = 0;
    for slash in memchr::memchr_iter(b'/', path.as_bytes()) {
        if slash > start {
            segments.push(&path[start..slash]);
        }
        start = slash + 1;
    }
    if start < path.len() {
        segments.push(&path[start..]);
    }
    segments
}

/// A path with names in the place of some segments, such as `/_ml/trained_models/{model_id}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PathTemplate(Vec<Part>);

/// Fixed parts come before names, so that sorted templates have the more special one first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Fixed(&'static str),
    Name(&'static str),
}

impl PathTemplate {
    pub(crate) fn parse(template: &'static str) -> Self {
        let part = |segment: &'static str| {
            let name = segment.strip_prefix('{');
            match name.and_then(|name| name.strip_suffix('}')) {
                Some(name) => Part::Name(name),
                None => Part::Fixed(segment),
            }
        };
        Self(segments(template).into_iter().map(part).collect())
    }

    /// Whether a path is of this form. Fixed parts are compared as they were sent.
    pub(crate) fn matches(&self, path: &[&str]) -> bool {
        let fits = |(part, segment): (&Part, &&str)| match part {
            Part::Fixed(text) => text == segment,
            Part::Name(_) => true,
        };
        self.0.len() == path.len() && self.0.iter().zip(path).all(fits)
    }

    /// The names, with what stands in their places in a path that matches, percent-decoded.
    pub(crate) fn names<'p>(
        &self,
        path: &[&'p str],
    ) -> impl Iterator<Item = (&'static str, Cow<'p, str>)> {
        let parts = self.0.iter().zip(path);
        parts.filter_map(|(part, segment)| match part {
            Part::Fixed(_) => None,
            Part::Name(name) => Some((*name, percent_decode(segment))),
        })
    }

    /// By the fixed parts in front: of two templates that match a path the special one is less.
    pub(crate) fn by_precedence(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}

/// Undoes percent-encoding; bytes that are not UTF-8 become replacement characters.
pub(crate) fn percent_decode(text: &str) -> Cow<'_, str> {
    match memchr::memchr(b'%', text.as_bytes()) {
        Some(_) => percent_decode_str(text).decode_utf8_lossy(),
        None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_segments_are_ignored() {
        for path in ["/a/b", "a/b", "//a///b/", "/a/b//"] {
            assert_eq!(segments(path).as_slice(), ["a", "b"], "{path}");
        }
        assert!(segments("").is_empty() && segments("//").is_empty());
    }

    #[test]
    fn names_stand_for_one_segment_each() {
        let template = PathTemplate::parse("/models/{model_id}/aliases/{alias}");
        let matches = |path| template.matches(&segments(path));
        assert!(matches("/models/m/aliases/a"));
        for other in [
            "/models/m/aliases",
            "/models/m/alias/a",
            "/models/m/aliases/a/b",
        ] {
            assert!(!matches(other), "{other}");
        }
        let path = segments("/models/a%2Fb/aliases/%zz");
        let names: Vec<_> = template.names(&path).collect();
        assert_eq!(names, [("model_id", "a/b".into()), ("alias", "%zz".into())]);
    }

    #[test]
    fn fixed_segments_take_precedence_over_names() {
        let special = PathTemplate::parse("/models/_stats");
        let general = PathTemplate::parse("/models/{model_id}");
        assert!(special.by_precedence(&general).is_lt());
    }
}
