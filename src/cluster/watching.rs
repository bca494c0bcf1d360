//! Waiting for what becomes of deployments.

use std::fmt;
use std::time::Duration;

use super::Cluster;
use super::shared::State;
use crate::model::Deployment;
use crate::time::real_sleep;

/// A deployment did not become what was waited for.
#[derive(Clone, PartialEq, Eq)]
pub struct NotReached(String);

impl Cluster {
    /// Waits until there is a deployment of that id which is as `is_so` says: say one that a
    /// request has begun to start, before the clock is moved on.
    ///
    /// The time that passes is real time, also while tokio's is paused, and any executor will do.
    /// Deployments are as [`deployment`](Self::deployment) shows them.
    ///
    /// ```
    /// use std::time::Duration;
    /// use es_ml_fake::model::AssignmentState;
    /// use es_ml_fake::{Clock, Deployment, FakeCluster, Model};
    ///
    /// let clock = Clock::manual();
    /// let cluster = FakeCluster::builder()
    ///     .model(Model::pytorch("my-model"))
    ///     .start_takes(Duration::from_secs(60))
    ///     .clock(clock.clone())
    ///     .start();
    /// let path = "_ml/trained_models/my-model/deployment/_start?timeout=2m";
    /// let url = format!("{}/{path}", cluster.uri());
    /// let starting =
    ///     std::thread::spawn(|| reqwest::blocking::Client::new().post(url).send().unwrap());
    ///
    /// let is_starting =
    ///     |it: &Deployment| it.assignment_state() == AssignmentState::Starting;
    /// cluster.wait_for_deployment_blocking("my-model", Duration::from_secs(10), is_starting)?;
    /// clock.advance(Duration::from_secs(60));
    /// assert_eq!(starting.join().unwrap().status(), 200);
    /// # Ok::<(), es_ml_fake::NotReached>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If there is none when `timeout` is over.
    pub fn wait_for_deployment(
        &self,
        id: impl Into<String>,
        timeout: Duration,
        is_so: impl Fn(&Deployment) -> bool + Send + Sync,
    ) -> impl Future<Output = Result<(), NotReached>> + Send {
        let (cluster, id) = (self.clone(), id.into());
        async move {
            let look = || find(&cluster.shared.state.lock(), &id, &is_so);
            let found = cluster.shared.changed.wait_until(real_sleep(timeout), look);
            let found = found.await;
            found.ok_or_else(|| cluster.not_reached(&id, timeout))
        }
    }

    /// As [`wait_for_deployment`](Self::wait_for_deployment), blocking the thread.
    ///
    /// # Errors
    ///
    /// If there is none when `timeout` is over.
    pub fn wait_for_deployment_blocking(
        &self,
        id: &str,
        timeout: Duration,
        is_so: impl Fn(&Deployment) -> bool,
    ) -> Result<(), NotReached> {
        let look = |state: &State| find(state, id, &is_so);
        let found = self.shared.changed.wait(&self.shared.state, timeout, look);
        found.ok_or_else(|| self.not_reached(id, timeout))
    }

    fn not_reached(&self, id: &str, timeout: Duration) -> NotReached {
        let what = match self.deployment(id) {
            None => "there is none".to_owned(),
            Some(it) => format!(
                "it is {}, with {} allocations asked for, on {} nodes",
                it.assignment_state(),
                it.number_of_allocations(),
                it.routing_table().count()
            ),
        };
        NotReached(format!(
            "the deployment `{}` did not become what was waited for within {timeout:?}: {what}",
            id.escape_debug()
        ))
    }
}

fn find(state: &State, id: &str, is_so: &impl Fn(&Deployment) -> bool) -> Option<()> {
    state.deployments.get(id).filter(|it| is_so(it)).map(drop)
}

impl std::error::Error for NotReached {}

impl fmt::Display for NotReached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// As a person reads it, since a test that returns an error shows it in this form.
impl fmt::Debug for NotReached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
