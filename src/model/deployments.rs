//! The deployments of a cluster, by id.

use std::ops::{Index, IndexMut};
use std::time::SystemTime;

use super::pending::Pending;
use super::{Deployment, LoadFailures, Nodes, Timing};

/// All deployments of a cluster, and the nodes that they are on.
#[derive(Debug, Clone)]
pub(crate) struct Deployments {
    /// Ordered by id.
    by_id: Vec<Entry>,
    pub(super) nodes: Nodes,
    pub(crate) timing: Timing,
    /// How many deployments were put here so far.
    put: u64,
}

#[derive(Debug, Clone)]
struct Entry {
    deployment: Deployment,
    incarnation: Incarnation,
}

/// A number that no other deployment of the cluster has or had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Incarnation(u64);

/// Where a deployment is, to be found only once for each request. It holds until a deployment is
/// put or removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DeploymentIndex(pub(super) usize);

impl DeploymentIndex {
    pub(crate) fn position(self) -> usize {
        self.0
    }
}

impl Deployments {
    pub(crate) fn new(
        nodes: Nodes,
        timing: Timing,
        deployments: impl IntoIterator<Item = Deployment>,
    ) -> Self {
        let mut all = Self {
            by_id: Vec::new(),
            nodes,
            timing,
            put: 0,
        };
        for deployment in deployments {
            all.put(deployment);
        }
        all
    }

    /// Takes the place of earlier ones, whose incarnations none of its own has.
    pub(crate) fn replace(&mut self, mut later: Self) {
        for entry in &mut later.by_id {
            entry.incarnation.0 += self.put;
        }
        later.put += self.put;
        *self = later;
    }

    /// Adds a deployment, in the place of one that has the same id.
    pub(crate) fn put(&mut self, mut deployment: Deployment) {
        self.nodes.place(&mut deployment);
        self.put += 1;
        let place = self.search(deployment.id());
        let entry = Entry {
            deployment,
            incarnation: Incarnation(self.put),
        };
        match place {
            Ok(same) => self.by_id[same] = entry,
            Err(place) => self.by_id.insert(place, entry),
        }
    }

    /// Removes a deployment. Its nodes stay.
    pub(crate) fn remove(&mut self, index: DeploymentIndex) -> Deployment {
        self.by_id.remove(index.0).deployment
    }

    pub(crate) fn find(&self, id: &str) -> Option<DeploymentIndex> {
        self.search(id).ok().map(DeploymentIndex)
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Deployment> {
        self.find(id).map(|index| &self[index])
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Deployment> {
        self.by_id.iter().map(|entry| &entry.deployment)
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Deployment> {
        self.by_id.iter_mut().map(|entry| &mut entry.deployment)
    }

    pub(super) fn indices(&self) -> impl Iterator<Item = DeploymentIndex> + use<> {
        (0..self.by_id.len()).map(DeploymentIndex)
    }

    /// Says what becomes of nodes that load a model from now on.
    pub(crate) fn set_load_failures(&mut self, model_id: &str, failures: &LoadFailures) {
        let all = self.iter_mut();
        for deployment in all.filter(|deployment| deployment.model_id() == model_id) {
            deployment.set_load_failures(failures.clone());
        }
    }

    /// A number that changes when another deployment is put in the place of one.
    pub(crate) fn incarnation(&self, index: DeploymentIndex) -> Incarnation {
        self.by_id[index.0].incarnation
    }

    pub(crate) fn nodes(&self) -> &Nodes {
        &self.nodes
    }

    /// A deployment to change, and the nodes.
    pub(super) fn deployment_and_nodes(
        &mut self,
        index: DeploymentIndex,
    ) -> (&mut Deployment, &Nodes) {
        (&mut self.by_id[index.0].deployment, &self.nodes)
    }

    /// Finds a deployment as it is at that time. Others are left as they were.
    pub(crate) fn find_at(&mut self, id: &str, now: SystemTime) -> Option<DeploymentIndex> {
        let index = self.find(id)?;
        let deployment = &mut self.by_id[index.0].deployment;
        if deployment.ending().is_some_and(|end| end.is_done(now)) {
            drop(self.end(index, now));
            return None;
        }
        deployment.settle_if_due(now);
        Some(index)
    }

    /// Nodes begin to stop a deployment.
    pub(crate) fn stop(&mut self, index: DeploymentIndex, now: SystemTime) {
        let ending = self.timing.stopping(now);
        self[index].end_after(ending);
    }

    /// Removes a deployment that has come to its end. What it took is there for others.
    pub(crate) fn end(&mut self, index: DeploymentIndex, now: SystemTime) -> Deployment {
        let ended = self.remove(index);
        self.rebalance(now);
        ended
    }

    /// Lets all nodes catch up, and what is stopping end.
    pub(crate) fn settle(&mut self, now: SystemTime) {
        self.end_those(|_| true, now);
        for deployment in self.iter_mut() {
            deployment.settle(now);
        }
    }

    /// The same for one deployment.
    pub(crate) fn settle_one(&mut self, index: DeploymentIndex, now: SystemTime) {
        match self[index].ending() {
            Some(_) => drop(self.end(index, now)),
            None => self[index].settle(now),
        }
    }

    /// Lets happen what has happened by that time.
    pub(crate) fn come_to(&mut self, now: SystemTime) {
        self.end_those(|ending| ending.is_done(now), now);
        for entry in &mut self.by_id {
            entry.deployment.settle_if_due(now);
        }
    }

    /// Statistics show some of them. What has been read often enough happens.
    pub(crate) fn count_reads(&mut self, is_read: impl Fn(&Deployment) -> bool, now: SystemTime) {
        let pending = self.iter_mut().filter(|deployment| deployment.is_pending());
        let read = pending.filter(|deployment| is_read(deployment));
        read.for_each(Deployment::count_read);
        self.come_to(now);
    }

    /// Removes those whose end has come.
    fn end_those(&mut self, has_come: impl Fn(Pending) -> bool, now: SystemTime) {
        let before = self.by_id.len();
        self.by_id
            .retain(|entry| !entry.deployment.ending().is_some_and(&has_come));
        if self.by_id.len() < before {
            self.rebalance(now);
        }
    }

    fn search(&self, id: &str) -> Result<usize, usize> {
        self.by_id
            .binary_search_by(|entry| entry.deployment.id().cmp(id))
    }
}

impl Index<DeploymentIndex> for Deployments {
    type Output = Deployment;

    fn index(&self, index: DeploymentIndex) -> &Deployment {
        &self.by_id[index.0].deployment
    }
}

impl IndexMut<DeploymentIndex> for Deployments {
    fn index_mut(&mut self, index: DeploymentIndex) -> &mut Deployment {
        &mut self.by_id[index.0].deployment
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_deployment_has_the_incarnation_of_another_also_if_all_are_replaced() {
        let put = |ids: &[&str]| {
            let deployments = ids.iter().map(|id| Deployment::started(*id));
            Deployments::new(Nodes::default(), Timing::default(), deployments)
        };
        let mut all = put(&["a", "b"]);
        let incarnation = |all: &Deployments, id| all.incarnation(all.find(id).unwrap());
        let mut seen = vec![incarnation(&all, "a"), incarnation(&all, "b")];
        for _ in 0..2 {
            all.replace(put(&["b"]));
            seen.push(incarnation(&all, "b"));
            all.put(Deployment::started("a"));
            seen.push(incarnation(&all, "a"));
        }
        let is_seen_before = |index: usize| seen[..index].contains(&seen[index]);
        assert!(!(0..seen.len()).any(is_seen_before), "{seen:?}");
    }
}
