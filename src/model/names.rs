//! Expressions that select things by their names: lists with commas, stars, `_all`
//! (server-behaviour: Statistics: request).

/// Names, or patterns of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Names {
    /// None stands for all.
    patterns: Vec<String>,
}

impl Names {
    /// Understands an expression. Nothing, `_all` and `*` stand for all.
    pub(crate) fn parse(expression: Option<&str>) -> Self {
        let patterns = expression.unwrap_or_default().split(',').map(str::trim);
        let patterns: Vec<_> = patterns.filter(|each| !each.is_empty()).collect();
        let are_all = matches!(patterns.as_slice(), [] | ["_all" | "*"]);
        let patterns = patterns.iter().filter(|_| !are_all);
        Self {
            patterns: patterns.map(|&each| each.to_owned()).collect(),
        }
    }

    /// Whether a name is among them.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.patterns.is_empty() || self.patterns.iter().any(|pattern| matches(pattern, name))
    }

    /// The patterns that nothing matches, of those that have to match something. `matched` tells
    /// of a pattern whether something does. Those with a star have to unless `allow_no_match`.
    pub(crate) fn unmatched(
        &self,
        allow_no_match: bool,
        mut matched: impl FnMut(&dyn Fn(&str) -> bool) -> bool,
    ) -> Vec<&str> {
        if self.patterns.is_empty() {
            let is_missing = !allow_no_match && !matched(&|_| true);
            return is_missing.then_some("*").into_iter().collect();
        }
        let has_to_match = |pattern: &&str| !(allow_no_match && pattern.contains('*'));
        let patterns = self.patterns.iter().map(String::as_str);
        let patterns = patterns.filter(has_to_match);
        patterns
            .filter(|pattern| !matched(&|name| matches(pattern, name)))
            .collect()
    }
}

/// Whether a name is of a pattern, in which a star stands for any text.
fn matches(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == name;
    };
    let Some(mut name) = name.strip_prefix(start) else {
        return false;
    };
    let (middle, end) = rest
        .rsplit_once('*')
        .map_or(("", rest), |(middle, end)| (middle, end));
    for part in middle.split('*').filter(|part| !part.is_empty()) {
        match name.find(part) {
            Some(at) => name = &name[at + part.len()..],
            None => return false,
        }
    }
    name.len() >= end.len() && name.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_any_text() {
        for (pattern, name, is_match) in [
            ("m", "m", true),
            ("m", "mm", false),
            ("m*", "m", true),
            ("*-b", "a-b", true),
            ("a*b*c", "a-b-c", true),
            ("a*b*c", "acb", false),
            ("a*b*c", "abc", true),
            ("aa*aa", "aaa", false),
            ("*x*", "yy", false),
            ("**", "", true),
        ] {
            assert_eq!(matches(pattern, name), is_match, "{pattern} {name}");
        }
    }

    #[test]
    fn names_that_are_not_there_are_missed_and_stars_only_if_they_have_to_match() {
        let missed = |expression: Option<&str>, allow: bool| {
            let names = Names::parse(expression);
            let all = ["a", "b"];
            let missed = names.unmatched(allow, |is_of| all.iter().any(|name| is_of(name)));
            missed
                .iter()
                .map(|&each| each.to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(missed(None, false), [""; 0]);
        assert_eq!(missed(Some("a, b,*"), false), [""; 0]);
        assert_eq!(missed(Some("a,c,d*"), true), ["c"]);
        assert_eq!(missed(Some("a,c,d*"), false), ["c", "d*"]);
        let none = Names::parse(Some("_all"));
        assert_eq!(none.unmatched(false, |_| false), ["*"]);
        assert_eq!(none.unmatched(true, |_| false), [""; 0]);
        assert!(none.has("anything"));
        assert!(!Names::parse(Some("a")).has("b"));
    }
}
