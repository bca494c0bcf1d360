//! Everything that can go wrong, one after the other, against one client.

mod report;
mod trial;

use std::fmt::Display;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

pub use report::{Finding, Outcome, Report, Row};
use trial::Trial;

use crate::server::{FakeCluster, FakeClusterBuilder};
use crate::time::real_sleep;

/// Runs a client once for everything that can go wrong, and reports how it took it.
///
/// The closure is the client: it is given a fresh cluster, sends at least one update of the
/// documented deployment, and returns how that went. Its first update meets the failure, or the
/// fault of the wire; what it sends after that is answered as usual. So a client that tries again
/// where that makes sense succeeds, and one that does not fails. The report tells for each trial
/// what came of it, how many requests were sent, and what is remarkable: that it gave up what may
/// pass, tried again what cannot, hung, or panicked.
///
/// ```
/// # let builder = &mut tokio::runtime::Builder::new_current_thread();
/// # builder.enable_all().build().unwrap().block_on(async {
/// use es_ml_fake::gauntlet::gauntlet;
/// use es_ml_fake::DOCUMENTED_DEPLOYMENT;
///
/// let report = gauntlet(|cluster| async move {
///     let url = format!(
///         "{}/_ml/trained_models/{DOCUMENTED_DEPLOYMENT}/deployment/_update",
///         cluster.uri()
///     );
///     let client = reqwest::Client::builder()
///         .timeout(std::time::Duration::from_millis(500))
///         .build()
///         .unwrap();
///     let answer =
///         client.post(url).json(&serde_json::json!({"number_of_allocations": 4})).send().await?;
///     answer.error_for_status()?.bytes().await
/// })
/// .await;
/// assert_eq!(report.row("nothing").unwrap().requests(), 1);
/// println!("{report}");
/// # });
/// ```
pub async fn gauntlet<C, F, T, E>(client: C) -> Report
where
    C: Fn(Arc<FakeCluster>) -> F,
    F: Future<Output = Result<T, E>>,
    E: Display,
{
    Gauntlet::default().run(client).await
}

/// A [`gauntlet`] that is not as usual.
///
/// ```
/// use std::time::Duration;
/// use es_ml_fake::gauntlet::Gauntlet;
/// use es_ml_fake::{Edition, FakeCluster};
///
/// let gauntlet = Gauntlet::default()
///     .deadline(Duration::from_secs(2))
///     .on(|| FakeCluster::builder().edition(Edition::Documented));
/// ```
#[derive(Debug, Clone, Copy)]
#[must_use = "nothing runs until `run` is called and awaited"]
pub struct Gauntlet {
    deadline: Duration,
    builder: fn() -> FakeClusterBuilder,
}

impl Default for Gauntlet {
    fn default() -> Self {
        Self {
            deadline: Duration::from_secs(10),
            builder: FakeCluster::builder,
        }
    }
}

impl Gauntlet {
    /// How long a client may take for one trial, in real time, before it counts as hung. 10 seconds
    /// by default.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Against such clusters, rather than ones that are as usual. Their policies for breaches and
    /// for unused scripts are the gauntlet's.
    pub fn on(mut self, builder: fn() -> FakeClusterBuilder) -> Self {
        self.builder = builder;
        self
    }

    /// Runs the client through all trials, one after the other.
    pub async fn run<C, F, T, E>(&self, client: C) -> Report
    where
        C: Fn(Arc<FakeCluster>) -> F,
        F: Future<Output = Result<T, E>>,
        E: Display,
    {
        let mut rows = Vec::new();
        for trial in Trial::all() {
            let cluster = Arc::new(trial.cluster((self.builder)()));
            let outcome = self.outcome(&client, Arc::clone(&cluster)).await;
            let requests = cluster.updates().count();
            rows.push(Row::of(&trial, outcome, requests));
        }
        Report::of(rows)
    }

    async fn outcome<C, F, T, E>(&self, client: &C, cluster: Arc<FakeCluster>) -> Outcome
    where
        C: Fn(Arc<FakeCluster>) -> F,
        F: Future<Output = Result<T, E>>,
        E: Display,
    {
        let begun = catch_unwind(AssertUnwindSafe(|| client(cluster)));
        let running = match begun {
            Ok(running) => running,
            Err(panic) => return Outcome::panicked(&*panic),
        };
        let mut running = pin!(running);
        let mut deadline = pin!(real_sleep(self.deadline));
        poll_fn(|cx| {
            let polled = catch_unwind(AssertUnwindSafe(|| running.as_mut().poll(cx)));
            match polled {
                Err(panic) => Poll::Ready(Outcome::panicked(&*panic)),
                Ok(Poll::Ready(Ok(_))) => Poll::Ready(Outcome::Succeeded),
                Ok(Poll::Ready(Err(error))) => Poll::Ready(Outcome::Failed(error.to_string())),
                Ok(Poll::Pending) => deadline.as_mut().poll(cx).map(|()| Outcome::Hung),
            }
        })
        .await
    }
}
