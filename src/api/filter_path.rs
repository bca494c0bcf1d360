//! `filter_path`: which parts of an answer are sent (reference, section 4.7).

use std::borrow::Cow;

use smallvec::SmallVec;

use crate::formats::Tree;

/// A list of paths to include, and of paths to exclude.
///
/// A path is made of names between dots. A star stands for any part of a name, two stars for any number of names, and `\.` for a dot in a
/// name. What is excluded begins with a minus sign. An object or an array of which nothing is left is left out itself (recalled).
#[derive(Debug)]
pub(crate) struct FilterPath {
    includes: Vec<Path>,
    excludes: Vec<Path>,
}

type Path = Vec<Segment>;

#[derive(Debug, PartialEq, Eq)]
enum Segment {
    /// A name, which may have stars.
    Name(String),
    /// Any number of names.
    AnyDepth,
}

/// How far each path has come: the path, and the segment that is next.
type Progress = SmallVec<[(usize, usize); 4]>;

impl FilterPath {
    /// Nothing if the parameter names no path.
    pub(crate) fn parse(parameter: &str) -> Option<Self> {
        let paths = parameter.split(',').map(str::trim);
        let (excludes, includes): (Vec<_>, Vec<_>) = paths
            .filter(|path| !path.is_empty())
            .partition(|path| path.starts_with('-'));
        let filter = Self {
            includes: includes.into_iter().map(segments).collect(),
            excludes: excludes.iter().map(|path| segments(&path[1..])).collect(),
        };
        (!filter.includes.is_empty() || !filter.excludes.is_empty()).then_some(filter)
    }

    /// What is left: first what is included, then without what is excluded.
    pub(crate) fn apply<'a>(&self, tree: Tree<'a>) -> Tree<'a> {
        let nothing = || Tree::Object(Vec::new());
        let included = match self.includes.as_slice() {
            [] => Some(tree),
            paths => include(tree, paths, &begin(paths)),
        };
        let left = match self.excludes.as_slice() {
            [] => included,
            paths => included.and_then(|tree| exclude(tree, paths, &begin(paths))),
        };
        left.unwrap_or_else(nothing)
    }
}

fn segments(path: &str) -> Path {
    let mut segments = vec![String::new()];
    let mut characters = path.chars().peekable();
    while let Some(character) = characters.next() {
        match (character, segments.last_mut()) {
            ('\\', Some(segment)) if characters.next_if_eq(&'.').is_some() => segment.push('.'),
            ('.', _) => segments.push(String::new()),
            (character, Some(segment)) => segment.push(character),
            (_, None) => {}
        }
    }
    let segment = |name: String| match name.as_str() {
        "**" => Segment::AnyDepth,
        _ => Segment::Name(name),
    };
    let mut path: Path = segments.into_iter().map(segment).collect();
    // Any number of names twice in a row is any number of names.
    path.dedup_by(|a, b| *a == Segment::AnyDepth && *b == Segment::AnyDepth);
    path
}

/// Every path at its first segment, and where that is any number of names, at the second too.
fn begin(paths: &[Path]) -> Progress {
    let mut progress = Progress::new();
    for index in 0..paths.len() {
        reach(paths, (index, 0), &mut progress);
    }
    progress
}

fn reach(paths: &[Path], (path, segment): (usize, usize), progress: &mut Progress) {
    if progress.contains(&(path, segment)) {
        return;
    }
    progress.push((path, segment));
    if paths[path].get(segment) == Some(&Segment::AnyDepth) {
        reach(paths, (path, segment + 1), progress);
    }
}

/// How far the paths come with that name; nothing if one comes to its end, so that all below the name is meant.
fn step(paths: &[Path], progress: &Progress, name: &str) -> Option<Progress> {
    let mut next = Progress::new();
    for &(path, segment) in progress {
        match paths[path].get(segment) {
            Some(Segment::AnyDepth) => reach(paths, (path, segment), &mut next),
            Some(Segment::Name(pattern)) if matches(pattern, name) => {
                reach(paths, (path, segment + 1), &mut next);
            }
            _ => {}
        }
    }
    let is_at_end = next
        .iter()
        .any(|&(path, segment)| segment == paths[path].len());
    (!is_at_end).then_some(next)
}

/// What the paths lead to. Arrays are transparent.
fn include<'a>(tree: Tree<'a>, paths: &[Path], progress: &Progress) -> Option<Tree<'a>> {
    match tree {
        Tree::Object(members) => {
            let members = members.into_iter().filter_map(|(name, value)| {
                let value = match step(paths, progress, &name) {
                    None => Some(value),
                    Some(progress) if progress.is_empty() => None,
                    Some(progress) => include(value, paths, &progress),
                };
                Some((name, value?))
            });
            object(members)
        }
        Tree::Array(values) => {
            let values = values.into_iter();
            array(values.filter_map(|value| include(value, paths, progress)))
        }
        _ => None,
    }
}

