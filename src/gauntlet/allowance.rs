//! Findings that a test allows.

use std::fmt;

use serde::Serialize;

use super::trial::Trial;
use super::{Finding, Row};
use crate::text::OneLine;

/// A finding that a test allows, and why: made by [`Gauntlet::allow`](super::Gauntlet::allow) and
/// [`Gauntlet::allow_everywhere`](super::Gauntlet::allow_everywhere).
///
/// ```
/// use es_ml_fake::gauntlet::{Finding, Gauntlet};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let gauntlet = Gauntlet::default()
///     .allow_everywhere(Finding::SentNothing, "it is not written yet")
///     .allow("reset", Finding::Hung, "it never returned from a reset");
/// let report = gauntlet.run(|_| async { Ok::<_, String>(()) }).await;
///
/// let [all, reset] = report.allowances() else { unreachable!() };
/// assert_eq!((all.trial(), all.is_used()), (None, true));
/// assert_eq!((reset.trial(), reset.is_used()), (Some("reset"), false));
/// assert_eq!(reset.finding(), Finding::Hung);
/// assert_eq!(reset.reason(), "it never returned from a reset");
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Allowance {
    trial: Option<&'static str>,
    finding: Finding,
    reason: String,
    is_used: bool,
}

impl Allowance {
    /// In this trial, or in all of them.
    ///
    /// # Panics
    ///
    /// If there is no trial of that name, nothing to allow, or no reason.
    #[track_caller]
    pub(super) fn new(trial: Option<&str>, finding: Finding, reason: String) -> Self {
        let trial = match trial.map(Trial::named).transpose() {
            Ok(trial) => trial.map(|trial| trial.name()),
            Err(unknown) => panic!("{unknown}"),
        };
        assert!(
            finding != Finding::Fine,
            "`Finding::Fine` needs no allowance"
        );
        assert!(
            !reason.trim().is_empty(),
            "an allowance needs a reason, for those who read the report"
        );
        Self {
            trial,
            finding,
            reason,
            is_used: false,
        }
    }

    /// The trial in which it is allowed; `None` if that is in all of them.
    #[must_use]
    pub fn trial(&self) -> Option<&str> {
        self.trial
    }

    /// The finding that is allowed.
    #[must_use]
    pub fn finding(&self) -> Finding {
        self.finding
    }

    /// Why it is allowed.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// Whether there was anything to allow.
    #[must_use]
    pub fn is_used(&self) -> bool {
        self.is_used
    }

    /// Whether this allows what `other` allows.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        (self.trial, self.finding) == (other.trial, other.finding)
    }

    /// Allows the row's finding, if it is for that one.
    pub(super) fn apply(&mut self, row: &mut Row) {
        let is_for_trial = self.trial.is_none_or(|trial| trial == row.trial());
        if is_for_trial && self.finding == row.finding() {
            self.is_used = true;
            row.allow(&self.reason);
        }
    }
}

impl fmt::Display for Allowance {
    /// On one line, such as `reset, gave up what may pass: our proxy never resets`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let trial = self.trial.unwrap_or("everywhere");
        write!(f, "{trial}, {}: {}", self.finding, OneLine(&self.reason))
    }
}
