//! The deployments of a cluster, by id.

use std::ops::{Index, IndexMut};
use std::time::SystemTime;

use super::{Deployment, Nodes, Timing};

/// All deployments of a cluster, and the nodes that they are on.
#[derive(Debug, Clone)]
pub(crate) struct Deployments {
    /// Ordered by id.
    by_id: Vec<Entry>,
    pub(super) nodes: Nodes,
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
    pub(crate) fn new(nodes: Nodes, deployments: impl IntoIterator<Item = Deployment>) -> Self {
        let mut all = Self {
            by_id: Vec::new(),
            nodes,
            put: 0,
        };
        for deployment in deployments {
            all.put(deployment);
        }
        all
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
    pub(crate) fn find_at(
        &mut self,
        id: &str,
        now: SystemTime,
        timing: Timing,
    ) -> Option<DeploymentIndex> {
        let index = self.find(id)?;
        let deployment = &mut self.by_id[index.0].deployment;
        if deployment.ends_at().is_some_and(|end| end <= now) {
            self.by_id.remove(index.0);
            return None;
        }
        deployment.settle_if_due(timing.settling, now);
        Some(index)
    }

    /// Lets all nodes catch up, and what is stopping end.
    pub(crate) fn settle(&mut self) {
        self.by_id
            .retain(|entry| entry.deployment.ends_at().is_none());
        for entry in &mut self.by_id {
            entry.deployment.settle();
        }
    }

    /// Lets happen what has happened by that time.
    pub(crate) fn come_to(&mut self, now: SystemTime, timing: Timing) {
        let is_over = |entry: &Entry| entry.deployment.ends_at().is_some_and(|end| end <= now);
        self.by_id.retain(|entry| !is_over(entry));
        for entry in &mut self.by_id {
            entry.deployment.settle_if_due(timing.settling, now);
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
