//! What came of one trial.

use serde::Serialize;

use super::seen::Seen;
use super::trial::Trial;
use super::{Finding, Outcome};

/// What came of one trial: a row of a [`Report`](super::Report).
///
/// ```
/// use es_ml_fake::gauntlet::{Finding, Gauntlet, Outcome};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let gauntlet = Gauntlet::default()
///     .allow("no_master", Finding::SentNothing, "it is not written yet");
/// let report = gauntlet.run(|_| async { Ok::<_, String>(()) }).await;
///
/// let row = report.row("no_master").unwrap();
/// assert_eq!(row.trial(), "no_master");
/// assert_eq!(*row.outcome(), Outcome::Succeeded);
/// assert_eq!(row.requests(), Some(0));
/// assert_eq!(row.finding(), Finding::SentNothing);
/// assert_eq!(row.allowed(), Some("it is not written yet"));
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    trial: &'static str,
    outcome: Outcome,
    requests: Option<usize>,
    finding: Finding,
    allowed: Option<String>,
}

impl Row {
    pub(super) fn of(trial: &Trial, outcome: Outcome, seen: Seen) -> Self {
        Self {
            trial: trial.name(),
            finding: Finding::of(trial, &outcome, seen),
            outcome,
            requests: seen.sent(trial),
            allowed: None,
        }
    }

    /// Keeps why its finding is allowed; of several reasons the first.
    pub(super) fn allow(&mut self, reason: &str) {
        self.allowed.get_or_insert_with(|| reason.to_owned());
    }

    /// What went wrong: the name of a [`Failure`](crate::Failure) or of a
    /// [`WireFault`](crate::WireFault), `connection_refused`, or `nothing`.
    #[must_use]
    pub fn trial(&self) -> &str {
        self.trial
    }

    /// How the client ended.
    #[must_use]
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// How many updates it sent. `None` where connections were refused, since the fake does not
    /// hear of the attempts.
    #[must_use]
    pub fn requests(&self) -> Option<usize> {
        self.requests
    }

    /// What is remarkable about it, allowed or not.
    #[must_use]
    pub fn finding(&self) -> Finding {
        self.finding
    }

    /// Why the finding is allowed, if it is.
    #[must_use]
    pub fn allowed(&self) -> Option<&str> {
        self.allowed.as_deref()
    }

    /// Whether the finding is neither [`Fine`](Finding::Fine) nor allowed.
    pub(super) fn is_unsound(&self) -> bool {
        self.finding != Finding::Fine && self.allowed.is_none()
    }
}
