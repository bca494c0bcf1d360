//! What comes of a scenario.

use std::fmt::Write as _;
use std::time::Duration;

use es_ml_fake::AdaptiveAllocations;
use es_ml_fake::model::{LoadTotals, Moment, Simulation};

use super::scenario::Scenario;
use crate::cli::{Failure, text};

/// The most allocations without a maximum
/// (server-behaviour: Adaptive allocations: the decision).
const MOST_WITHOUT_MAX: u32 = 32;

/// How a simulation went, moment by moment.
pub(super) struct Course {
    settings: AdaptiveAllocations,
    pub(super) moments: Vec<Moment>,
}

impl Course {
    pub(super) fn of(scenario: &Scenario, duration: Duration) -> Result<Self, Failure> {
        let (settings, simulation) = (scenario.settings()?, scenario.simulation()?);
        let until = |moment: &Moment| moment.elapsed < duration + Simulation::INTERVAL;
        Ok(Self {
            settings,
            moments: simulation.moments().take_while(until).collect(),
        })
    }

    /// The fewest and the most allocations that the settings allow.
    pub(super) fn bounds(&self) -> (u32, u32) {
        let min = self.settings.min_number_of_allocations().unwrap_or(0);
        let max = self.settings.max_number_of_allocations();
        (min, max.unwrap_or(MOST_WITHOUT_MAX.max(min)))
    }

    /// The settings in short.
    pub(super) fn title(&self) -> String {
        let shown = |name, bound: Option<u32>| match bound {
            Some(bound) => format!("{name} {bound}"),
            None => format!("no {name}"),
        };
        let min = shown("min", self.settings.min_number_of_allocations());
        let max = shown("max", self.settings.max_number_of_allocations());
        format!("{min}, {max}")
    }

    /// How long it went on.
    pub(super) fn duration(&self) -> Duration {
        let last = self.moments.last();
        last.map_or(Duration::ZERO, |last| last.elapsed)
    }

    fn totals(&self) -> LoadTotals {
        let last = self.moments.last();
        last.map_or(LoadTotals::default(), |last| last.totals)
    }

    /// What came of it, in words.
    pub(super) fn summary(&self) -> String {
        let wanted = || self.moments.iter().map(|moment| moment.allocations);
        let (fewest, most) = (wanted().min().unwrap_or(0), wanted().max().unwrap_or(0));
        let changes = wanted().zip(wanted().skip(1)).filter(|(a, b)| a != b);
        let changes = text::count(changes.count(), "time", "times");
        let average = self.average();
        let totals = self.totals();
        let mut summary = format!(
            "Allocations: {fewest} to {most}, {average:.1} on average, changed {changes}.\n\
             Requests: {} of {} served",
            totals.done, totals.arrived
        );
        for (count, what) in [
            (totals.pending, "waiting"),
            (totals.timed_out, "timed out"),
            (totals.rejected, "rejected as the queue was full"),
            (totals.unserved, "without an allocation"),
        ] {
            if count > 0 {
                let _ = write!(summary, ", {count} {what}");
            }
        }
        summary + "."
    }

    /// How many allocations worked on average.
    #[allow(clippy::cast_precision_loss, reason = "it is shown with one digit")]
    fn average(&self) -> f64 {
        let working = self.moments.iter().map(|moment| f64::from(moment.working));
        working.sum::<f64>() / self.moments.len().max(1) as f64
    }
}
