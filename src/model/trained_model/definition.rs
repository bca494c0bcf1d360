//! The definition of a model, which is put part by part
//! (server-behaviour: Put model: definition part; Start: the definition).

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// How much of a definition is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Definition {
    /// All of it.
    Whole,
    /// These parts: the length of each by its number, and what each says of the whole.
    Parts(BTreeMap<u32, Part>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) length: u64,
    pub(crate) total_length: u64,
    /// Whether it is the last one.
    pub(crate) is_last: bool,
}

/// A part is there already, and is not replaced.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct PartExists;

impl Definition {
    /// Nothing of it.
    pub(crate) fn none() -> Self {
        Self::Parts(BTreeMap::new())
    }

    pub(crate) fn is_complete(&self) -> bool {
        match self {
            Self::Whole => true,
            Self::Parts(parts) => {
                let total = parts.first_key_value().map(|(_, first)| first.total_length);
                let is_last = parts.last_key_value().is_some_and(|(_, last)| last.is_last);
                let length = parts.values().map(|part| part.length).sum::<u64>();
                let agree = |part: &Part| Some(part.total_length) == total;
                is_last && Some(length) == total && parts.values().all(agree)
            }
        }
    }

    /// Adds a part, unless it is there already.
    pub(crate) fn add(&mut self, number: u32, part: Part) -> Result<(), PartExists> {
        match self {
            Self::Whole => Err(PartExists),
            Self::Parts(parts) => match parts.entry(number) {
                Entry::Occupied(_) => Err(PartExists),
                Entry::Vacant(place) => {
                    place.insert(part);
                    Ok(())
                }
            },
        }
    }

    /// What its first part says of its length; `whole` if it did not come in parts.
    pub(crate) fn total_length(&self, whole: u64) -> u64 {
        match self {
            Self::Whole => whole,
            Self::Parts(parts) => parts.get(&0).map_or(0, |first| first.total_length),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(length: u64, total_length: u64, is_last: bool) -> Part {
        Part {
            length,
            total_length,
            is_last,
        }
    }

    #[test]
    fn a_part_that_is_there_is_not_replaced() {
        let mut definition = Definition::none();
        assert_eq!(definition.add(1, part(4, 10, true)), Ok(()));
        assert_eq!(definition.add(0, part(6, 10, false)), Ok(()));
        assert_eq!(definition.add(0, part(5, 10, false)), Err(PartExists));
        assert!(definition.is_complete());
        assert_eq!(Definition::Whole.add(0, part(1, 1, true)), Err(PartExists));
    }

    #[test]
    fn a_definition_is_complete_when_its_parts_add_up() {
        for (parts, is_complete) in [
            (vec![], false),
            (vec![(0, part(10, 10, true))], true),
            (vec![(0, part(9, 10, true))], false),
            (vec![(0, part(10, 10, false))], false),
            (vec![(1, part(4, 10, true)), (0, part(6, 10, false))], true),
            (vec![(1, part(4, 11, true)), (0, part(6, 10, false))], false),
        ] {
            let definition = Definition::Parts(parts.into_iter().collect());
            assert_eq!(definition.is_complete(), is_complete, "{definition:?}");
        }
        assert!(Definition::Whole.is_complete());
        assert_eq!(Definition::Whole.total_length(7), 7);
        assert_eq!(Definition::none().total_length(7), 0);
    }
}
