//! What a test is told at its end.

use std::fmt;

use super::Cluster;
use crate::journal::BreachReport;
use crate::script::{ScriptErrors, UnusedPolicy, UnusedScripts};

/// What to do about silent breaches.
const REMEDY_FOR_BREACHES: &str = "\
To fix this, make the program send what is documented. If it is meant to rely on the server's \
leniency, start the fake with `.breaches(BreachPolicy::Allow)`; to have such requests answered with \
400, with `.breaches(BreachPolicy::Refuse)`.";

/// What to do about breaches that were answered with an error.
const REMEDY_FOR_REFUSED_BREACHES: &str = "\
To fix this, make the program send what is documented. If it is meant to send what is refused, leave \
out `.breaches(BreachPolicy::FailOnAny)`.";

/// What to do about scripts that were not used.
const REMEDY_FOR_SCRIPTS: &str = "\
To fix this, let the program send what the script is for, or correct what it selects. If it need \
not be used, start the fake with `.unused_scripts(UnusedPolicy::Allow)`.";

/// Everything that makes a test fail at its end: scripts that went wrong, breaches of the contract,
/// unused scripts.
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
    script_errors: Option<ScriptErrors>,
    silent: Option<Box<BreachReport>>,
    refused: Option<Box<BreachReport>>,
    unused: Option<UnusedScripts>,
}

impl VerificationError {
    /// The silent breaches, if there were any.
    #[must_use]
    pub fn silent_breaches(&self) -> Option<&BreachReport> {
        self.silent.as_deref()
    }

    /// The breaches that were answered with an error, if there were any and the policy is
    /// [`BreachPolicy::FailOnAny`](crate::journal::BreachPolicy::FailOnAny).
    #[must_use]
    pub fn refused_breaches(&self) -> Option<&BreachReport> {
        self.refused.as_deref()
    }

    /// The scripts that were not used as often as they were to be, if there were any.
    #[must_use]
    pub fn unused_scripts(&self) -> Option<&UnusedScripts> {
        self.unused.as_ref()
    }

    fn is_empty(&self) -> bool {
        let has_breaches = self.silent.is_some() || self.refused.is_some();
        self.script_errors.is_none() && !has_breaches && self.unused.is_none()
    }
}

impl Cluster {
    /// Checks all that dropping a [`FakeCluster`](crate::FakeCluster) checks, under the same
    /// policies: scripts that went wrong, breaches of the contract, unused scripts.
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
        let policy = settings.breaches;
        let (on_silent, on_refused) = (policy.fails_on_silent(), policy.fails_on_refused());
        let fails_unused = settings.unused_scripts == UnusedPolicy::Fail;
        let error = VerificationError {
            script_errors: scripts.take_errors(),
            silent: if_so(on_silent, || self.take_silent_breaches()).map(Box::new),
            refused: if_so(on_refused, || self.take_refused_breaches()).map(Box::new),
            unused: if_so(fails_unused, || scripts.take_unused()),
        };
        match error.is_empty() {
            true => Ok(()),
            false => Err(error),
        }
    }
}

fn if_so<T>(is_so: bool, take: impl FnOnce() -> Option<T>) -> Option<T> {
    is_so.then(take).flatten()
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
        fn with_remedy(what: Option<&impl fmt::Display>, remedy: &str) -> Option<String> {
            what.map(|what| format!("{what}\n\n{remedy}"))
        }
        let complaints = [
            self.script_errors.as_ref().map(ToString::to_string),
            with_remedy(self.silent.as_ref(), REMEDY_FOR_BREACHES),
            with_remedy(self.refused.as_ref(), REMEDY_FOR_REFUSED_BREACHES),
            with_remedy(self.unused.as_ref(), REMEDY_FOR_SCRIPTS),
        ];
        let complaints: Vec<_> = complaints.into_iter().flatten().collect();
        f.write_str(&complaints.join("\n\n\n"))
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;
    use crate::cluster::Settings;
    use crate::journal::BreachPolicy;
    use crate::script::{On, Reply};

    /// A silent breach, a refused one, one that a script refuses, and a request that keeps the
    /// contract and is refused: how many of the first two kinds a policy fails for.
    fn failures(policy: BreachPolicy) -> (u64, u64) {
        let cluster = Cluster::with(Settings {
            breaches: policy,
            ..Settings::default()
        });
        let now = SystemTime::UNIX_EPOCH;
        cluster.script_at(now, On::updates().nth(3), Reply::status(503));
        let path = |id| format!("/_ml/trained_models/{id}/deployment/_update");
        let documented = path(crate::DOCUMENTED_DEPLOYMENT);
        for (path, body) in [
            (&documented, r#"{"number_of_allocations":"4"}"#),
            (&documented, r#"{"number_of_allocations":0}"#),
            (&documented, r#"{"number_of_allocations":"5"}"#),
            (&path("m"), r#"{"number_of_allocations":4}"#),
        ] {
            let request = http::Request::post(path).header("content-type", "application/json");
            cluster.handle(&request.body(body.into()).unwrap(), now);
        }
        let Err(error) = cluster.verify() else {
            return (0, 0);
        };
        assert!(cluster.verify().is_ok(), "each is reported once");
        let text = error.to_string();
        let total = |report: Option<&BreachReport>, starts: &str| match report {
            Some(report) => {
                assert!(text.contains(starts), "{text}");
                report.total()
            }
            None => 0,
        };
        (
            total(
                error.silent_breaches(),
                "the documented contract silently. It was not refused",
            ),
            total(
                error.refused_breaches(),
                "the documented contract. They were answered with",
            ),
        )
    }

    #[test]
    fn each_policy_fails_for_its_breaches() {
        for (policy, expected) in [
            (BreachPolicy::Fail, (1, 0)),
            (BreachPolicy::FailOnAny, (1, 2)),
            (BreachPolicy::Refuse, (0, 0)),
            (BreachPolicy::Allow, (0, 0)),
        ] {
            assert_eq!(failures(policy), expected, "{policy:?}");
        }
    }
}
