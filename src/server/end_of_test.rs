//! What a fake has to say when its test ends.

use std::fmt::Write;
use std::panic::Location;
use std::thread;

use super::alive;
use crate::cluster::{Cluster, VerificationError};
use crate::script::Rng;

/// A cluster that is checked at the end of a test.
#[derive(Debug)]
pub(crate) struct EndOfTest {
    cluster: Cluster,
    /// Where in the test's source.
    started_at: &'static Location<'static>,
}

impl EndOfTest {
    pub(crate) fn of(cluster: Cluster, started_at: &'static Location<'static>) -> Self {
        Self {
            cluster,
            started_at,
        }
    }

    /// What makes the test fail, if anything does.
    pub(crate) fn complaint(&self) -> Option<String> {
        let error = self.cluster.verify().err()?;
        Some(format!(
            "{error}\n\nThe fake was started at {}.",
            self.started_at
        ))
    }

    /// Makes the test fail if there is a reason to. If it fails already, its report gets what the
    /// fake has seen.
    pub(crate) fn check(&self) {
        if thread::panicking() {
            return self.report();
        }
        if let Some(complaint) = self.complaint() {
            alive::keep_unless_heard(&complaint);
            panic!("{complaint}");
        }
    }

    #[allow(
        clippy::print_stderr,
        reason = "the test is failing, and this belongs to its output"
    )]
    fn report(&self) {
        let error = self.cluster.verify().err();
        let mut text = format!(
            "\nThe test is failing. This is what the fake started at {} has seen:\n{}\n",
            self.started_at,
            self.cluster.journal().what_arrived()
        );
        if let Some(error) = &error {
            let _ = writeln!(text, "\n{error}");
        }
        let has_seed = error
            .as_ref()
            .and_then(VerificationError::unused_scripts)
            .is_some();
        if let Some(seed) = self.cluster.used_seed().filter(|_| !has_seed) {
            let _ = writeln!(text, "\nDelays came from {}={seed}.", Rng::VARIABLE);
        }
        eprint!("{text}");
    }
}
