//! How a client took it.

use std::any::Any;
use std::fmt;

use serde::Serialize;

use super::trial::Trial;
use crate::text::panic_text;

/// What came of each trial of a [`gauntlet`](crate::gauntlet()). It prints as a table, made for a
/// snapshot, and can be serialised.
#[derive(Debug, Clone, Serialize)]
#[must_use = "a report is there to be looked at"]
pub struct Report {
    rows: Vec<Row>,
}

/// What came of one trial.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    trial: &'static str,
    outcome: Outcome,
    requests: usize,
    finding: Finding,
}

/// How the client ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Outcome {
    /// It returned `Ok`.
    Succeeded,
    /// It returned this error.
    Failed(String),
    /// It panicked with this message.
    Panicked(String),
    /// It had not returned by the deadline.
    Hung,
}

/// What is remarkable about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Finding {
    /// It did what it should.
    Fine,
    /// It failed without trying again, though what went wrong may pass by itself.
    GaveUp,
    /// It tried again what cannot pass by itself.
    TriedInVain,
    /// It failed though it tried again, and nothing was wrong any more.
    FailedAllTheSame,
    /// It panicked.
    Panicked,
    /// It hung.
    Hung,
    /// It sent no update.
    SentNothing,
}

impl Outcome {
    pub(super) fn panicked(panic: &(dyn Any + Send)) -> Self {
        Self::Panicked(panic_text(panic).unwrap_or_default().to_owned())
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Succeeded => f.write_str("succeeded"),
            Self::Failed(error) => write!(f, "failed: {error}"),
            Self::Panicked(message) => write!(f, "panicked: {message}"),
            Self::Hung => f.write_str("hung"),
        }
    }
}

impl Finding {
    fn of(trial: &Trial, outcome: &Outcome, requests: usize) -> Self {
        let is_again = requests > 1;
        match outcome {
            Outcome::Panicked(_) => Self::Panicked,
            Outcome::Hung => Self::Hung,
            _ if requests == 0 => Self::SentNothing,
            _ if is_again && !trial.may_pass() => Self::TriedInVain,
            Outcome::Failed(_) if is_again => Self::FailedAllTheSame,
            Outcome::Failed(_) if trial.may_pass() => Self::GaveUp,
            Outcome::Failed(_) | Outcome::Succeeded => Self::Fine,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Fine => "",
            Self::GaveUp => "gave up what may pass",
            Self::TriedInVain => "tried again what cannot pass",
            Self::FailedAllTheSame => "tried again, and failed all the same",
            Self::Panicked => "panicked",
            Self::Hung => "hung",
            Self::SentNothing => "sent no update",
        }
    }
}

impl Row {
    pub(super) fn of(trial: &Trial, outcome: Outcome, requests: usize) -> Self {
        Self {
            trial: trial.name(),
            finding: Finding::of(trial, &outcome, requests),
            outcome,
            requests,
        }
    }

    /// What went wrong: the name of a [`Failure`](crate::Failure) or of a
    /// [`WireFault`](crate::WireFault), or `nothing`.
    #[must_use]
    pub fn trial(&self) -> &str {
        self.trial
    }

    /// How the client ended.
    #[must_use]
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// How many updates it sent.
    #[must_use]
    pub fn requests(&self) -> usize {
        self.requests
    }

    /// What is remarkable about it.
    #[must_use]
    pub fn finding(&self) -> Finding {
        self.finding
    }
}

impl Report {
    pub(super) fn of(rows: Vec<Row>) -> Self {
        Self { rows }
    }

    /// One row for each trial; the first is that of nothing going wrong.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The row of the trial of that name.
    #[must_use]
    pub fn row(&self, trial: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.trial == trial)
    }
}

/// The longest outcome that is shown.
const WIDEST_OUTCOME: usize = 60;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcomes: Vec<_> = self
            .rows
            .iter()
            .map(|row| shortened(&row.outcome))
            .collect();
        let width = |longest: Option<usize>| longest.unwrap_or_default();
        let trials = width(self.rows.iter().map(|row| row.trial.len()).max());
        let widest = width(outcomes.iter().map(|outcome| outcome.chars().count()).max());
        writeln!(
            f,
            "{:<trials$}  {:<widest$}  sent  remark",
            "what goes wrong", "what becomes of it"
        )?;
        for (row, outcome) in self.rows.iter().zip(outcomes) {
            let (trial, requests) = (row.trial, row.requests);
            let line = format!(
                "{trial:<trials$}  {outcome:<widest$}  {requests:>4}  {}",
                row.finding.words()
            );
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

/// In one line of limited length.
fn shortened(outcome: &Outcome) -> String {
    let line = outcome.to_string();
    let line = line.lines().next().unwrap_or_default();
    match line.char_indices().nth(WIDEST_OUTCOME) {
        None => line.to_owned(),
        Some((end, _)) => format!("{}…", &line[..end]),
    }
}
