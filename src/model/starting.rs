//! Starting a deployment in its cluster (server-behaviour: Start: refusals).

use std::time::SystemTime;

use super::{Deployment, DeploymentIndex, Deployments};

/// Why a deployment is not started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CannotStart {
    /// There is no room for any of it, and no more can be had. With what is said of the nodes.
    NoNode(Option<String>),
    /// There is room for a part of it alone, and no more can be had.
    NotEnoughResources,
}

impl Deployments {
    /// Starts a deployment with that many allocations, which are planned as those of an increase.
    ///
    /// # Errors
    ///
    /// If they do not fit into a cluster that cannot scale. Nothing is changed then.
    pub(crate) fn start(
        &mut self,
        deployment: Deployment,
        number: i32,
        now: SystemTime,
    ) -> Result<DeploymentIndex, CannotStart> {
        let id = deployment.id().to_owned();
        self.put(deployment);
        let Some(index) = self.find(&id) else {
            unreachable!("it was just put there");
        };
        let Err(planned) = self.increase(index, number, now) else {
            return Ok(index);
        };
        drop(self.remove(index));
        let is_any = planned.targets.iter().any(|&target| target > 0);
        Err(match is_any {
            true => CannotStart::NotEnoughResources,
            false => CannotStart::NoNode(planned.reason),
        })
    }
}
