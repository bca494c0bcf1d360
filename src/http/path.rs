//! Paths of requests, and templates that match them.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

use percent_encoding::percent_decode_str;

/// A path with names in the place of some segments, such as `/_ml/trained_models/{model_id}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PathTemplate {
    text: Cow<'static, str>,
    parts: Vec<Part>,
    /// What stands behind the last slash, unless that is a name.
    end: Option<Box<str>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// What stands between two names, with its slashes.
    Fixed(Cow<'static, str>),
    Name(Cow<'static, str>),
}

/// A name in a path, with what stands there, percent-decoded.
type Name<'t, 'p> = (&'t str, Cow<'p, str>);

/// The names in a path. Most paths have one, which takes no memory of its own.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Names<'t, 'p> {
    first: Option<Name<'t, 'p>>,
    more: Vec<Name<'t, 'p>>,
}

impl PathTemplate {
    pub(crate) fn parse(text: impl Into<Cow<'static, str>>) -> Self {
        let text = text.into();
        let parts = match &text {
            Cow::Borrowed(text) => parts(text, Cow::Borrowed),
            Cow::Owned(text) => parts(text, |part| Cow::Owned(part.to_owned())),
        };
        let end = last_segment(&text);
        let end = (!end.contains('{')).then(|| end.into());
        Self { text, parts, end }
    }

    /// Whether it can match a path that ends in that segment. Templates of one API differ most in
    /// their ends, so this sorts nearly all of them out, and costs next to nothing.
    pub(crate) fn may_end_in(&self, segment: &str) -> bool {
        self.end.as_deref().is_none_or(|end| end == segment)
    }

    /// What the names stand for, if a path is of this form. Fixed parts are compared as they were
    /// sent.
    pub(crate) fn matches<'t, 'p>(&'t self, path: &'p str) -> Option<Names<'t, 'p>> {
        let mut names = Names::default();
        let mut rest = path;
        for part in &self.parts {
            match part {
                Part::Fixed(text) => rest = rest.strip_prefix(text.as_ref())?,
                Part::Name(name) => {
                    let (value, behind) = first_segment(rest)?;
                    names.push((name, value));
                    rest = behind;
                }
            }
        }
        rest.is_empty().then_some(names)
    }

    /// Of two templates that match a path, the one with the earlier fixed part is less.
    pub(crate) fn by_precedence(&self, other: &Self) -> Ordering {
        fn segments(text: &str) -> impl Iterator<Item = (bool, &str)> {
            text.split('/')
                .map(|segment| (segment.starts_with('{'), segment))
        }
        segments(&self.text).cmp(segments(&other.text))
    }
}

fn parts<'t>(text: &'t str, text_of: impl Fn(&'t str) -> Cow<'static, str>) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((fixed, behind)) = rest.split_once('{') {
        let (name, behind) = behind.split_once('}').unwrap_or((behind, ""));
        parts.extend([Part::Fixed(text_of(fixed)), Part::Name(text_of(name))]);
        rest = behind;
    }
    if !rest.is_empty() {
        parts.push(Part::Fixed(text_of(rest)));
    }
    parts
}

impl fmt::Display for PathTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<'t, 'p> Names<'t, 'p> {
    fn push(&mut self, name: Name<'t, 'p>) {
        match &self.first {
            None => self.first = Some(name),
            Some(_) => self.more.push(name),
        }
    }

    /// What stands in the place of a name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        match &self.first {
            Some((first, value)) if *first == name => Some(value),
            _ => {
                let mut more = self.more.iter();
                more.find(|(each, _)| *each == name)
                    .map(|(_, value)| value.as_ref())
            }
        }
    }

    /// The names, each with what stands in its place.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&'t str, &str)> {
        let names = self.first.iter().chain(&self.more);
        names.map(|(name, value)| (*name, value.as_ref()))
    }

    /// With texts of their own.
    pub(crate) fn into_owned<'o>(self) -> Names<'t, 'o> {
        let owned = |(name, value): Name<'t, 'p>| (name, Cow::Owned(value.into_owned()));
        Names {
            first: self.first.map(owned),
            more: self.more.into_iter().map(owned).collect(),
        }
    }
}

/// What stands behind the last slash.
pub(crate) fn last_segment(path: &str) -> &str {
    let slash = memchr::memrchr(b'/', path.as_bytes());
    slash.map_or(path, |slash| &path[slash + 1..])
}

/// What stands in front of the next slash, percent-decoded, unless that is nothing.
fn first_segment(path: &str) -> Option<(Cow<'_, str>, &str)> {
    let found = memchr::memchr2(b'/', b'%', path.as_bytes()).unwrap_or(path.len());
    let is_encoded = path.as_bytes().get(found) == Some(&b'%');
    let end = match is_encoded {
        true => path.find('/').unwrap_or(path.len()),
        false => found,
    };
    let (value, behind) = path.split_at(end);
    let value = match is_encoded {
        true => percent_decode(value),
        false => Cow::Borrowed(value),
    };
    (!value.is_empty()).then_some((value, behind))
}

/// The path without empty segments, which the server ignores, if it has any.
pub(crate) fn without_empty_segments(path: &str) -> Option<String> {
    if path.len() < 2 || !(path.contains("//") || path.ends_with('/')) {
        return None;
    }
    let segments: Vec<_> = path
        .split('/')
        .filter(|segment| !segment.is_empty())
        .collect();
    Some(format!("/{}", segments.join("/")))
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
    fn empty_segments_are_left_out_where_there_are_any() {
        for path in ["//a///b/", "/a/b//", "/a//b"] {
            assert_eq!(without_empty_segments(path).unwrap(), "/a/b", "{path}");
        }
        assert_eq!(without_empty_segments("//").unwrap(), "/");
        for path in ["/", "", "/a/b"] {
            assert_eq!(without_empty_segments(path), None, "{path}");
        }
    }

    #[test]
    fn names_stand_for_one_segment_each() {
        let template = PathTemplate::parse("/models/{model_id}/aliases/{alias}");
        let names = template.matches("/models/a%2Fb/aliases/%zz").unwrap();
        assert_eq!(names.get("model_id"), Some("a/b"));
        assert_eq!(names.get("alias"), Some("%zz"));
        assert_eq!(names.get("other"), None);
        assert_eq!(names.into_owned().get("alias"), Some("%zz"));
        for other in [
            "/models/m/aliases",
            "/models/m/aliases/",
            "/models//aliases/a",
            "/models/m/alias/a",
            "/models/m/aliases/a/b",
        ] {
            assert_eq!(template.matches(other), None, "{other}");
        }
        assert!(PathTemplate::parse("/").matches("/").is_some());
        assert!(PathTemplate::parse("/").matches("/a").is_none());
    }

    #[test]
    fn a_template_that_ends_in_a_name_may_end_in_anything() {
        let (update, model) = ("/models/{model_id}/_update", "/models/{model_id}");
        assert!(PathTemplate::parse(update).may_end_in("_update"));
        assert!(!PathTemplate::parse(update).may_end_in("_start"));
        assert!(PathTemplate::parse(model).may_end_in("_start"));
        assert!(PathTemplate::parse("/").may_end_in(last_segment("/")));
    }

    #[test]
    fn fixed_segments_take_precedence_over_names() {
        let special = PathTemplate::parse("/models/_stats");
        let general = PathTemplate::parse("/models/{model_id}");
        assert!(special.by_precedence(&general).is_lt());
    }
}
