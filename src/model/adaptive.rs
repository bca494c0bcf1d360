//! Settings of adaptive allocations.

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
    #[must_use]
    pub fn between(min: i32, max: i32) -> Self {
        Self::enabled().at_least(min).at_most(max)
    }

    /// With this lower bound, from 0.
    #[must_use]
    pub fn at_least(mut self, min: i32) -> Self {
        self.min = Some(min);
        self
    }

    /// With this upper bound, from 1.
    #[must_use]
    pub fn at_most(mut self, max: i32) -> Self {
        self.max = Some(max);
        self
    }

    /// Whether the number of allocations follows the load. Not by default.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.enabled == Some(true)
    }

    /// The lower bound, if there is one.
    #[must_use]
    pub fn min_number_of_allocations(&self) -> Option<i32> {
        Self::set(self.min)
    }

    /// The upper bound, if there is one.
    #[must_use]
    pub fn max_number_of_allocations(&self) -> Option<i32> {
        Self::set(self.max)
    }

    fn set(bound: Option<i32>) -> Option<i32> {
        bound.filter(|&bound| bound != Self::UNSET)
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
        let min = self.min_number_of_allocations();
        let max = self.max_number_of_allocations();
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
            let settings = AdaptiveAllocations::between(min, max);
            let found: Vec<_> = settings.failures().collect();
            assert_eq!(found, failures, "{min} to {max}");
        }
    }

    #[test]
    fn what_is_not_sent_stays_and_minus_one_clears() {
        let stored = AdaptiveAllocations::between(1, 8);
        let nothing = AdaptiveAllocations::default();
        assert_eq!(stored.merged_with(&nothing), stored);
        assert_eq!(nothing.merged_with(&stored), stored);
        let sent = AdaptiveAllocations::disabled().at_most(-1);
        let merged = AdaptiveAllocations::disabled().at_least(1);
        assert_eq!(stored.merged_with(&sent), merged);
    }
}
