//! Loads that a test declares, and the time that they take effect in.

use std::time::SystemTime;

use super::Cluster;
use super::shared::State;
use crate::model::{Load, LoadTotals, Look};

/// Loads on deployments.
impl Cluster {
    /// Declares the load on a deployment from that time on, in the place of what was declared
    /// before.
    ///
    /// As [`FakeCluster::load`](crate::FakeCluster::load), for a cluster without a clock.
    pub fn load_at(&self, now: SystemTime, id: &str, load: Load) {
        self.shared.change(|state| {
            let State {
                deployments,
                activity,
                ..
            } = state;
            activity.declare(deployments, id, load, now);
        });
    }

    /// Tells the cluster the time, as requests do too: load that was declared has arrived by then,
    /// and deployments have been scaled.
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    /// use es_ml_fake::{AdaptiveAllocations, Cluster, Deployment, Load};
    ///
    /// let (cluster, start) = (Cluster::new(), SystemTime::now());
    /// let settings = AdaptiveAllocations::between(1, 8);
    /// cluster.put_deployment(Deployment::started("m").adaptive(settings));
    /// cluster.load_at(start, "m", Load::constant(80.0, Duration::from_millis(50)));
    /// cluster.come_to(start + Duration::from_secs(20)); // two looks at the load make a decision
    /// let deployment = cluster.deployment("m").expect("it was put there");
    /// assert_eq!(deployment.number_of_allocations(), 5);
    /// ```
    pub fn come_to(&self, now: SystemTime) {
        let mut state = self.shared.state.lock();
        if !state.activity.is_quiet() {
            state.come_to(now);
            drop(state);
            self.shared.changed.notify();
        }
    }

    /// What a deployment was like in the rounds of the last hour, and what it is now, if a load
    /// was declared on it.
    pub(crate) fn looks_at(&self, now: SystemTime, id: &str) -> Vec<Look> {
        let state = self.shared.state.lock();
        let (deployments, activity) = (&state.deployments, &state.activity);
        let look = activity.look(deployments, id, now);
        activity
            .looks(id)
            .filter(|look| look.at < now)
            .chain(look)
            .collect()
    }

    /// What became of the load that was declared on a deployment, if one was.
    #[must_use]
    pub fn load_totals(&self, id: &str) -> Option<LoadTotals> {
        self.shared.state.lock().activity.totals(id)
    }
}
