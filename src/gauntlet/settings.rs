//! A gauntlet and its settings.

use std::sync::Arc;
use std::time::Duration;

use super::attempt::Attempt;
use super::pace::Pace;
use super::trial::Trial;
use super::{Allowance, ClientError, Finding, Report};
use crate::server::{FakeCluster, FakeClusterBuilder};

/// A [`gauntlet`](super::gauntlet()) with settings of its own.
///
/// ```
/// use std::time::Duration;
/// use es_ml_fake::gauntlet::{Finding, Gauntlet};
/// use es_ml_fake::{Edition, FakeCluster};
///
/// let gauntlet = Gauntlet::default()
///     .against(FakeCluster::builder().edition(Edition::Documented))
///     .deadline(Duration::from_secs(120))
///     .allow("not_started", Finding::GaveUp, "our retry policy leaves 409 alone");
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing runs until `run` is called and awaited"]
pub struct Gauntlet {
    pub(super) builder: FakeClusterBuilder,
    pub(super) deadline: Option<Duration>,
    /// How long paused time may stand still in one trial, in real time, unless a client may take
    /// longer anyway.
    pub(super) patience: Duration,
    pub(super) allowances: Vec<Allowance>,
}

impl Default for Gauntlet {
    fn default() -> Self {
        Self {
            builder: FakeCluster::builder(),
            deadline: None,
            patience: Duration::from_secs(10),
            allowances: Vec::new(),
        }
    }
}

impl Gauntlet {
    /// How long a client may take for one trial before it counts as hung. Where time is paused,
    /// that is paused time, 10 minutes by default; elsewhere real time, 10 seconds by default.
    ///
    /// Paused time stands still while a client keeps its runtime busy, say by trying again without
    /// a pause for ever. Then it counts as hung after 10 seconds in real time, or after the chosen
    /// deadline if that is more.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Against clusters as this builder makes them, rather than the usual ones. Their policies for
    /// breaches and unused scripts, their clock, how many exchanges their journal keeps, and where
    /// they run are the gauntlet's to choose.
    ///
    /// ```
    /// use es_ml_fake::gauntlet::Gauntlet;
    /// use es_ml_fake::{Edition, FakeCluster};
    ///
    /// for edition in Edition::all() {
    ///     let clusters = FakeCluster::builder().edition(edition);
    ///     let gauntlet = Gauntlet::default().against(clusters);
    /// }
    /// ```
    pub fn against(mut self, clusters: FakeClusterBuilder) -> Self {
        self.builder = clusters;
        self
    }

    /// Allows a finding in one trial, for a reason that the report repeats.
    ///
    /// ```
    /// use es_ml_fake::gauntlet::{Finding, Gauntlet};
    ///
    /// let gauntlet = Gauntlet::default()
    ///     .allow("not_started", Finding::GaveUp, "our retry policy leaves 409 alone")
    ///     .allow("internal_error", Finding::GaveUp, "a 500 is a bug, and not to be hidden");
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no trial of that name, if the finding is allowed there already or is
    /// [`Finding::Fine`], or if the reason is blank.
    #[track_caller]
    pub fn allow(self, trial: &str, finding: Finding, reason: impl Into<String>) -> Self {
        self.with(Allowance::new(Some(trial), finding, reason.into()))
    }

    /// Allows a finding in all trials, for a reason that the report repeats.
    ///
    /// ```
    /// use es_ml_fake::gauntlet::{Finding, Gauntlet};
    ///
    /// let gauntlet = Gauntlet::default()
    ///     .allow_everywhere(Finding::GaveUp, "our callers try again");
    /// ```
    ///
    /// # Panics
    ///
    /// If the finding is allowed everywhere already or is [`Finding::Fine`], or if the reason is
    /// blank.
    #[track_caller]
    pub fn allow_everywhere(self, finding: Finding, reason: impl Into<String>) -> Self {
        self.with(Allowance::new(None, finding, reason.into()))
    }

    #[track_caller]
    fn with(mut self, allowance: Allowance) -> Self {
        let earlier = self.allowances.iter().find(|each| each.is_same(&allowance));
        if let Some(earlier) = earlier {
            panic!("this is allowed already: {earlier}");
        }
        self.allowances.push(allowance);
        self
    }

    /// Runs the client through all trials, one after the other.
    pub async fn run<C, F, T, E, Kind>(&self, client: C) -> Report
    where
        C: Fn(Arc<FakeCluster>) -> F,
        F: Future<Output = Result<T, E>>,
        E: ClientError<Kind>,
    {
        let pace = Pace::here();
        let mut first_update = None;
        let mut rows = Vec::new();
        for trial in Trial::all() {
            let attempt = Attempt::of(self, trial, pace);
            rows.push(attempt.run(&client, first_update).await);
            first_update = first_update.or_else(|| attempt.first_update());
        }
        Report::of(rows, self.allowances.clone())
    }
}
