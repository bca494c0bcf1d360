//! Scripts that went wrong: the request gets an answer all the same, and the test learns of it at
//! its end.

use std::any::Any;
use std::fmt;

use super::{On, Reply, ScriptedRequest};
use crate::text::{panic_text, redact};

/// What went wrong with a script at a request.
#[derive(Debug)]
pub(super) enum ScriptError {
    /// A closure panicked with this message.
    Panicked(String),
    /// It does this to the answer, which takes a connection of the fake's own.
    NeedsConnection(&'static str),
}

impl ScriptError {
    pub(super) fn of_panic(panic: &(dyn Any + Send)) -> Self {
        let message = panic_text(panic).unwrap_or("something that is not text");
        Self::Panicked(message.to_owned())
    }
}

impl fmt::Display for ScriptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Panicked(message) => write!(f, "a closure panicked: {message}"),
            Self::NeedsConnection(effect) => write!(
                f,
                "it {effect}, which takes a connection of the fake's own: send the request to its uri()"
            ),
        }
    }
}

/// The scripts of a cluster that went wrong.
#[derive(Debug, Default)]
pub(crate) struct ScriptErrors {
    total: usize,
    first: Vec<String>,
}

impl ScriptErrors {
    /// How many of the first are kept, and shown.
    const KEPT: usize = 10;

    /// Remembers an error, and says what the client is to be answered.
    pub(super) fn add(
        &mut self,
        on: &On,
        asked: &ScriptedRequest<'_>,
        error: &ScriptError,
    ) -> Reply {
        self.total += 1;
        if self.first.len() < Self::KEPT {
            let error = error.to_string();
            let indented = redact(&error).replace('\n', "\n     ");
            self.first
                .push(format!("on {on}, at {}:\n     {indented}", asked.line()));
        }
        let text = format!("es-ml-fake: the script on {on} went wrong: {error}");
        Reply::status(500).text(&text)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.total == 0
    }
}

/// As a person reads it at the end of a test.
impl fmt::Display for ScriptErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.total {
            1 => {
                f.write_str("1 request met a script that went wrong. It was answered with 500.")?;
            }
            many => write!(
                f,
                "{many} requests met scripts that went wrong. They were answered with 500."
            )?,
        }
        for error in &self.first {
            write!(f, "\n\n  {error}")?;
        }
        match self.total - self.first.len() {
            0 => Ok(()),
            more => write!(f, "\n\n  ... and {more} more"),
        }
    }
}
