//! Roles as users and keys have them: by name.

use std::fmt;
use std::panic::Location;

/// The name of a role, as it was given to a user or a key.
#[derive(Clone)]
pub(crate) struct AssignedRole {
    pub(crate) name: String,
    /// Where in the test's source, if a role of that name has to exist.
    given_at: Option<&'static Location<'static>>,
}

impl AssignedRole {
    /// One that has to exist when the cluster starts.
    #[track_caller]
    pub(super) fn checked(name: String) -> Self {
        Self {
            name,
            given_at: Some(Location::caller()),
        }
    }

    /// One that need not exist.
    pub(super) fn unchecked(name: String) -> Self {
        Self {
            name,
            given_at: None,
        }
    }

    pub(super) fn given_at(&self) -> Option<&'static Location<'static>> {
        self.given_at
    }
}

impl fmt::Debug for AssignedRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name.fmt(f)
    }
}
