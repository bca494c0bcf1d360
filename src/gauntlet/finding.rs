//! What is remarkable about how a client took a trial.

use std::fmt;

use serde::Serialize;

use super::Outcome;
use super::seen::Seen;
use super::trial::Trial;

/// What is remarkable about how a client took a trial: [`Fine`](Self::Fine), or what is wrong with
/// it.
///
/// ```
/// use es_ml_fake::gauntlet::{Finding, gauntlet};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// // It sends an update, and never looks at the answer.
/// let report = gauntlet(|cluster| async move {
///     let path = "_ml/trained_models/my-model/deployment/_update";
///     let url = format!("{}/{path}", cluster.uri());
///     reqwest::Client::new().post(url).send().await?;
///     Ok::<_, reqwest::Error>(())
/// })
/// .await;
/// let finding = report.row("nothing").unwrap().finding(); // there is no such deployment
/// assert_eq!(finding, Finding::TookRefusalForSuccess);
/// assert_eq!(finding.to_string(), "took a refusal for success");
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Finding {
    /// It did what it should.
    Fine,
    /// It said that it succeeded, and each answer to its updates was a refusal or did not arrive
    /// whole, or no update reached the cluster.
    TookRefusalForSuccess,
    /// It failed without trying again, though what went wrong may pass by itself. Where connections
    /// were refused: without waiting until they were not.
    GaveUp,
    /// It tried again what cannot pass by itself.
    TriedInVain,
    /// It failed though it tried again, and nothing was wrong any more.
    FailedAllTheSame,
    /// It panicked.
    Panicked,
    /// It hung.
    Hung,
    /// It sent no update, in this trial or, where connections were refused, when nothing went
    /// wrong.
    SentNothing,
}

impl Finding {
    pub(super) fn of(trial: &Trial, outcome: &Outcome, seen: Seen) -> Self {
        let is_again = seen.is_again(trial);
        match outcome {
            Outcome::Panicked(_) => Self::Panicked,
            Outcome::Hung => Self::Hung,
            _ if seen.is_nothing(trial) => Self::SentNothing,
            Outcome::Succeeded if !seen.has_accepted => Self::TookRefusalForSuccess,
            _ if is_again && !trial.may_pass() => Self::TriedInVain,
            Outcome::Failed(_) if is_again => Self::FailedAllTheSame,
            Outcome::Failed(_) if trial.may_pass() => Self::GaveUp,
            Outcome::Failed(_) | Outcome::Succeeded => Self::Fine,
        }
    }
}

impl fmt::Display for Finding {
    /// In words, such as `gave up what may pass`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Fine => "fine",
            Self::TookRefusalForSuccess => "took a refusal for success",
            Self::GaveUp => "gave up what may pass",
            Self::TriedInVain => "tried again what cannot pass",
            Self::FailedAllTheSame => "tried again, and failed all the same",
            Self::Panicked => "panicked",
            Self::Hung => "hung",
            Self::SentNothing => "sent no update",
        })
    }
}
