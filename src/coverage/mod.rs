//! Which parts of the contract a run has exercised.
//!
//! `items` lists what there is to exercise, as the table of endpoints, the schemas, the catalogue
//! of failures and the editions have it; an `Observation` is what is known of one exchange; a
//! [`Coverage`] says which items were seen.

mod body;
mod item;
mod items;
mod observation;
mod report;
mod selection;

use std::sync::Arc;

use serde::{Serialize, Serializer};

pub use item::{Item, Part};
use items::items;
use observation::Observation;
pub use report::Report;
pub use selection::Selection;

use crate::journal::Exchange;

/// Which parts of the contract a run has exercised: endpoints, members of bodies with valid and
/// with invalid values, the values at and beyond each boundary, rules, query parameters, failures
/// and editions.
///
/// What there is to cover comes from the endpoints and their schemas, so it is the same in every
/// run of one version of this crate. Runs may be merged, in any order and more than once.
///
/// ```
/// use es_ml_fake::coverage::{Coverage, Part};
/// use es_ml_fake::{DOCUMENTED_DEPLOYMENT, FakeCluster};
///
/// let cluster = FakeCluster::start();
/// let path = format!("_ml/trained_models/{DOCUMENTED_DEPLOYMENT}/deployment/_update");
/// let url = format!("{}/{path}", cluster.uri());
/// let body = serde_json::json!({"number_of_allocations": 1});
/// reqwest::blocking::Client::new().post(url).json(&body).send()?;
///
/// let mut coverage = cluster.coverage();
/// let covered: Vec<_> = coverage.covered().map(ToString::to_string).collect();
/// assert!(covered.contains(&"update: /number_of_allocations: the minimum, 1".to_owned()));
/// assert!(coverage.missing().any(|item| item.part() == Part::Failures));
/// assert!(coverage.percent() > 0.0 && coverage.percent() < 100.0);
/// coverage.merge(&FakeCluster::start().coverage());
/// assert_eq!(coverage, cluster.coverage());
/// # Ok::<(), reqwest::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Coverage {
    /// Of each item in its place.
    covered: Vec<bool>,
}

/// Why a line of a journal cannot be taken into account.
#[derive(Debug)]
pub struct LineError(serde_json::Error);

impl Coverage {
    /// That of a run without requests.
    pub fn new() -> Self {
        Self {
            covered: vec![false; items().len()],
        }
    }

    pub(crate) fn of(exchanges: impl Iterator<Item = Arc<Exchange>>) -> Self {
        let mut coverage = Self::new();
        exchanges.for_each(|exchange| coverage.add(&exchange));
        coverage
    }

    /// Takes an exchange into account.
    pub fn add(&mut self, exchange: &Exchange) {
        self.observe(&Observation::of(exchange));
    }

    /// Takes a line of a journal into account, as `serve --journal` writes it.
    ///
    /// # Errors
    ///
    /// If it is no line of a journal. Nothing is changed then.
    pub fn add_line(&mut self, line: &[u8]) -> Result<(), LineError> {
        let observation = Observation::of_line(line).map_err(LineError)?;
        self.observe(&observation);
        Ok(())
    }

    fn observe(&mut self, observation: &Observation) {
        for (item, covered) in items().iter().zip(&mut self.covered) {
            *covered = *covered || item.is_covered_by(observation);
        }
    }

    /// Adds what another run has covered.
    pub fn merge(&mut self, other: &Self) {
        for (covered, other) in self.covered.iter_mut().zip(&other.covered) {
            *covered |= other;
        }
    }

    /// All there is to exercise, and whether it was.
    pub fn items(&self) -> impl Iterator<Item = (&'static Item, bool)> {
        items().iter().zip(self.covered.iter().copied())
    }

    /// What was exercised.
    pub fn covered(&self) -> impl Iterator<Item = &'static Item> {
        self.items()
            .filter(|(_, covered)| *covered)
            .map(|(item, _)| item)
    }

    /// What was not exercised.
    pub fn missing(&self) -> impl Iterator<Item = &'static Item> {
        self.items()
            .filter(|(_, covered)| !covered)
            .map(|(item, _)| item)
    }

    /// How much was exercised, in percent of all parts, each counted once. It is 100 only if
    /// nothing is missing.
    #[must_use]
    pub fn percent(&self) -> f64 {
        self.percent_of(&Selection::all())
    }

    /// The same, of these items alone.
    #[must_use]
    pub fn percent_of(&self, selection: &Selection) -> f64 {
        let (covered, all) = self.count(selection);
        percent(covered, all)
    }

    /// The same as [`Display`](std::fmt::Display) and [`Serialize`] have it, of these items alone.
    #[must_use]
    pub fn report<'c>(&'c self, selection: &'c Selection) -> Report<'c> {
        Report::of(self, selection)
    }

    /// How many of these items were exercised, and how many there are.
    #[must_use]
    pub fn count(&self, selection: &Selection) -> (usize, usize) {
        let selected = self.items().filter(|(item, _)| selection.has(item));
        selected.fold((0, 0), |(covered, all), (_, is_covered)| {
            (covered + usize::from(is_covered), all + 1)
        })
    }
}

#[allow(clippy::cast_precision_loss, reason = "there are a few hundred items")]
fn percent(covered: usize, all: usize) -> f64 {
    match all {
        0 => 100.0,
        all => covered as f64 * 100.0 / all as f64,
    }
}

impl Default for Coverage {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Display for LineError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Without the values that it came up in, which may be credentials.
        let place = format_args!("column {}", self.0.column());
        write!(f, "it is no line of a journal ({place})")
    }
}

impl std::error::Error for LineError {}

impl std::fmt::Display for Coverage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.report(&Selection::all()).fmt(f)
    }
}

impl Serialize for Coverage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.report(&Selection::all()).serialize(serializer)
    }
}

#[cfg(test)]
mod tests;
