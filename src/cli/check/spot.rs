//! Where in a request something is to be said.

use es_ml_fake::contract::{Advice, Violation};

/// What a violation or an advice is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot<'v> {
    pub(crate) instance_path: &'v str,
    /// Of a violation.
    pub(crate) keyword: &'v str,
    /// Whether it is the body.
    pub(crate) is_in_body: bool,
}

impl Spot<'_> {
    /// What is wrong about a member that should not be there is its name.
    pub(crate) fn is_name(self) -> bool {
        matches!(self.keyword, "additionalProperties" | "edition")
    }
}

impl<'v> From<&'v Violation> for Spot<'v> {
    fn from(violation: &'v Violation) -> Self {
        let instance_path = violation.instance_path();
        Self {
            instance_path,
            keyword: violation.keyword(),
            is_in_body: instance_path.starts_with('/') || !violation.schema_path().is_empty(),
        }
    }
}

impl<'v> From<&'v Advice> for Spot<'v> {
    fn from(advice: &'v Advice) -> Self {
        Self {
            instance_path: advice.instance_path(),
            keyword: "",
            is_in_body: true,
        }
    }
}
