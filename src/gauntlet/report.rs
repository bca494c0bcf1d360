//! What came of all trials.

use serde::Serialize;

use super::complaint::Complaint;
use super::{Allowance, Row};

/// What came of each trial of a [`gauntlet`](super::gauntlet()).
///
/// It prints as a table, made for a snapshot, and can be serialised.
///
/// ```
/// use es_ml_fake::gauntlet::{Finding, Gauntlet};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let gauntlet = Gauntlet::default()
///     .allow_everywhere(Finding::SentNothing, "it is not written yet");
/// let report = gauntlet.run(|_| async { Ok::<_, String>(()) }).await;
///
/// report.assert_sound();
/// println!("{report}");
/// let json = serde_json::to_value(&report).unwrap();
/// assert_eq!(json["rows"][0]["trial"], "nothing");
/// assert_eq!(json["rows"][0]["finding"], "sent_nothing");
/// assert_eq!(json["rows"][0]["allowed"], "it is not written yet");
/// assert_eq!(json["allowances"][0]["is_used"], true);
/// # }
/// ```
#[derive(Debug, Clone, Serialize)]
#[must_use = "a report is there to be looked at: print it, or call `assert_sound`"]
pub struct Report {
    rows: Vec<Row>,
    allowances: Vec<Allowance>,
}

impl Report {
    pub(super) fn of(mut rows: Vec<Row>, mut allowances: Vec<Allowance>) -> Self {
        for row in &mut rows {
            for allowance in &mut allowances {
                allowance.apply(row);
            }
        }
        Self { rows, allowances }
    }

    /// One row for each trial; the first is that of nothing going wrong.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The row of the trial of that name.
    #[must_use]
    pub fn row(&self, trial: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.trial() == trial)
    }

    /// The rows whose finding is neither [`Fine`](super::Finding::Fine) nor allowed.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// # let report = es_ml_fake::gauntlet::gauntlet(|_| async { Ok::<_, String>(()) }).await;
    /// for row in report.findings() {
    ///     println!("{}: {}", row.trial(), row.finding());
    /// }
    /// # assert_eq!(report.findings().count(), report.rows().len());
    /// # }
    /// ```
    pub fn findings(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.is_unsound())
    }

    /// All that was allowed, in the order in which it was.
    #[must_use]
    pub fn allowances(&self) -> &[Allowance] {
        &self.allowances
    }

    /// The allowances that allowed nothing.
    pub fn unused_allowances(&self) -> impl Iterator<Item = &Allowance> {
        self.allowances.iter().filter(|each| !each.is_used())
    }

    /// Whether there are no [findings](Self::findings) and no
    /// [unused allowances](Self::unused_allowances).
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.findings().next().is_none() && self.unused_allowances().next().is_none()
    }

    /// Asserts that the client took everything as it should, but for what is
    /// [allowed](super::Gauntlet::allow).
    ///
    /// ```should_panic
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let report = es_ml_fake::gauntlet::gauntlet(|_| async { Ok::<_, String>(()) }).await;
    /// report.assert_sound(); // it sends no update
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// If there is a [finding](Self::findings), or an
    /// [allowance that allowed nothing](Self::unused_allowances). The message has the findings, the
    /// table, and how to allow a finding.
    #[track_caller]
    pub fn assert_sound(&self) {
        assert!(self.is_sound(), "{}", Complaint(self));
    }
}
