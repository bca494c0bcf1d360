//! Nodes that cannot load a model.

use serde::{Deserialize, Serialize};

/// Why nodes cannot load a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LoadFailure {
    /// All of them, if it is not said which.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) node: Option<String>,
    pub(crate) reason: String,
}

/// Those of a model, at most one for each node and one for all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct LoadFailures(Vec<LoadFailure>);

impl LoadFailures {
    /// Adds one, in the place of what was said of the same node.
    pub(crate) fn add(&mut self, failure: LoadFailure) {
        self.0.retain(|each| each.node != failure.node);
        self.0.push(failure);
    }

    /// Why that node cannot load the model, if so. What is said of it counts more than what is said
    /// of all.
    pub(crate) fn of_node(&self, node: &str) -> Option<&str> {
        let of = |node: Option<&str>| self.0.iter().find(|each| each.node.as_deref() == node);
        let found = of(Some(node)).or_else(|| of(None))?;
        Some(&found.reason)
    }

    pub(crate) fn all(&self) -> &[LoadFailure] {
        &self.0
    }
}

/// As it is written: a reason, one failure, or a list of them.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Form {
    Reason(String),
    One(LoadFailure),
    Several(Vec<LoadFailure>),
}

impl From<Form> for LoadFailures {
    fn from(form: Form) -> Self {
        let mut failures = Self::default();
        match form {
            Form::Reason(reason) => failures.add(LoadFailure { node: None, reason }),
            Form::One(failure) => failures.add(failure),
            Form::Several(all) => all.into_iter().for_each(|failure| failures.add(failure)),
        }
        failures
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_a_node_counts_more_than_what_is_said_of_all() {
        let failure = |node: Option<&str>, reason: &str| LoadFailure {
            node: node.map(str::to_owned),
            reason: reason.to_owned(),
        };
        let mut failures = LoadFailures::default();
        assert_eq!(failures.of_node("a"), None);
        failures.add(failure(Some("a"), "small"));
        assert_eq!(
            (failures.of_node("a"), failures.of_node("b")),
            (Some("small"), None)
        );
        failures.add(failure(None, "old"));
        failures.add(failure(Some("a"), "slow"));
        assert_eq!(
            (failures.of_node("a"), failures.of_node("b")),
            (Some("slow"), Some("old"))
        );
        assert_eq!(failures.all().len(), 2);
    }
}
