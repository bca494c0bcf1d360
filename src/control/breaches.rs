//! `/_fake/breaches`: the requests that broke the contract.

use std::sync::Arc;

use serde::Serialize;

use super::Scope;
use super::call::Call;
use super::content::{Answered, answer};
use crate::journal::{BreachReport, Exchange};

#[derive(Serialize)]
struct Document {
    breaches: Vec<Arc<Exchange>>,
    silent: Report,
    refused: Report,
}

/// What a test in Rust would be told.
#[derive(Serialize)]
struct Report {
    total: u64,
    /// Null if there are none.
    report: Option<String>,
}

/// `GET`: those that the journal still has, and a report of all.
pub(super) async fn list(call: &Call<'_>) -> Answered {
    call.elsewhere(|scope| answer(&in_journal(scope))).await
}

fn in_journal(scope: &Scope) -> Document {
    scope.cluster.journal().read(|records| {
        let breaches = records.exchanges();
        let breaches =
            breaches.filter(|exchange| exchange.is_silent_breach() || exchange.is_refused_breach());
        Document {
            breaches: breaches.cloned().collect(),
            silent: Report::of(records.silent_breaches()),
            refused: Report::of(records.refused_breaches()),
        }
    })
}

impl Report {
    fn of(breaches: &BreachReport) -> Self {
        let total = breaches.total();
        Self {
            total,
            report: (total > 0).then(|| breaches.to_string()),
        }
    }
}
