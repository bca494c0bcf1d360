//! How deployments under load have been, round by round.

use std::collections::VecDeque;
use std::time::SystemTime;

use super::load::Traffic;
use super::{AdaptiveAllocations, Deployment, LoadTotals};

/// How many looks are kept: the rounds of an hour.
const MOST: usize = 360;

/// What a deployment was like lately.
#[derive(Debug, Clone, Default)]
pub(crate) struct Course(VecDeque<Look>);

/// What a deployment was like at a time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    pub(crate) at: SystemTime,
    pub(crate) requests_per_second: f64,
    /// How many allocations were wanted.
    pub(crate) allocations: u32,
    /// How many allocations worked.
    pub(crate) working: u32,
    /// The fewest and the most that adaptive allocations might want, if they were enabled.
    pub(crate) bounds: Option<(u32, Option<u32>)>,
    /// What had become of all requests so far.
    pub(crate) totals: LoadTotals,
}

impl Course {
    pub(super) fn add(&mut self, look: Look) {
        if self.0.len() == MOST {
            self.0.pop_front();
        }
        self.0.push_back(look);
    }

    /// The oldest first.
    pub(super) fn looks(&self) -> impl Iterator<Item = Look> {
        self.0.iter().copied()
    }
}

impl Look {
    /// What it is like now, if there is such a deployment.
    pub(super) fn now(at: SystemTime, deployment: Option<&Deployment>, traffic: &Traffic) -> Self {
        let routes = deployment.into_iter().flat_map(Deployment::routing_table);
        let settings = deployment.and_then(Deployment::adaptive_allocations);
        let settings = settings.filter(|settings| settings.is_enabled());
        Self {
            at,
            requests_per_second: traffic.requests_per_second(),
            allocations: deployment.map_or(0, Deployment::number_of_allocations),
            working: routes.map(|(_, route)| route.current_allocations()).sum(),
            bounds: settings.map(bounds),
            totals: traffic.totals(),
        }
    }
}

fn bounds(settings: &AdaptiveAllocations) -> (u32, Option<u32>) {
    let min = settings.min_number_of_allocations();
    (min.unwrap_or(0), settings.max_number_of_allocations())
}
