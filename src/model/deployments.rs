//! The deployments of a cluster, by id.

use std::ops::{Index, IndexMut};

use super::{Deployment, Nodes};

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
    incarnation: u64,
}

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
            incarnation: self.put,
        };
        match place {
            Ok(same) => self.by_id[same] = entry,
            Err(place) => self.by_id.insert(place, entry),
        }
    }

    /// Removes a deployment. Its nodes stay.
    #[allow(dead_code, reason = "the next endpoints use it")]
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
    pub(crate) fn incarnation(&self, index: DeploymentIndex) -> u64 {
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

    /// Lets all nodes catch up.
    pub(crate) fn settle(&mut self) {
        for entry in &mut self.by_id {
            entry.deployment.settle();
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
