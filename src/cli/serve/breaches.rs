//! The breaches of a run, and whether they fail it.

use std::fmt;
use std::sync::Arc;

use es_ml_fake::journal::{BreachReport, Exchange};

use crate::cli::fails_on::FailsOn;

/// All breaches of a run, also those that the fake forgets when it is reset.
#[derive(Clone)]
pub(super) struct Breaches {
    silent: BreachReport,
    refused: BreachReport,
}

impl Breaches {
    pub(super) fn none() -> Self {
        Self {
            silent: BreachReport::of_silent(),
            refused: BreachReport::of_refused(),
        }
    }

    pub(super) fn add(&mut self, exchange: &Arc<Exchange>) {
        if exchange.is_silent_breach() {
            self.silent.add(exchange);
        } else if exchange.is_refused_breach() {
            self.refused.add(exchange);
        }
    }

    /// What to say of those that fail the run, if any do.
    pub(super) fn report(&self, fails_on: FailsOn) -> Option<String> {
        let silent = any(&self.silent).filter(|_| fails_on.silent());
        let silent = silent.map(|report| {
            format!("{report}\n\nWith --strict such requests are answered with 400.")
        });
        let refused = any(&self.refused).filter(|_| fails_on.refused());
        let reports = [silent, refused.map(ToString::to_string)];
        let reports: Vec<_> = reports.into_iter().flatten().collect();
        (!reports.is_empty()).then(|| reports.join("\n\n\n"))
    }
}

/// The report, if there is anything in it.
fn any(report: &BreachReport) -> Option<&BreachReport> {
    (report.total() > 0).then_some(report)
}

/// How many there were of each kind.
impl fmt::Display for Breaches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = |report: &BreachReport, kind: &str| {
            let total = any(report)?.total();
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
