//! What settings of adaptive allocations make of a load, without a cluster around it.

use std::time::{Duration, SystemTime};

use super::activity::Activity;
use super::autoscaling::{INTERVAL, Policy};
use super::{
    AdaptiveAllocations, Deployment, Deployments, Edition, Load, LoadTotals, Nodes, Settling,
    Timing,
};

/// What a server would do about a load, to see before settings are made.
///
/// It is the same computation by which a fake scales deployments with a declared [`Load`], from the
/// moment when the deployment was started, on a node with room for everything.
///
/// ```
/// use std::time::Duration;
/// use es_ml_fake::model::Simulation;
/// use es_ml_fake::{AdaptiveAllocations, Load};
///
/// let load = Load::constant(100.0, Duration::from_millis(50)); // keeps five allocations busy
/// let simulation = Simulation::new(AdaptiveAllocations::between(1, 8), load);
/// let allocations: Vec<_> = simulation.moments().take(60).map(|at| at.allocations).collect();
/// assert_eq!(allocations[..5], [1, 1, 6, 7, 7]); // seven to get through with what has waited
/// assert_eq!(allocations[59], 6);
/// ```
#[derive(Debug, Clone)]
#[must_use = "it computes nothing until it is asked for its moments"]
pub struct Simulation {
    settings: AdaptiveAllocations,
    load: Load,
    allocations: Option<u32>,
    queue_capacity: Option<u32>,
    start_up: Duration,
    policy: Policy,
}

/// How things are at a moment of a [`Simulation`].
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Moment {
    /// Since the beginning.
    pub elapsed: Duration,
    /// The load that begins at this moment, or goes on.
    pub requests_per_second: f64,
    /// How many allocations are wanted.
    pub allocations: u32,
    /// How many allocations work.
    pub working: u32,
    /// What became of all requests so far.
    pub totals: LoadTotals,
}

impl Simulation {
    /// The time between two moments, which is that between two decisions of a server.
    pub const INTERVAL: Duration = INTERVAL;

    /// With these settings and under this load, which begins at once.
    pub fn new(settings: AdaptiveAllocations, load: Load) -> Self {
        Self {
            settings,
            load,
            allocations: None,
            queue_capacity: None,
            start_up: Duration::ZERO,
            policy: Policy::of(Edition::default().dialect()),
        }
    }

    /// Begins with that many allocations. By default with the fewest that the settings allow, and
    /// at least one.
    pub fn allocations(mut self, number: u32) -> Self {
        self.allocations = Some(number);
        self
    }

    /// How many requests can wait. 1024 by default.
    pub fn queue_capacity(mut self, requests: u32) -> Self {
        self.queue_capacity = Some(requests);
        self
    }

    /// How long it takes until a new allocation works. No time by default.
    pub fn start_up_time(mut self, time: Duration) -> Self {
        self.start_up = time;
        self
    }

    /// How long after an increase there is no decrease. 5 minutes by default.
    pub fn scale_cooldown_time(mut self, time: Duration) -> Self {
        self.policy.cooldown = time;
        self
    }

    /// How long there have to be no requests before the last allocation goes, if the settings have
    /// no minimum. A day by default, as the newest servers have it.
    pub fn scale_to_zero_time(mut self, time: Duration) -> Self {
        self.policy.idle_limit = time;
        self
    }

    /// How things are at the beginning, and then every 10 seconds, for ever.
    ///
    /// # Panics
    ///
    /// If it begins with more allocations than `i32::MAX`, or if no request can wait.
    #[track_caller]
    pub fn moments(&self) -> impl Iterator<Item = Moment> + use<> {
        let mut running = Running::begin(self);
        (0..).map(move |step: u32| running.moment(INTERVAL * step))
    }

    /// The deployment as it is at the beginning.
    #[track_caller]
    fn deployment(&self) -> Deployment {
        let fewest = self.settings.min_number_of_allocations().unwrap_or(0);
        let allocations = self.allocations.unwrap_or(fewest.max(1));
        let deployment = Deployment::started(ID)
            .allocations(allocations)
            .adaptive(self.settings.clone())
            .start_time(BEGIN);
        match self.queue_capacity {
            Some(requests) => deployment.queue(requests),
            None => deployment,
        }
    }
}

const BEGIN: SystemTime = SystemTime::UNIX_EPOCH;
const ID: &str = "simulated";

/// A deployment and what happens to it.
struct Running {
    deployments: Deployments,
    activity: Activity,
}

impl Running {
    #[track_caller]
    fn begin(simulation: &Simulation) -> Self {
        let timing = Timing {
            settling: Settling::After(simulation.start_up),
            ..Timing::default()
        };
        let mut running = Self {
            deployments: Deployments::new(Nodes::default(), timing, [simulation.deployment()]),
            activity: Activity::new(simulation.policy),
        };
        let (deployments, load) = (&mut running.deployments, simulation.load.clone());
        running.activity.declare(deployments, ID, load, BEGIN);
        running
    }

