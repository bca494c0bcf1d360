//! The deployments of a cluster, by id.

use std::collections::BTreeMap;

use super::Deployment;
use crate::api::update::AnswerConstants;

/// All deployments of a cluster.
#[derive(Debug, Clone, Default)]
pub(crate) struct Deployments(BTreeMap<String, Deployed>);

/// A deployment that is in a cluster.
#[derive(Debug, Clone)]
pub(crate) struct Deployed {
    pub(crate) deployment: Deployment,
    /// What all answers about it share, so that it is written once.
    pub(crate) constants: AnswerConstants,
}

impl Deployments {
    /// Adds a deployment, in the place of one that has the same id.
    pub(crate) fn put(&mut self, deployment: Deployment) {
        let constants = AnswerConstants::of(&deployment);
        let id = deployment.id().to_owned();
        let deployed = Deployed {
            deployment,
            constants,
        };
        self.0.insert(id, deployed);
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Deployment> {
        self.0.get(id).map(|deployed| &deployed.deployment)
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut Deployed> {
        self.0.get_mut(id)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Deployment> {
        self.0.values().map(|deployed| &deployed.deployment)
    }
}
