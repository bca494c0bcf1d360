//! `filter_path`: which parts of an answer are sent
//! (server-behaviour: HTTP: formats, filtering and size).

use std::borrow::Cow;

use smallvec::SmallVec;

use crate::xcontent::OrderedValue;

/// A list of paths to include, and of paths to exclude.
///
/// A path is made of names between dots. A star stands for any part of a name, two stars for one
/// name or more, and `\.` for a dot in a name. What is excluded begins with a minus sign. An object
/// or an array of which nothing is left is left out itself, while one that was empty from the start
/// is not excluded with what it might have held (inferred).
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
    /// One name or more.
    AnyDepth,
}

/// How far each path has come: the path, and the segment that is next. In order, and each pair
/// once, so that it never grows beyond the number of segments.
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
    pub(crate) fn apply<'a>(&self, tree: OrderedValue<'a>) -> OrderedValue<'a> {
        let nothing = || OrderedValue::Object(Vec::new());
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
    segments.into_iter().map(segment).collect()
}

/// Every path at its first segment.
fn begin(paths: &[Path]) -> Progress {
    (0..paths.len()).map(|path| (path, 0)).collect()
}

/// How far the paths come with that name; nothing if one comes to its end, so that all below the
/// name is meant.
fn step(paths: &[Path], progress: &Progress, name: &str) -> Option<Progress> {
    let mut next = Progress::new();
    for &(path, segment) in progress {
        let may_stay = match &paths[path][segment] {
            Segment::AnyDepth => true,
            Segment::Name(pattern) if matches(pattern, name) => false,
            Segment::Name(_) => continue,
        };
        if segment + 1 == paths[path].len() {
            return None;
        }
        next.extend(may_stay.then_some((path, segment)));
        next.push((path, segment + 1));
    }
    next.dedup();
    Some(next)
}

/// What the paths lead to. Arrays are transparent.
fn include<'a>(
    tree: OrderedValue<'a>,
    paths: &[Path],
    progress: &Progress,
) -> Option<OrderedValue<'a>> {
    match tree {
        OrderedValue::Object(members) => {
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
        OrderedValue::Array(values) => {
            let values = values.into_iter();
            array(values.filter_map(|value| include(value, paths, progress)))
        }
        _ => None,
    }
}

/// What the paths do not lead to.
fn exclude<'a>(
    tree: OrderedValue<'a>,
    paths: &[Path],
    progress: &Progress,
) -> Option<OrderedValue<'a>> {
    match tree {
        OrderedValue::Object(members) if !members.is_empty() => {
            let members = members.into_iter().filter_map(|(name, value)| {
                let progress = step(paths, progress, &name)?;
                Some((name, exclude(value, paths, &progress)?))
            });
            object(members)
        }
        OrderedValue::Array(values) if !values.is_empty() => {
            let values = values.into_iter();
            array(values.filter_map(|value| exclude(value, paths, progress)))
        }
        whole => Some(whole),
    }
}

fn object<'a>(
    members: impl Iterator<Item = (Cow<'a, str>, OrderedValue<'a>)>,
) -> Option<OrderedValue<'a>> {
    let members: Vec<_> = members.collect();
    (!members.is_empty()).then_some(OrderedValue::Object(members))
}

