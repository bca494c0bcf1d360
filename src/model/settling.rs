//! When nodes have done what an update asks of them.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

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
/// policy is, until [`FakeCluster::settle`](crate::FakeCluster::settle).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Settling {
    /// At the next request everything planned has happened.
    #[default]
    AtNextRequest,
    /// The first request that arrives at least that long after the change finds it done. A further
    /// change starts the time anew.
    After(Duration),
    /// When [statistics](crate::Endpoint::Stats) have been read so often since the change: the last
    /// of these readings finds it done. For clients that poll, whatever the time between.
    AfterReads(u32),
    /// Never by itself: only [`FakeCluster::settle`](crate::FakeCluster::settle) and
    /// [`FakeCluster::settle_deployment`](crate::FakeCluster::settle_deployment) do it.
    Held,
}

/// After that time.
impl From<Duration> for Settling {
    fn from(time: Duration) -> Self {
        Self::After(time)
    }
}

/// Read from `at_next_request`, `held`, a number of readings such as `3 reads`, or a time such as
/// `5s`.
impl FromStr for Settling {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "at_next_request" => return Ok(Self::AtNextRequest),
            "held" => return Ok(Self::Held),
            _ => {}
        }
        let reads = text.strip_suffix("reads").or(text.strip_suffix("read"));
        if let Some(Ok(reads)) = reads.map(|number| number.trim_end().parse()) {
            return Ok(Self::AfterReads(reads));
        }
        Span::parse(text)
            .map(|time| Self::After(time.0))
            .map_err(|error| {
                format!(
                    "{error}; the policies are `at_next_request`, `held`, `3 reads`, and a time"
                )
            })
    }
}

/// As it is read.
impl fmt::Display for Settling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtNextRequest => f.write_str("at_next_request"),
            Self::After(time) => humantime::format_duration(*time).fmt(f),
            Self::AfterReads(1) => f.write_str("1 read"),
            Self::AfterReads(reads) => write!(f, "{reads} reads"),
            Self::Held => f.write_str("held"),
        }
    }
}

impl<'de> Deserialize<'de> for Settling {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl Serialize for Settling {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_read_as_it_is_written() {
        for (settling, text) in [
            (Settling::AtNextRequest, "at_next_request"),
            (Duration::from_secs(90).into(), "1m 30s"),
            (Settling::AfterReads(1), "1 read"),
            (Settling::AfterReads(12), "12 reads"),
            (Settling::Held, "held"),
        ] {
            assert_eq!(settling.to_string(), text);
            assert_eq!(text.parse(), Ok(settling));
        }
        for wrong in ["soon", "-1 reads", "reads", "4294967296 reads", "5"] {
            assert!(wrong.parse::<Settling>().is_err(), "{wrong}");
        }
    }
}
