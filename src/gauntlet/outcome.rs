//! How a client ended.

use std::any::Any;
use std::fmt;

use serde::Serialize;

use super::wording::Wording;
use crate::text::panic_text;

/// How the client ended in one trial.
///
/// Texts are on one line, with `[address]` for the addresses of the fake, so that they are the same
/// on every run. Those of more than 400 characters are cut, and end with an ellipsis; of an error,
/// the beginning and the innermost source are kept.
///
/// ```
/// use es_ml_fake::gauntlet::{Outcome, gauntlet};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let report = gauntlet(|cluster| async move {
///     Err::<(), _>(format!("cannot reach {}\nat all", cluster.uri()))
/// })
/// .await;
/// let outcome = report.row("nothing").unwrap().outcome();
/// assert_eq!(*outcome, Outcome::Failed("cannot reach http://[address] at all".to_owned()));
/// assert_eq!(outcome.to_string(), "failed: cannot reach http://[address] at all");
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Outcome {
    /// It returned `Ok`.
    Succeeded,
    /// It returned an error: its text and those of its sources, from the outermost to the
    /// innermost.
    Failed(String),
    /// It panicked with this message.
    Panicked(String),
    /// It had not returned by the [deadline](super::Gauntlet::deadline).
    Hung,
}

impl Outcome {
    pub(super) fn failed(texts: &[String], wording: &Wording) -> Self {
        Self::Failed(wording.chain(texts))
    }

    pub(super) fn panicked(panic: &(dyn Any + Send), wording: &Wording) -> Self {
        Self::Panicked(wording.text(panic_text(panic).unwrap_or_default()))
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, text) = match self {
            Self::Succeeded => ("succeeded", ""),
            Self::Failed(error) => ("failed", error.as_str()),
            Self::Panicked(message) => ("panicked", message.as_str()),
            Self::Hung => ("hung", ""),
        };
        match text {
            "" => f.write_str(word),
            text => write!(f, "{word}: {text}"),
        }
    }
}
