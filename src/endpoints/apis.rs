//! The APIs of a real server, whether this fake has them or not.

use std::fmt;
use std::sync::LazyLock;

use http::Method;

use crate::http::PathTemplate;

/// Methods and path templates (server-behaviour: HTTP: the APIs of a server): facts, and nothing
/// about what they do.
///
/// `{name}` stands for a segment that does not begin with an underscore, or for `_all`; `{*name}`
/// for any segment, since ids that a server makes may begin with anything.
static TABLE: &str = include_str!("apis.txt");

/// An API of a real server.
#[derive(Debug)]
pub(crate) struct Api {
    pub(crate) methods: Vec<Method>,
    path: PathTemplate,
}

/// Of those that match a path the most special one comes first.
static APIS: LazyLock<Vec<Api>> = LazyLock::new(|| {
    let mut apis: Vec<_> = TABLE.lines().filter_map(Api::parse).collect();
    apis.sort_by(|one, other| one.path.by_precedence(&other.path));
    apis
});

/// What a server has at a path.
pub(super) fn at(path: &str) -> impl Iterator<Item = &'static Api> {
    APIS.iter().filter(move |api| api.matches(path))
}

impl Api {
    fn parse(line: &'static str) -> Option<Self> {
        let (methods, path) = line.split_once(' ')?;
        let methods = methods.split(',').map(str::parse);
        Some(Self {
            methods: methods.collect::<Result<_, _>>().ok()?,
            path: PathTemplate::parse(path),
        })
    }

    fn matches(&self, path: &str) -> bool {
        self.path.matches(path).is_some_and(|names| {
            let mut names = names.all();
            names.all(|(name, value)| name.starts_with('*') || may_be_a_name(value))
        })
    }
}

fn may_be_a_name(segment: &str) -> bool {
    segment == "_all" || !segment.starts_with('_')
}

/// The path, as it is documented.
impl fmt::Display for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path.to_string().replace("{*", "{"))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_line_is_understood_and_none_is_there_twice() {
        assert_eq!(APIS.len(), TABLE.lines().count());
        assert!(
            TABLE
                .lines()
                .is_sorted_by_key(|line| line.split_once(' ').unwrap().1)
        );
        let mut shapes = HashSet::new();
        for api in APIS.iter() {
            let path = api.path.to_string();
            let parts = path
                .split('/')
                .map(|part| if part.starts_with('{') { "{}" } else { part });
            assert!(shapes.insert(parts.collect::<Vec<_>>().join("/")), "{path}");
        }
    }

    #[test]
    fn names_are_no_misspelt_apis() {
        let at = |path| at(path).next().map(ToString::to_string);
        for (path, expected) in [
            ("/_cluster/health", Some("/_cluster/health")),
            ("/_cluster/health/_all", Some("/_cluster/health/{index}")),
            ("/_cluster/helth", None),
            ("/_all/_search", Some("/{index}/_search")),
            ("/logs-1,logs-2/_search", Some("/{index}/_search")),
            ("/logs/_serch", None),
            ("/_nodes/_all/http", Some("/_nodes/{node_id}/{metric}")),
            ("/_nodes/stats", Some("/_nodes/stats")),
            ("/logs/_doc/_-x1", Some("/{index}/_doc/{id}")),
            ("/_cat", Some("/_cat")),
            ("/_unknown", None),
            ("/%5Funknown", None),
            ("/logs/a/b", None),
        ] {
            assert_eq!(at(path).as_deref(), expected, "{path}");
        }
    }
}
