//! Which items count.

use super::{Item, Part};
use crate::endpoints::Endpoint;

/// Which items count: those of some parts, and of some endpoints.
///
/// ```
/// use es_ml_fake::coverage::{Coverage, Part, Selection};
/// use es_ml_fake::Endpoint;
///
/// let of_updates = Selection::all().endpoints([Endpoint::Update]).parts([Part::Members]);
/// let (covered, all) = Coverage::new().count(&of_updates);
/// assert!(covered == 0 && all > 0 && all < Coverage::new().count(&Selection::all()).1);
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Selection {
    parts: Vec<Part>,
    /// All, if it is empty.
    endpoints: Vec<Endpoint>,
}

impl Selection {
    /// All items.
    pub fn all() -> Self {
        Self {
            parts: Part::ALL.to_vec(),
            endpoints: Vec::new(),
        }
    }

    /// Those of these parts alone.
    pub fn parts(mut self, parts: impl IntoIterator<Item = Part>) -> Self {
        self.parts = parts.into_iter().collect();
        self
    }

    /// Those of these endpoints alone, and those that are of no single endpoint, such as failures.
    pub fn endpoints(mut self, endpoints: impl IntoIterator<Item = Endpoint>) -> Self {
        self.endpoints = endpoints.into_iter().collect();
        self
    }

    pub(super) fn part_list(&self) -> &[Part] {
        &self.parts
    }

    /// Whether an item is among them.
    #[must_use]
    pub fn has(&self, item: &Item) -> bool {
        let is_of_endpoint = |endpoint| self.endpoints.contains(&endpoint);
        let is_any = self.endpoints.is_empty() || item.endpoint().is_none_or(is_of_endpoint);
        is_any && self.parts.contains(&item.part())
    }
}
