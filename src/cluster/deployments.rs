//! The deployments of a cluster, by id.

use std::ops::{Index, IndexMut};

use super::{Deployment, Fleet, Writes};
use crate::api::update::AnswerConstants;

/// All deployments of a cluster, and the nodes that they are on.
#[derive(Debug, Clone)]
pub(crate) struct Deployments {
    /// Ordered by id.
    pub(super) by_id: Vec<Deployed>,
    pub(super) fleet: Fleet,
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

/// Where a deployment is, to be found only once for each request. It holds until a deployment is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slot(pub(super) usize);

impl Deployments {
    pub(crate) fn new(
        writes: Writes,
        fleet: Fleet,
        deployments: impl IntoIterator<Item = Deployment>,
    ) -> Self {
        let mut all = Self {
            by_id: Vec::new(),
            fleet,
            writes,
        };
        for deployment in deployments {
            all.put(deployment);
        }
        all
    }

    /// Adds a deployment, in the place of one that has the same id.
    pub(crate) fn put(&mut self, mut deployment: Deployment) {
        self.fleet.welcome(&mut deployment);
        let place = self.search(deployment.id());
        let deployed = Deployed {
            constants: AnswerConstants::of(&deployment, self.writes),
            deployment,
        };
        match place {
            Ok(same) => self.by_id[same] = deployed,
            Err(place) => self.by_id.insert(place, deployed),
        }
    }

    pub(crate) fn find(&self, id: &str) -> Option<Slot> {
        self.search(id).ok().map(Slot)
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Deployment> {
        self.find(id).map(|slot| &self[slot].deployment)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Deployment> {
        self.by_id.iter().map(|deployed| &deployed.deployment)
    }

    pub(crate) fn fleet(&self) -> &Fleet {
        &self.fleet
    }

    /// Lets all nodes catch up.
    pub(crate) fn settle(&mut self) {
        for deployed in &mut self.by_id {
            deployed.deployment.settle();
        }
    }

    fn search(&self, id: &str) -> Result<usize, usize> {
        self.by_id
            .binary_search_by(|deployed| deployed.deployment.id().cmp(id))
    }
}

impl Index<Slot> for Deployments {
    type Output = Deployed;

    fn index(&self, slot: Slot) -> &Deployed {
        &self.by_id[slot.0]
    }
}

impl IndexMut<Slot> for Deployments {
    fn index_mut(&mut self, slot: Slot) -> &mut Deployed {
        &mut self.by_id[slot.0]
    }
}