fn array<'a>(values: impl Iterator<Item = OrderedValue<'a>>) -> Option<OrderedValue<'a>> {
    let values: Vec<_> = values.collect();
    (!values.is_empty()).then_some(OrderedValue::Array(values))
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
    use crate::xcontent::json;

    const ANSWER: &str = r#"{"assignment":{"task_parameters":{"model_id":"m","model_bytes":1},"routing_table":{"a.b":{"current":1,"target":4},"c":{"target":2}},"state":"started"},"list":[{"x":1,"y":2},{"y":3},4],"none":{}}"#;

    fn filtered(parameter: &str) -> String {
        let filter = FilterPath::parse(parameter).expect("it names a path");
        let tree = filter.apply(json::read(ANSWER.as_bytes()));
        String::from_utf8(json::write(&tree)).unwrap()
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
            ("**.assignment", "{}"),
            (
                "**.**.target",
                r#"{"assignment":{"routing_table":{"a.b":{"target":4},"c":{"target":2}}}}"#,
            ),
            ("**.**.**.**.target", "{}"),
            (
                "assignment.**",
                r#"{"assignment":{"task_parameters":{"model_id":"m","model_bytes":1},"routing_table":{"a.b":{"current":1,"target":4},"c":{"target":2}},"state":"started"}}"#,
            ),
            ("list.**", r#"{"list":[{"x":1,"y":2},{"y":3}]}"#),
            ("none.**", "{}"),
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
        for whole in ["*", "**", "-nothing", "-none.x", "-**.list", "-", " , *"] {
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

    /// The names on the way to each value that holds no other.
    fn leaves(tree: &OrderedValue<'_>, way: &[String]) -> Vec<Vec<String>> {
        match tree {
            OrderedValue::Object(members) if !members.is_empty() => {
                let below = |(name, value): &(Cow<'_, str>, OrderedValue<'_>)| {
                    leaves(value, &[way, &[name.to_string()]].concat())
                };
                members.iter().flat_map(below).collect()
            }
            OrderedValue::Array(values) if !values.is_empty() => {
                values.iter().flat_map(|value| leaves(value, way)).collect()
            }
            _ => vec![way.to_vec()],
        }
    }

    /// Whether a path leads along these names, or to something above their end.
    fn leads(path: &[Segment], names: &[String]) -> bool {
        match (path, names) {
            ([], _) => true,
            (_, []) => false,
            ([Segment::AnyDepth, rest @ ..], [_, names @ ..]) => {
                leads(rest, names) || leads(path, names)
            }
            ([Segment::Name(pattern), rest @ ..], [name, names @ ..]) => {
                matches(pattern, name) && leads(rest, names)
            }
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2000))]

        #[test]
        fn each_value_is_left_if_a_path_leads_to_it_and_none_away_from_it(
            parameter in "(-?(assignment|list|state|target|none|[*axy]{1,2})(\\.(\\*\\*|routing_table|c|[*axyz]{1,2}|target)){0,3},){1,3}",
        ) {
            let filter = FilterPath::parse(&parameter).expect("it names a path");
            let whole = json::read(ANSWER.as_bytes());
            let expected: Vec<_> = leaves(&whole, &[])
                .into_iter()
                .filter(|way| filter.includes.is_empty() || filter.includes.iter().any(|path| leads(path, way)))
                .filter(|way| !filter.excludes.iter().any(|path| leads(path, way)))
                .collect();
            let left = filter.apply(whole);
            let is_nothing = left == OrderedValue::Object(Vec::new());
            proptest::prop_assert_eq!(if is_nothing { Vec::new() } else { leaves(&left, &[]) }, expected);
        }

        #[test]
        fn whatever_is_asked_for_the_rest_is_part_of_the_answer(parameter in "[-a-z.*,\\\\]{0,30}") {
            if let Some(filter) = FilterPath::parse(&parameter) {
                let json = json::write(&filter.apply(json::read(ANSWER.as_bytes())));
                proptest::prop_assert!(json.len() <= ANSWER.len());
                proptest::prop_assert!(serde_json::from_slice::<serde_json::Value>(&json).is_ok());
            }
        }
    }

    /// Some 32,000 segments, most of them in play at once, for each of 50 names: if each were
    /// compared with each, this would take minutes.
    #[test]
    fn a_hostile_parameter_costs_little() {
        let deep = format!("{}1{}", r#"{"a":"#.repeat(50), "}".repeat(50));
        let numbers: Vec<_> = (0..16_000).map(|number| format!("**.{number}")).collect();
        for parameter in [
            "**.a*".repeat(3000),
            "**.".repeat(30_000),
            "**.*.".repeat(16_000),
            "*a".repeat(30_000),
            numbers.join(","),
        ] {
            let filter = FilterPath::parse(&parameter).unwrap();
            let left = filter.apply(json::read(deep.as_bytes()));
            assert_eq!(json::write(&left), b"{}", "{}", &parameter[..20]);
        }
    }
}
