//! Roles: names for sets of cluster privileges.

use std::collections::BTreeSet;

/// A role, which grants cluster privileges to its users.
///
/// `superuser`, `machine_learning_admin` and `machine_learning_user` are there from the start.
/// Others are made from cluster privileges:
///
/// ```
/// use es_ml_fake::security::{Role, User};
/// use es_ml_fake::FakeCluster;
///
/// let cluster = FakeCluster::builder()
///     .role(Role::new("scaler").cluster("manage_ml"))
///     .user(User::new("ops", "secret").role("scaler"))
///     .start();
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a role does nothing until a builder's `role` takes it"]
pub struct Role {
    name: String,
    cluster: BTreeSet<String>,
}

impl Role {
    /// The name of the role that may do everything.
    pub const SUPERUSER: &'static str = "superuser";
    /// The name of the role that may update deployments (documentation of the API, "required
    /// authorization").
    pub const MACHINE_LEARNING_ADMIN: &'static str = "machine_learning_admin";
    /// The name of the role that may look at models, and not change them **(recalled)**.
    pub const MACHINE_LEARNING_USER: &'static str = "machine_learning_user";

    /// The names of the roles that every cluster has.
    pub const BUILT_IN: [&'static str; 3] = [
        Self::SUPERUSER,
        Self::MACHINE_LEARNING_ADMIN,
        Self::MACHINE_LEARNING_USER,
    ];

    /// A role that grants nothing.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            cluster: BTreeSet::new(),
        }
    }

    /// With this cluster privilege, such as `manage_ml`. Privileges that the fake does not know
    /// grant nothing.
    pub fn cluster(mut self, privilege: impl Into<String>) -> Self {
        self.cluster.insert(privilege.into());
        self
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn has(&self, privilege: &str) -> bool {
        self.cluster.contains(privilege)
    }

    /// The roles that every cluster has.
    pub(super) fn built_in() -> [Self; 3] {
        [
            Self::new(Self::SUPERUSER).cluster("all"),
            Self::new(Self::MACHINE_LEARNING_ADMIN).cluster("manage_ml"),
            Self::new(Self::MACHINE_LEARNING_USER).cluster("monitor_ml"),
        ]
    }
}
