//! When nodes have done what an update asks of them.

use std::str::FromStr;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Deserializer, de};

use crate::time::Span;

/// When the nodes catch up with an update.
///
/// A server answers an update at once; its nodes start and stop allocations afterwards. Meanwhile
/// `current_allocations` is behind `target_allocations`, and routes to new nodes are `starting`
/// (server-behaviour: Update: what changes). A fake has no nodes that could take their time, so
/// this says when it is over.
///
/// ```
/// use es_ml_fake::model::{RoutingState, Settling};
/// use es_ml_fake::{Deployment, FakeCluster};
///
/// let cluster = FakeCluster::builder()
///     .deployment(Deployment::starting("my-model"))
///     .settling(Settling::Held)
///     .start();
/// let state = || {
///     let deployment = cluster.deployment("my-model").expect("it was put there");
///     let (_, route) = deployment.routing_table().next().expect("it is on a node");
///     route.routing_state()
/// };
/// assert_eq!(state(), RoutingState::Starting);
/// cluster.settle();
/// assert_eq!(state(), RoutingState::Started);
/// ```
///
/// A deployment that a request starts is ready by the same rule, unless
/// [`start_takes`](crate::FakeClusterBuilder::start_takes) says another time.
///
/// A deployment catches up when a request looks at it, so that
/// [`Cluster::deployment`](crate::Cluster::deployment) shows it as the last such request has left
/// it. One that was put there as [starting](crate::Deployment::starting) stays so, whatever the
/// policy is, until [`Cluster::settle`](crate::Cluster::settle).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Settling {
    /// At the next request everything planned has happened.
    #[default]
    AtNextRequest,
    /// The first request that arrives at least that long after the change finds it done. A further
    /// change starts the time anew.
    After(Duration),
    /// Never by itself: only [`Cluster::settle`](crate::Cluster::settle) does it.
    Held,
}

impl Settling {
    /// When what was changed at `since` is done, if it is at some time.
    pub(crate) fn due(self, since: SystemTime) -> Option<SystemTime> {
        match self {
            Self::AtNextRequest => Some(since),
            Self::After(time) => since.checked_add(time),
            Self::Held => None,
        }
    }

    /// Whether what was changed at `since` is done at `now`. A clock that went back has no time
    /// passed.
    pub(crate) fn is_due(self, since: SystemTime, now: SystemTime) -> bool {
        match self {
            Self::AtNextRequest => true,
            Self::After(time) => now.duration_since(since).unwrap_or_default() >= time,
            Self::Held => false,
        }
    }
}

/// Read from `at_next_request`, `held`, or a time such as `5s`.
impl FromStr for Settling {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "at_next_request" => Ok(Self::AtNextRequest),
            "held" => Ok(Self::Held),
            time => Span::parse(time)
                .map(|time| Self::After(time.0))
                .map_err(|error| {
                    format!("{error}; the policies are `at_next_request`, `held`, and a time")
                }),
        }
    }
}

impl<'de> Deserialize<'de> for Settling {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    #[test]
    fn what_is_due_depends_on_the_time_that_has_passed() {
        let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
        let five_seconds = Settling::After(Duration::from_secs(5));
        for (settling, now, is_due) in [
            (Settling::AtNextRequest, 100, true),
            (Settling::AtNextRequest, 99, true),
            (five_seconds, 104, false),
            (five_seconds, 105, true),
            (five_seconds, 1, false),
            (Settling::After(Duration::ZERO), 100, true),
            (Settling::After(Duration::ZERO), 99, true),
            (Settling::Held, 1 << 40, false),
        ] {
            assert_eq!(settling.is_due(at(100), at(now)), is_due, "{settling:?}");
        }
    }
}
