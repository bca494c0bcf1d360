//! The priority of a deployment.

use std::fmt;

/// The priority of a deployment (server-behaviour: Update: the 200 answer).
///
/// ```
/// use es_ml_fake::Deployment;
/// use es_ml_fake::model::Priority;
///
/// let deployment = Deployment::started("my-model").low_priority();
/// assert_eq!(deployment.priority(), Priority::Low);
/// assert_eq!(Priority::Low.name(), "low");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Priority {
    /// Its threads have processors of their own.
    #[default]
    Normal,
    /// It takes no processors: it uses what others leave
    /// (server-behaviour: Update: distribution of allocations).
    Low,
}

impl Priority {
    /// The word for the priority in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Low => "low",
        }
    }
}

impl fmt::Display for Priority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
