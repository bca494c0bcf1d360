//! The deployments of a cluster, by id.

use std::collections::BTreeMap;

use super::Deployment;

/// All deployments of a cluster.
#[derive(Debug, Clone, Default)]
pub(crate) struct Deployments(BTreeMap<String, Deployment>);

impl Deployments {
    /// Adds a deployment, in the place of one that has the same id.
    pub(crate) fn put(&mut self, deployment: Deployment) {
        self.0.insert(deployment.id().to_owned(), deployment);
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Deployment> {
        self.0.get(id)
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut Deployment> {
        self.0.get_mut(id)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Deployment> {
        self.0.values()
    }
}
