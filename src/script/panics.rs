//! Closures of scripts that panicked: the request gets an answer all the same, and the test learns
//! of it at its end.

use std::any::Any;
use std::fmt;

use super::{On, Reply, ScriptedRequest};
use crate::text::panic_text;

/// What closures have panicked with.
#[derive(Debug, Default)]
pub(crate) struct Panics {
    total: usize,
    first: Vec<String>,
}

impl Panics {
    /// How many of the first are kept, and shown.
    const KEPT: usize = 10;

    /// Remembers a panic, and says what the client is to be answered.
    pub(super) fn add(
        &mut self,
        on: &On,
        asked: &ScriptedRequest<'_>,
        panic: &(dyn Any + Send),
    ) -> Reply {
        let message = panic_text(panic).unwrap_or("something that is not text");
        self.total += 1;
        if self.first.len() < Self::KEPT {
            let indented = message.replace('\n', "\n     ");
            self.first
                .push(format!("on {on}, at {}:\n     {indented}", asked.line()));
        }
        let text = format!("es-ml-fake: a closure of the script on {on} panicked: {message}");
        Reply::status(500).text(&text)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.total == 0
    }
}

/// As a person reads it at the end of a test.
impl fmt::Display for Panics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.total {
            1 => f.write_str(
                "1 request made a closure of a script panic. It was answered with 500.",
            )?,
            many => write!(
                f,
                "{many} requests made closures of scripts panic. They were answered with 500."
            )?,
        }
        for panic in &self.first {
            write!(f, "\n\n  {panic}")?;
        }
        match self.total - self.first.len() {
            0 => Ok(()),
            more => write!(f, "\n\n  ... and {more} more"),
        }
    }
}
