//! One client in one trial.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use super::brief_outage::BriefOutage;
use super::pace::{Deadline, Pace};
use super::seen::Seen;
use super::trial::Trial;
use super::wording::Wording;
use super::{ClientError, Gauntlet, Outcome, Row};
use crate::endpoints::Endpoint;
use crate::server::FakeCluster;

/// A fake that stands ready for one trial of a client.
pub(super) struct Attempt<'g> {
    gauntlet: &'g Gauntlet,
    trial: Trial,
    pace: Pace,
    cluster: Arc<FakeCluster>,
    started: SystemTime,
}

impl<'g> Attempt<'g> {
    pub(super) fn of(gauntlet: &'g Gauntlet, trial: Trial, pace: Pace) -> Self {
        let cluster = trial.cluster(gauntlet.builder.clone(), pace);
        Self {
            gauntlet,
            trial,
            pace,
            started: cluster.clock().now(),
            cluster: Arc::new(cluster),
        }
    }

    /// Runs the client. `usual` is how long after its start its first update arrives, if it is
    /// known to send any.
    pub(super) async fn run<C, F, T, E, Kind>(&self, client: &C, usual: Option<Duration>) -> Row
    where
        C: Fn(Arc<FakeCluster>) -> F,
        F: Future<Output = Result<T, E>>,
        E: ClientError<Kind>,
    {
        // First, so that it has passed when an outage had to be ended for a client that hangs.
        let deadline = self.deadline();
        let outage = self.outage(usual.unwrap_or_default());
        let outcome = self.outcome(client, outage, deadline).await;
        let seen = Seen::by(&self.cluster, &self.trial, usual.is_some());
        Row::of(&self.trial, outcome, seen)
    }

    /// How long after the start the first update arrived, if one did.
    pub(super) fn first_update(&self) -> Option<Duration> {
        let exchanges = self.cluster.exchanges();
        let mut exchanges = exchanges.iter();
        let first = exchanges.find(|exchange| exchange.endpoint() == Endpoint::Update)?;
        Some(first.at().duration_since(self.started).unwrap_or_default())
    }

    fn outage(&self, usual: Duration) -> Option<BriefOutage> {
        self.trial.is_outage().then(|| {
            let span = self.pace.outage(usual);
            let latest = self.pace.in_real_time(span, self.patience());
            BriefOutage::begin(&self.cluster, self.pace.sleep(span), latest)
        })
    }

    fn deadline(&self) -> Deadline {
        let limit = self.gauntlet.deadline;
        let limit = limit.unwrap_or_else(|| self.pace.deadline());
        Deadline::after(limit, self.pace, self.patience())
    }

    /// How long paused time may stand still.
    fn patience(&self) -> Duration {
        let chosen = self.gauntlet.deadline.unwrap_or_default();
        self.gauntlet.patience.max(chosen)
    }

    async fn outcome<C, F, T, E, Kind>(
        &self,
        client: &C,
        mut outage: Option<BriefOutage>,
        mut deadline: Deadline,
    ) -> Outcome
    where
        C: Fn(Arc<FakeCluster>) -> F,
        F: Future<Output = Result<T, E>>,
        E: ClientError<Kind>,
    {
        let wording = Wording::of(&self.cluster);
        let begin = AssertUnwindSafe(|| client(Arc::clone(&self.cluster)));
        let running = match catch_unwind(begin) {
            Ok(running) => running,
            Err(panic) => return Outcome::panicked(&*panic, &wording),
        };
        let mut running = pin!(running);
        poll_fn(|cx| {
            // First, so that a client that waits just as long finds the cluster back.
            if let Some(outage) = &mut outage {
                outage.poll(cx);
            }
            let outcome = poll_client(running.as_mut(), cx, &wording);
            match deadline.poll(cx) {
                Poll::Ready(()) => Poll::Ready(Outcome::Hung),
                Poll::Pending => outcome,
            }
        })
        .await
    }
}

fn poll_client<T, E, Kind>(
    running: Pin<&mut impl Future<Output = Result<T, E>>>,
    cx: &mut Context<'_>,
    wording: &Wording,
) -> Poll<Outcome>
where
    E: ClientError<Kind>,
{
    match catch_unwind(AssertUnwindSafe(|| running.poll(cx))) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(Ok(_))) => Poll::Ready(Outcome::Succeeded),
        Ok(Poll::Ready(Err(error))) => Poll::Ready(Outcome::failed(&error.texts(), wording)),
        Err(panic) => Poll::Ready(Outcome::panicked(&*panic, wording)),
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use super::*;

    /// How a client that keeps its thread busy in paused time takes a trial.
    async fn outcome<F: Future<Output = Result<(), String>>>(
        trial: Trial,
        client: impl Fn(Arc<FakeCluster>) -> F,
    ) -> Outcome {
        let gauntlet = Gauntlet {
            patience: Duration::from_millis(50),
            ..Gauntlet::default()
        };
        let attempt = Attempt::of(&gauntlet, trial, Pace::here());
        let row = attempt.run(&client, Some(Duration::ZERO)).await;
        row.outcome().clone()
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_keeps_paused_time_from_moving_hangs() {
        let busy = |_| async {
            loop {
                tokio::task::yield_now().await;
            }
        };
        assert_eq!(outcome(Trial::Nothing, busy).await, Outcome::Hung);
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_connects_until_it_can_without_a_pause_hangs() {
        let busy = async |cluster: Arc<FakeCluster>| {
            while TcpStream::connect(cluster.address()).is_err() {}
            Ok(())
        };
        assert_eq!(outcome(Trial::ConnectionRefused, busy).await, Outcome::Hung);
    }
}
