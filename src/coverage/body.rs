//! Places in bodies.

use std::fmt;

use serde_json::Value;

/// A JSON Pointer that may lead to several values: to all elements of a list, or all members of an
/// object whose names are free.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Pattern(Vec<Segment>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Segment {
    Name(String),
    Any,
}

impl Pattern {
    pub(super) fn member(&self, name: &str) -> Self {
        self.with(Segment::Name(name.to_owned()))
    }

    pub(super) fn any(&self) -> Self {
        self.with(Segment::Any)
    }

    fn with(&self, segment: Segment) -> Self {
        let mut segments = self.0.clone();
        segments.push(segment);
        Self(segments)
    }

    pub(super) fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it leads to a place.
    pub(super) fn matches(&self, pointer: &str) -> bool {
        let segments = pointer.split('/').skip(1);
        segments.clone().count() == self.0.len()
            && segments
                .zip(&self.0)
                .all(|(segment, pattern)| match pattern {
                    Segment::Any => true,
                    Segment::Name(name) => escape(name) == segment,
                })
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for segment in &self.0 {
            match segment {
                Segment::Name(name) => write!(f, "/{}", escape(name))?,
                Segment::Any => f.write_str("/*")?,
            }
        }
        Ok(())
    }
}

fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The values that a pattern leads to, with their places.
pub(super) fn values<'b>(
    body: Option<&'b Value>,
    pattern: &Pattern,
) -> impl Iterator<Item = (String, &'b Value)> {
    let mut found: Vec<_> = body.map(|body| (String::new(), body)).into_iter().collect();
    for segment in &pattern.0 {
        found = found
            .iter()
            .flat_map(|(place, value)| step(place, value, segment))
            .collect();
    }
    found.into_iter()
}

fn step<'b>(place: &str, value: &'b Value, segment: &Segment) -> Vec<(String, &'b Value)> {
    let at = |name: &str| format!("{place}/{}", escape(name));
    match (segment, value) {
        (Segment::Name(name), Value::Object(members)) => {
            let value = members.get(name);
            value.map(|value| (at(name), value)).into_iter().collect()
        }
        (Segment::Any, Value::Object(members)) => members
            .iter()
            .map(|(name, value)| (at(name), value))
            .collect(),
        (Segment::Any, Value::Array(elements)) => {
            let elements = elements.iter().enumerate();
            elements
                .map(|(index, value)| (format!("{place}/{index}"), value))
                .collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn patterns_lead_to_all_that_they_match() {
        let body = json!({"a": [{"b/~": 1}, {"c": 2}, {"b/~": 3}], "b/~": 4});
        let pattern = Pattern::default().member("a").any().member("b/~");
        let found: Vec<_> = values(Some(&body), &pattern).collect();
        assert_eq!(
            found,
            [
                ("/a/0/b~1~0".to_owned(), &json!(1)),
                ("/a/2/b~1~0".to_owned(), &json!(3))
            ]
        );
        assert!(found.iter().all(|(place, _)| pattern.matches(place)));
        assert_eq!(pattern.to_string(), "/a/*/b~1~0");
        assert!(!pattern.matches("/a/0") && !pattern.matches("/b~1~0"));
        assert_eq!(values(None, &pattern).count(), 0);
        assert!(Pattern::default().matches(""));
    }
}
