//! What becomes of requests to APIs that a server has and the fake does not.

use std::fmt;
use std::str::FromStr;

use crate::text::{UnknownName, serde_as_text};

/// What to answer where a real server has an API, and the fake does not.
///
/// Whatever the answer is, such a request is outside the fake: no breach of the contract, and it
/// fails no test. See [`Verdict::outside`](crate::contract::Verdict::outside).
///
/// ```
/// use es_ml_fake::{FakeCluster, UnimplementedPolicy};
///
/// let indices = |cluster: &FakeCluster| {
///     reqwest::blocking::get(format!("{}/_cat/indices", cluster.uri()))
/// };
/// let cluster = FakeCluster::start();
/// assert_eq!(indices(&cluster)?.status(), 501);
///
/// let cluster =
///     FakeCluster::builder().unimplemented(UnimplementedPolicy::AsServer).start();
/// assert_eq!(indices(&cluster)?.status(), 400); // no handler found
/// # Ok::<(), reqwest::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum UnimplementedPolicy {
    /// Say that the fake does not have it, with status 501, and how to have it answered.
    #[default]
    Say,
    /// Answer as a server that does not have it either: 400, no handler found. For tests of
    /// programs that find out what a server has.
    AsServer,
}

impl UnimplementedPolicy {
    const ALL: [Self; 2] = [Self::Say, Self::AsServer];

    /// Its name on the command line and in configurations.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Say => "say",
            Self::AsServer => "as-server",
        }
    }
}

impl fmt::Display for UnimplementedPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// By name: `say` or `as-server`.
impl FromStr for UnimplementedPolicy {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let mut policies = Self::ALL.into_iter();
        policies
            .find(|policy| policy.name() == name)
            .ok_or_else(|| UnknownName::new("policy", name, Self::ALL))
    }
}

serde_as_text!(UnimplementedPolicy);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_their_policies() {
        for policy in UnimplementedPolicy::ALL {
            assert_eq!(policy.name().parse(), Ok(policy));
        }
        let wrong = "as_server".parse::<UnimplementedPolicy>().unwrap_err();
        assert_eq!(
            wrong.to_string(),
            "there is no policy `as_server`; did you mean `as-server`?"
        );
    }
}