/// What the paths do not lead to.
fn exclude<'a>(tree: Tree<'a>, paths: &[Path], progress: &Progress) -> Option<Tree<'a>> {
    match tree {
        Tree::Object(members) if !members.is_empty() => {
            let members = members.into_iter().filter_map(|(name, value)| {
                let progress = step(paths, progress, &name)?;
                Some((name, exclude(value, paths, &progress)?))
            });
            object(members)
        }
        Tree::Array(values) if !values.is_empty() => {
            let values = values.into_iter();
            array(values.filter_map(|value| exclude(value, paths, progress)))
        }
        whole => Some(whole),
    }
}

fn object<'a>(members: impl Iterator<Item = (Cow<'a, str>, Tree<'a>)>) -> Option<Tree<'a>> {
    let members: Vec<_> = members.collect();
    (!members.is_empty()).then_some(Tree::Object(members))
}

fn array<'a>(values: impl Iterator<Item = Tree<'a>>) -> Option<Tree<'a>> {
    let values: Vec<_> = values.collect();
    (!values.is_empty()).then_some(Tree::Array(values))
}

/// Whether a name is of a pattern, in which a star stands for any characters.
fn matches(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else {
        return false;
    };
    let Some(last) = parts.next_back() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = r#"{"assignment":{"task_parameters":{"model_id":"m","model_bytes":1},"routing_table":{"a.b":{"current":1,"target":4},"c":{"target":2}},"state":"started"},"list":[{"x":1,"y":2},{"y":3},4],"none":{}}"#;

    fn filtered(parameter: &str) -> String {
        let filter = FilterPath::parse(parameter).expect("it names a path");
        let tree = filter.apply(Tree::of(ANSWER.as_bytes()));
        String::from_utf8(tree.to_json()).unwrap()
    }

    #[test]
    fn leaves_what_is_asked_for() {
        for (parameter, left) in [
            ("assignment.state", r#"{"assignment":{"state":"started"}}"#),
            (
                "assignment.task_parameters",
                r#"{"assignment":{"task_parameters":{"model_id":"m","model_bytes":1}}}"#,
            ),
            (
                "assignment.*.model_*",
                r#"{"assignment":{"task_parameters":{"model_id":"m","model_bytes":1}}}"#,
            ),
            (
                "*.*.*id",
                r#"{"assignment":{"task_parameters":{"model_id":"m"}}}"#,
            ),
            (
                "**.target",
                r#"{"assignment":{"routing_table":{"a.b":{"target":4},"c":{"target":2}}}}"#,
            ),
            (
                "assignment.**.c",
                r#"{"assignment":{"routing_table":{"c":{"target":2}}}}"#,
            ),
            (
                r"assignment.routing_table.a\.b.current",
                r#"{"assignment":{"routing_table":{"a.b":{"current":1}}}}"#,
            ),
            ("list.x", r#"{"list":[{"x":1}]}"#),
            ("list", r#"{"list":[{"x":1,"y":2},{"y":3},4]}"#),
            (
                "assignment.state,list.x",
                r#"{"assignment":{"state":"started"},"list":[{"x":1}]}"#,
            ),
            ("nothing", "{}"),
            ("assignment.state.deeper", "{}"),
            ("Assignment", "{}"),
            ("none", r#"{"none":{}}"#),
            ("-assignment,-list", r#"{"none":{}}"#),
            (
                "-**.target,-list,-none,-assignment.task*",
                r#"{"assignment":{"routing_table":{"a.b":{"current":1}},"state":"started"}}"#,
            ),
            ("-list.y,-assignment,-none", r#"{"list":[{"x":1},4]}"#),
            (
                "assignment.routing_table,-**.current",
                r#"{"assignment":{"routing_table":{"a.b":{"target":4},"c":{"target":2}}}}"#,
            ),
            ("-*", "{}"),
        ] {
            assert_eq!(filtered(parameter), left, "{parameter}");
        }
        for whole in ["*", "**", "**.**", "-nothing", " , *"] {
            assert_eq!(filtered(whole), ANSWER, "{whole}");
        }
        assert!(FilterPath::parse(" ,").is_none());
    }

    #[test]
    fn stars_stand_for_any_part_of_a_name() {
        for (pattern, name, expected) in [
            ("a*", "abc", true),
            ("*c", "abc", true),
            ("a*c", "abc", true),
            ("a*b*c", "axbxc", true),
            ("a*a", "a", false),
            ("*b*", "abc", true),
            ("*x*", "abc", false),
            ("abc", "abcd", false),
            ("", "", true),
            ("", "a", false),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_asked_for_the_rest_is_part_of_the_answer(parameter in "[-a-z.*,\\\\]{0,30}") {
            if let Some(filter) = FilterPath::parse(&parameter) {
                let json = filter.apply(Tree::of(ANSWER.as_bytes())).to_json();
                proptest::prop_assert!(json.len() <= ANSWER.len());
                proptest::prop_assert!(serde_json::from_slice::<serde_json::Value>(&json).is_ok());
            }
        }
    }

    #[test]
    fn a_hostile_parameter_costs_little() {
        let parameter = "**.a*".repeat(3000);
        let deep = format!("{}1{}", r#"{"a":"#.repeat(50), "}".repeat(50));
        let filter = FilterPath::parse(&parameter).unwrap();
        assert_eq!(filter.apply(Tree::of(deep.as_bytes())).to_json(), b"{}");
    }
}
