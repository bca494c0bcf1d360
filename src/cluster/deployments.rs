//! The deployments of a cluster, by id.

use std::collections::BTreeMap;

use super::{Deployment, Writes};
use crate::api::update::AnswerConstants;

/// All deployments of a cluster.
#[derive(Debug, Clone)]
pub(crate) struct Deployments {
    by_id: BTreeMap<String, Deployed>,
    /// Which fields answers about them have.
    writes: Writes,
}

/// A deployment that is in a cluster.
#[derive(Debug, Clone)]
pub(crate) struct Deployed {
    pub(crate) deployment: Deployment,
    /// What all answers about it share, so that it is written once.
    pub(crate) constants: AnswerConstants,
}

impl Deployments {
    pub(crate) fn new(writes: Writes, deployments: impl IntoIterator<Item = Deployment>) -> Self {
        let mut all = Self {
            by_id: BTreeMap::new(),
            writes,
        };
        for deployment in deployments {
            all.put(deployment);
        }
        all
    }

    /// Adds a deployment, in the place of one that has the same id.
    pub(crate) fn put(&mut self, deployment: Deployment) {
        let constants = AnswerConstants::of(&deployment, self.writes);
        let id = deployment.id().to_owned();
        let deployed = Deployed {
            deployment,
            constants,
        };
        self.by_id.insert(id, deployed);
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Deployment> {
        self.get_deployed(id).map(|deployed| &deployed.deployment)
    }

    pub(crate) fn get_deployed(&self, id: &str) -> Option<&Deployed> {
        self.by_id.get(id)
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut Deployed> {
        self.by_id.get_mut(id)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Deployment> {
        self.by_id.values().map(|deployed| &deployed.deployment)
    }
}
