//! Settings of adaptive allocations.

use serde::{Deserialize, Deserializer, de};

use super::count;

/// Settings that let the number of allocations of a deployment follow its load.
///
/// ```
/// use es_ml_fake::AdaptiveAllocations;
///
/// let settings = AdaptiveAllocations::between(3, 10);
/// assert!(settings.is_enabled());
/// assert_eq!(settings.min_number_of_allocations(), Some(3));
/// assert_eq!(settings, AdaptiveAllocations::enabled().at_least(3).at_most(10));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct AdaptiveAllocations {
    pub(crate) enabled: Option<bool>,
    pub(crate) min: Option<i32>,
    pub(crate) max: Option<i32>,
}

impl AdaptiveAllocations {
    /// What stands for a bound that is not set where there has to be a number
    /// (server-behaviour: Update: body fields).
    pub(crate) const UNSET: i32 = -1;

    /// Enabled, without bounds.
    #[must_use]
    pub fn enabled() -> Self {
        Self {
            enabled: Some(true),
            ..Self::default()
        }
    }

    /// Switched off, without bounds.
    #[must_use]
    pub fn disabled() -> Self {
        Self {
            enabled: Some(false),
            ..Self::default()
        }
    }

    /// Enabled, with both bounds.
    ///
    /// # Panics
    ///
    /// As [`at_least`](Self::at_least) and [`at_most`](Self::at_most).
    #[must_use]
    #[track_caller]
    pub fn between(min: u32, max: u32) -> Self {
        Self::enabled().at_least(min).at_most(max)
    }

    /// With this lower bound, from 0.
    ///
    /// # Panics
    ///
    /// If it is larger than the upper bound, or more than `i32::MAX`, which a server cannot count.
    #[must_use]
    #[track_caller]
    pub fn at_least(mut self, min: u32) -> Self {
        self.min = Some(count::signed(min));
        self.refuse_failures();
        self
    }

    /// With this upper bound, from 1.
    ///
    /// # Panics
    ///
    /// If it is 0, smaller than the lower bound, or more than `i32::MAX`, which a server cannot
    /// count.
    #[must_use]
    #[track_caller]
    pub fn at_most(mut self, max: u32) -> Self {
        self.max = Some(count::signed(max));
        self.refuse_failures();
        self
    }

    /// No server has settings that it refuses.
    #[track_caller]
    fn refuse_failures(&self) {
        if let Some(rule) = self.failures().next() {
            let shown = |bound: Option<i32>| bound.map_or("none".to_owned(), |it| it.to_string());
            panic!(
                "no server has adaptive allocations from {} to {}: {rule}",
                shown(self.min),
                shown(self.max)
            );
        }
    }

    /// Whether the number of allocations follows the load. Not by default.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.enabled == Some(true)
    }

    /// Whether there are bounds, and not a word on whether they are to count.
    pub(crate) fn has_bounds_alone(&self) -> bool {
        let bounds = [self.min, self.max];
        self.enabled.is_none() && bounds.iter().flatten().any(|&bound| bound != Self::UNSET)
    }

    /// The lower bound, if there is one.
    ///
    /// A request can ask for a bound that is no count, such as -5, and is refused. Here that is
    /// none; [`Update::json`](crate::journal::Update::json) has it as it was sent.
    #[must_use]
    pub fn min_number_of_allocations(&self) -> Option<u32> {
        self.min.and_then(|min| min.try_into().ok())
    }

    /// The upper bound, if there is one. One that is no count is none, as for the
    /// [lower](Self::min_number_of_allocations).
    #[must_use]
    pub fn max_number_of_allocations(&self) -> Option<u32> {
        self.max.and_then(|max| max.try_into().ok())
    }

    /// These settings with those members replaced that `sent` has
    /// (server-behaviour: Update: existing assignment).
    pub(crate) fn merged_with(&self, sent: &Self) -> Self {
        let bound = |stored: Option<i32>, sent: Option<i32>| match sent {
            None => stored,
            Some(Self::UNSET) => None,
            Some(bound) => Some(bound),
        };
        Self {
            enabled: sent.enabled.or(self.enabled),
            min: bound(self.min, sent.min),
            max: bound(self.max, sent.max),
        }
    }

    /// What is wrong with the bounds, in the words and the order of the server
    /// (server-behaviour: Update: request validation).
    pub(crate) fn failures(&self) -> impl Iterator<Item = &'static str> + use<> {
        let is_set = |&bound: &i32| bound != Self::UNSET;
        let (min, max) = (self.min.filter(is_set), self.max.filter(is_set));
        [
            (
                min.is_some_and(|min| min < 0),
                "[min_number_of_allocations] must be a non-negative integer or null",
            ),
            (
                max.is_some_and(|max| max < 1),
                "[max_number_of_allocations] must be a positive integer or null",
            ),
            (
                min.zip(max).is_some_and(|(min, max)| min > max),
                "[min_number_of_allocations] must not be larger than [max_number_of_allocations]",
            ),
        ]
        .into_iter()
        .filter_map(|(is_broken, rule)| is_broken.then_some(rule))
    }
}

