//! The names of an object, of which none may be there twice.

use std::borrow::Cow;
use std::collections::HashSet;

use smallvec::SmallVec;

/// From this many names on, they are looked up rather than compared one by one.
const MANY: usize = 8;

/// The names that an object has had so far.
///
/// Documented objects have three at most. What else may be sent has to cost no more for being long.
#[derive(Debug)]
pub(crate) enum SeenNames<'a> {
    Few(SmallVec<[Cow<'a, str>; 4]>),
    Many(HashSet<Cow<'a, str>>),
}

impl<'a> SeenNames<'a> {
    pub(crate) fn new() -> Self {
        Self::Few(SmallVec::new())
    }

    /// Takes note of a name, and tells whether it is a new one.
    pub(crate) fn insert(&mut self, name: Cow<'a, str>) -> bool {
        match self {
            Self::Few(names) if names.contains(&name) => false,
            Self::Few(names) => {
                names.push(name);
                if names.len() == MANY {
                    *self = Self::Many(names.drain(..).collect());
                }
                true
            }
            Self::Many(names) => names.insert(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_new_once() {
        let mut names = SeenNames::new();
        assert!(names.insert("first".into()));
        for number in 0..3 * MANY {
            assert!(names.insert(number.to_string().into()), "{number}");
            assert!(!names.insert(number.to_string().into()), "{number}");
            assert!(!names.insert("first".into()), "{number}");
        }
        assert!(matches!(names, SeenNames::Many(_)));
    }
}
