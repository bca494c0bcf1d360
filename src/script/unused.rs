//! Scripts that were not used: a failure that never happened has tested nothing.

use std::fmt;

use super::ScriptedRequest;
use super::rng::Rng;
use crate::text::OneLine;

/// What to do about scripts that were not used.
///
/// ```
/// use es_ml_fake::script::UnusedPolicy;
/// use es_ml_fake::{Failure, FakeCluster, On};
///
/// let cluster = FakeCluster::builder().unused_scripts(UnusedPolicy::Allow).start();
/// cluster.script(On::updates(), Failure::no_master()); // no update is sent
/// drop(cluster);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum UnusedPolicy {
    /// Fail the test when the fake is dropped.
    #[default]
    Fail,
    /// Leave it at that.
    Allow,
}

/// The scripts of a cluster that were not used, or not as often as they were to be.
///
/// As an error it can be returned from a test with `?`.
#[derive(Clone)]
pub struct UnusedScripts {
    scripts: Vec<UnusedScript>,
    seed: Option<u64>,
}

#[derive(Debug, Clone)]
pub(super) struct UnusedScript {
    pub(super) on: String,
    pub(super) calls: usize,
    pub(super) expected: Option<usize>,
    pub(super) nearest: Option<Nearest>,
}

/// The request that came nearest to being selected.
#[derive(Debug, Clone)]
pub(super) struct Nearest {
    pub(super) nearness: u8,
    request: String,
    why: String,
}

impl Nearest {
    pub(super) fn of(asked: &ScriptedRequest<'_>, nearness: u8, why: String) -> Self {
        Self {
            nearness,
            request: asked.line(),
            why,
        }
    }
}

impl fmt::Display for Nearest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, but {}", self.request, OneLine(&self.why))
    }
}

impl UnusedScripts {
    pub(super) fn of(scripts: Vec<UnusedScript>, seed: Option<u64>) -> Self {
        Self { scripts, seed }
    }

    /// How many scripts there are.
    #[must_use]
    pub fn total(&self) -> usize {
        self.scripts.len()
    }
}

impl std::error::Error for UnusedScripts {}

/// As a person reads it, since a test that returns an error shows it in this form.
impl fmt::Debug for UnusedScripts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for UnusedScripts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.scripts.len() {
            1 => f.write_str(
                "1 script was not used as often as it was to be, so it has tested nothing.",
            )?,
            many => write!(
                f,
                "{many} scripts were not used as often as they were to be, so they have tested nothing."
            )?,
        }
        for script in &self.scripts {
            write!(f, "\n\n  {script}")?;
        }
        match self.seed {
            None => Ok(()),
            Some(seed) => write!(f, "\n\nDelays came from {}={seed}.", Rng::VARIABLE),
        }
    }
}

impl fmt::Display for UnusedScript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "on {}: ", self.on)?;
        match (self.calls, self.expected) {
            (0, None | Some(1)) => f.write_str("never used")?,
            (calls, expected) => write!(f, "used {calls} of {} times", expected.unwrap_or(1))?,
        }
        match &self.nearest {
            None if self.calls == 0 => f.write_str("\n     no request has come"),
            Some(nearest) if self.calls == 0 => write!(f, "\n     the nearest: {nearest}"),
            _ => Ok(()),
        }
    }
}
