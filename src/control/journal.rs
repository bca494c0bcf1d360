//! `/_fake/journal`: what was asked and answered.

use std::str::FromStr;
use std::sync::Arc;

use http::StatusCode;
use serde::Serialize;

use super::call::Call;
use super::content::{Answered, answer, done};
use super::parameters::{CONFORMING, DEPLOYMENT, ENDPOINT, EXCHANGES, SINCE, STATUS, TIMEOUT};
use super::problem::Problem;
use crate::endpoints::Endpoint;
use crate::journal::{Exchange, Records};
use crate::time::real_sleep;

/// Which exchanges are asked for.
struct Filter {
    since: u64,
    endpoint: Option<Endpoint>,
    deployment: Option<String>,
    status: Option<StatusCode>,
    conforming: Option<bool>,
}

#[derive(Serialize)]
struct Document {
    /// Of all exchanges, whatever is asked for.
    total: u64,
    /// How many of them are forgotten.
    dropped: u64,
    exchanges: Vec<Arc<Exchange>>,
}

/// `GET`: the exchanges that pass the filters; with `wait`, as soon as there are so many of them.
pub(super) async fn list(call: &Call<'_>) -> Answered {
    let filter = Filter::of(call)?;
    let wait = call.parameters.get::<usize>(EXCHANGES)?;
    let timeout = call.time_or_usual(TIMEOUT)?;
    let journal = call.scope.cluster.journal();
    if let Some(wait) = wait {
        let _place = call.control.waits.enter()?;
        let are_enough = |records: &Records| (filter.select(records).count() >= wait).then_some(());
        journal.wait_until(real_sleep(timeout), are_enough).await;
    }
    call.elsewhere(move |scope| {
        let document = scope.cluster.journal().read(|records| Document {
            total: records.total(),
            dropped: records.dropped(),
            exchanges: filter.select(records).cloned().collect(),
        });
        answer(&document)
    })
    .await
}

/// `DELETE`: empties the journal, which counts from 1 on again.
pub(super) fn clear(call: &Call<'_>) -> Answered {
    call.scope.cluster.clear_journal();
    done()
}

impl Filter {
    fn of(call: &Call<'_>) -> Result<Self, Problem> {
        let parameters = &call.parameters;
        Ok(Self {
            since: parameters.get(SINCE)?.unwrap_or_default(),
            endpoint: parameters.get(ENDPOINT)?,
            deployment: parameters.get(DEPLOYMENT)?,
            status: parameters.get_by(STATUS, StatusCode::from_str)?,
            conforming: parameters.get(CONFORMING)?,
        })
    }

    fn select<'r>(&'r self, records: &'r Records) -> impl Iterator<Item = &'r Arc<Exchange>> {
        records.exchanges().filter(|exchange| self.admits(exchange))
    }

    fn admits(&self, exchange: &Exchange) -> bool {
        let conforms = exchange.verdict().conforms();
        exchange.seq() > self.since
            && self.endpoint.is_none_or(|it| it == exchange.endpoint())
            && self.status.is_none_or(|it| it == exchange.status())
            && self.conforming.is_none_or(|it| it == conforms)
            && (self.deployment.is_none() || exchange.deployment_id() == self.deployment.as_deref())
    }
}