    fn moment(&mut self, elapsed: Duration) -> Moment {
        let now = BEGIN.checked_add(elapsed).unwrap_or(BEGIN);
        self.activity.pass_until(&mut self.deployments, now);
        let look = self.activity.look(&self.deployments, ID, now);
        let look = look.expect("the load was declared in the beginning");
        Moment {
            elapsed,
            requests_per_second: look.requests_per_second,
            allocations: look.allocations,
            working: look.working,
            totals: look.totals,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::{option, prelude::*};

    use super::*;

    const SERVICE_TIME: Duration = Duration::from_millis(50);

    #[test]
    fn a_moment_is_where_the_load_and_the_deployment_are() {
        let rates = [(0, 10.0), (60, 100.0)].map(|(time, rate)| (Duration::from_secs(time), rate));
        let load = Load::series(rates, SERVICE_TIME);
        let simulation = Simulation::new(AdaptiveAllocations::between(2, 4), load)
            .start_up_time(Duration::from_secs(15))
            .queue_capacity(50);
        let moments: Vec<_> = simulation.moments().take(10).collect();
        let numbers = moments
            .iter()
            .map(|at| (at.elapsed.as_secs(), at.allocations, at.working));
        let numbers: Vec<_> = numbers.skip(5).collect();
        assert_eq!(
            numbers,
            [(50, 2, 2), (60, 2, 2), (70, 4, 2), (80, 4, 2), (90, 4, 4)]
        );
        let totals = moments[9].totals;
        assert_eq!(
            (totals.arrived, totals.done, totals.pending),
            (3600, 2000, 50)
        );
        assert_eq!(
            (totals.rejected, totals.timed_out, totals.unserved),
            (1550, 0, 0)
        );
        assert_eq!(moments[6].requests_per_second.to_string(), "100");
    }

    #[test]
    fn it_begins_with_the_fewest_or_as_it_is_told() {
        let load = Load::constant(0.0, SERVICE_TIME);
        let first = |simulation: Simulation| simulation.moments().next().unwrap().allocations;
        let new = |settings| Simulation::new(settings, load.clone());
        assert_eq!(first(new(AdaptiveAllocations::enabled())), 1);
        assert_eq!(first(new(AdaptiveAllocations::enabled().at_least(3))), 3);
        assert_eq!(first(new(AdaptiveAllocations::enabled()).allocations(0)), 0);
    }

    #[test]
    fn the_waiting_times_of_a_server_can_be_changed() {
        let rates = [(0, 100.0), (60, 0.0)].map(|(time, rate)| (Duration::from_secs(time), rate));
        let load = Load::series(rates, SERVICE_TIME);
        let minute = Duration::from_secs(60);
        let simulation = Simulation::new(AdaptiveAllocations::enabled(), load)
            .scale_cooldown_time(2 * minute)
            .scale_to_zero_time(10 * minute);
        let allocations_at =
            |minutes: usize| simulation.moments().nth(6 * minutes).unwrap().allocations;
        assert_eq!(
            [1, 2, 3, 10, 11, 12].map(allocations_at),
            [7, 7, 1, 1, 1, 0]
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// From the first round on that has something to decide by.
        #[test]
        fn allocations_stay_in_their_bounds_and_settle_under_a_constant_load(
            rate in 0.0..2000.0f64,
            bounds in (0..6u32, option::of(0..40u32)),
            start_up in 0..60u64,
            begin in 1..20u32,
        ) {
            let (min, max) = (bounds.0, bounds.1.map(|more| (bounds.0 + more).max(1)));
            let settings = AdaptiveAllocations::enabled().at_least(min);
            let settings = max.into_iter().fold(settings, AdaptiveAllocations::at_most);
            let simulation = Simulation::new(settings, Load::constant(rate, SERVICE_TIME))
                .start_up_time(Duration::from_secs(start_up))
                .allocations(begin);
            let moments: Vec<_> = simulation.moments().take(1000).collect();
            let most = max.unwrap_or(32.max(min));
            for moment in moments.iter().skip_while(|moment| moment.allocations == begin) {
                prop_assert!((min..=most).contains(&moment.allocations), "{moment:?}");
            }
            let settled: Vec<_> = moments[700..].iter().map(|moment| moment.allocations).collect();
            prop_assert!(settled.iter().all(|number| *number == settled[0]), "{settled:?}");
            prop_assert!((min..=most).contains(&settled[0]), "{}", settled[0]);
            let load = rate * SERVICE_TIME.as_secs_f64();
            let is_enough = f64::from(settled[0]) >= load || settled[0] == most;
            prop_assert!(is_enough, "{} for {load}", settled[0]);
        }
    }
}
