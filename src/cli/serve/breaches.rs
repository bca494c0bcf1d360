//! The breaches of a run, and whether they fail it.

use std::fmt;

use es_ml_fake::Cluster;
use es_ml_fake::journal::BreachReport;

use crate::cli::fails_on::FailsOn;

/// All breaches of a run.
pub(super) struct Breaches {
    silent: Option<BreachReport>,
    refused: Option<BreachReport>,
}

impl Breaches {
    pub(super) fn of(cluster: &Cluster) -> Self {
        Self {
            silent: cluster.take_silent_breaches(),
            refused: cluster.take_refused_breaches(),
        }
    }

    /// What to say of those that fail the run, if any do.
    pub(super) fn report(&self, fails_on: FailsOn) -> Option<String> {
        let silent = self.silent.as_ref().filter(|_| fails_on.silent());
        let silent = silent.map(|report| {
            format!("{report}\n\nWith --strict such requests are answered with 400.")
        });
        let refused = self.refused.as_ref().filter(|_| fails_on.refused());
        let reports = [silent, refused.map(ToString::to_string)];
        let reports: Vec<_> = reports.into_iter().flatten().collect();
        (!reports.is_empty()).then(|| reports.join("\n\n\n"))
    }
}

/// How many there were of each kind.
impl fmt::Display for Breaches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = |report: &Option<BreachReport>, kind: &str| {
            let total = report.as_ref()?.total();
            let noun = if total == 1 { "breach" } else { "breaches" };
            Some(format!("{total} {kind} {noun}"))
        };
        let (silent, refused) = (
            number(&self.silent, "silent"),
            number(&self.refused, "refused"),
        );
        match (silent, refused) {
            (None, None) => f.write_str("no breach"),
            (Some(one), None) | (None, Some(one)) => f.write_str(&one),
            (Some(silent), Some(refused)) => write!(f, "{silent}, {refused}"),
        }
    }
}