/// As it is written in a configuration file, and to the control API.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    #[serde(default)]
    enabled: bool,
    min_number_of_allocations: Option<u32>,
    max_number_of_allocations: Option<u32>,
}

impl<'de> Deserialize<'de> for AdaptiveAllocations {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let form = Form::deserialize(deserializer)?;
        let bound = |bound: Option<u32>| bound.map(count::checked).transpose();
        let settings = Self {
            enabled: Some(form.enabled),
            min: bound(form.min_number_of_allocations).map_err(de::Error::custom)?,
            max: bound(form.max_number_of_allocations).map_err(de::Error::custom)?,
        };
        let broken = settings.failures().next();
        broken.map_or(Ok(settings), |rule| Err(de::Error::custom(rule)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Also of what a server reads from a string, such as "0", which no schema has looked at.
    #[test]
    fn bounds_are_checked_at_their_edges() {
        const MIN: &str = "[min_number_of_allocations] must be a non-negative integer or null";
        const MAX: &str = "[max_number_of_allocations] must be a positive integer or null";
        const ORDER: &str =
            "[min_number_of_allocations] must not be larger than [max_number_of_allocations]";
        for (min, max, failures) in [
            (0, 1, &[][..]),
            (5, 5, &[]),
            (i32::MAX, i32::MAX, &[]),
            (-2, 1, &[MIN]),
            (0, 0, &[MAX]),
            (0, -2, &[MAX, ORDER]),
            (6, 5, &[ORDER]),
            (-2, -3, &[MIN, MAX, ORDER]),
            // Minus one is no bound at all.
            (-1, 0, &[MAX]),
            (7, -1, &[]),
        ] {
            let settings = AdaptiveAllocations {
                enabled: Some(true),
                min: Some(min),
                max: Some(max),
            };
            let found: Vec<_> = settings.failures().collect();
            assert_eq!(found, failures, "{min} to {max}");
        }
    }

    #[test]
    #[should_panic(
        expected = "no server has adaptive allocations from 8 to 4: [min_number_of_allocations] must not be larger than [max_number_of_allocations]"
    )]
    fn a_test_cannot_have_bounds_that_a_server_refuses() {
        let _ = AdaptiveAllocations::between(8, 4);
    }

    #[test]
    #[should_panic(expected = "[max_number_of_allocations] must be a positive integer or null")]
    fn no_allocation_is_no_upper_bound() {
        let _ = AdaptiveAllocations::enabled().at_most(0);
    }

    #[test]
    fn what_is_not_sent_stays_and_minus_one_clears() {
        let stored = AdaptiveAllocations::between(1, 8);
        let nothing = AdaptiveAllocations::default();
        assert_eq!(stored.merged_with(&nothing), stored);
        assert_eq!(nothing.merged_with(&stored), stored);
        let sent = AdaptiveAllocations {
            max: Some(AdaptiveAllocations::UNSET),
            ..AdaptiveAllocations::disabled()
        };
        assert_eq!(sent.max_number_of_allocations(), None);
        let merged = AdaptiveAllocations::disabled().at_least(1);
        assert_eq!(stored.merged_with(&sent), merged);
    }
}
