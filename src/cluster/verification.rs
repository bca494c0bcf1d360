//! What a test is told at its end.

use std::fmt;

use super::Cluster;
use crate::journal::{BreachPolicy, SilentBreaches};
use crate::script::{Panics, UnusedPolicy, UnusedScripts};

/// What to do about silent breaches.
const REMEDY_FOR_BREACHES: &str = "\
To fix this, make the program send what is documented. If it is meant to rely on the server's \
leniency, start the fake with `.breaches(BreachPolicy::Allow)`; to have such requests answered with \
400, with `.breaches(BreachPolicy::Refuse)`.";

/// What to do about scripts that were not used.
const REMEDY_FOR_SCRIPTS: &str = "\
To fix this, let the program send what the script is for, or correct what it selects. If it need \
not be used, start the fake with `.unused_scripts(UnusedPolicy::Allow)`.";

/// Everything that makes a test fail at its end: panics of closures, silent breaches, unused
/// scripts.
///
/// As an error it can be returned from a test with `?`.
///
/// ```
/// use es_ml_fake::{Failure, FakeCluster, On};
///
/// let cluster = FakeCluster::start();
/// cluster.script(On::updates(), Failure::no_master());
/// let error = cluster.verify().unwrap_err();
/// assert_eq!(error.unused_scripts().map(|unused| unused.total()), Some(1));
/// assert!(error.silent_breaches().is_none());
/// ```
pub struct VerificationError {
    panics: Option<Panics>,
    breaches: Option<SilentBreaches>,
    unused: Option<UnusedScripts>,
}

impl VerificationError {
    /// The silent breaches, if there were any.
    #[must_use]
    pub fn silent_breaches(&self) -> Option<&SilentBreaches> {
        self.breaches.as_ref()
    }

    /// The scripts that were not used as often as they were to be, if there were any.
    #[must_use]
    pub fn unused_scripts(&self) -> Option<&UnusedScripts> {
        self.unused.as_ref()
    }

    fn is_empty(&self) -> bool {
        self.panics.is_none() && self.breaches.is_none() && self.unused.is_none()
    }
}

impl Cluster {
    /// Checks all that dropping a [`FakeCluster`](crate::FakeCluster) checks, under the same
    /// policies: closures that panicked, silent breaches, unused scripts.
    ///
    /// What is reported here is not reported again. Unused scripts are removed.
    ///
    /// ```
    /// let cluster = es_ml_fake::FakeCluster::start();
    /// // ... the program under test ...
    /// cluster.verify()?;
    /// # Ok::<(), es_ml_fake::VerificationError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If any of it happened since the last call.
    pub fn verify(&self) -> Result<(), VerificationError> {
        let (settings, scripts) = (&self.shared.settings, &self.shared.scripts);
        let fails_breaches = settings.breaches == BreachPolicy::Fail;
        let fails_unused = settings.unused_scripts == UnusedPolicy::Fail;
        let error = VerificationError {
            panics: scripts.take_panics(),
            breaches: fails_breaches
                .then(|| self.take_silent_breaches())
                .flatten(),
            unused: fails_unused.then(|| scripts.take_unused()).flatten(),
        };
        match error.is_empty() {
            true => Ok(()),
            false => Err(error),
        }
    }
}

impl std::error::Error for VerificationError {}

/// As a person reads it, since a test that returns an error shows it in this form.
impl fmt::Debug for VerificationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for VerificationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            panics,
            breaches,
            unused,
        } = self;
        let complaints = [
            panics.as_ref().map(ToString::to_string),
            breaches
                .as_ref()
                .map(|breaches| format!("{breaches}\n\n{REMEDY_FOR_BREACHES}")),
            unused
                .as_ref()
                .map(|unused| format!("{unused}\n\n{REMEDY_FOR_SCRIPTS}")),
        ];
        let complaints: Vec<_> = complaints.into_iter().flatten().collect();
        f.write_str(&complaints.join("\n\n\n"))
    }
}
