//! Who may ask: users, API keys and service accounts.

use super::AssignedRole;
use crate::text::Secret;

/// A user with a password.
///
/// ```
/// use es_ml_fake::security::{Role, User};
/// use es_ml_fake::FakeCluster;
///
/// let cluster = FakeCluster::builder()
///     .user(User::new("ops", "secret").role(Role::MACHINE_LEARNING_ADMIN))
///     .start();
/// let answer = reqwest::blocking::Client::new()
///     .get(cluster.uri())
///     .basic_auth("ops", Some("wrong"))
///     .send()?;
/// assert_eq!(answer.status(), 401);
/// # Ok::<(), reqwest::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "a user can do nothing until a builder's `user` takes it"]
pub struct User {
    pub(super) name: String,
    pub(super) password: Secret,
    pub(super) roles: Vec<AssignedRole>,
}

impl User {
    /// A user without roles, who may do nothing.
    pub fn new(name: impl Into<String>, password: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            password: Secret::new(password),
            roles: Vec::new(),
        }
    }

    /// With the role of that name. It is built in, or [added](crate::FakeClusterBuilder::role) to
    /// the cluster; if not, the fake does not start.
    #[track_caller]
    pub fn role(mut self, name: impl Into<String>) -> Self {
        self.roles.push(AssignedRole::checked(name.into()));
        self
    }

    /// With the role of that name, which need not exist, as one that was deleted does not. A server
    /// says so when it refuses.
    pub fn unchecked_role(mut self, name: impl Into<String>) -> Self {
        self.roles.push(AssignedRole::unchecked(name.into()));
        self
    }
}

/// An API key: `Authorization: ApiKey` and the Base64 of id, colon and secret.
///
/// ```
/// use es_ml_fake::security::{ApiKey, Role};
/// use es_ml_fake::FakeCluster;
///
/// let cluster = FakeCluster::builder()
///     .api_key(
///         ApiKey::new("VuaCfGcBCdbkQm-e5aOx", "ui2lp2axTNmsyakw9tvNnw")
///             .role(Role::MACHINE_LEARNING_ADMIN),
///     )
///     .start();
/// # let header = "ApiKey VnVhQ2ZHY0JDZGJrUW0tZTVhT3g6dWkybHAyYXhUTm1zeWFrdzl0dk5udw==";
/// let url = format!(
///     "{}/_ml/trained_models/m/deployment/_update?number_of_allocations=4",
///     cluster.uri()
/// );
/// let answer =
///     reqwest::blocking::Client::new().post(url).header("authorization", header).send()?;
/// assert_eq!(answer.status(), 404); // it may update, but there is no deployment `m`
/// # Ok::<(), reqwest::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "an API key opens nothing until a builder's `api_key` takes it"]
pub struct ApiKey {
    pub(super) id: String,
    pub(super) secret: Secret,
    pub(super) owner: String,
    pub(super) roles: Vec<AssignedRole>,
    pub(super) validity: Validity,
}

/// Whether a key is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Validity {
    Valid,
    Invalidated,
    Expired,
}

impl ApiKey {
    /// A key without roles, made by the user `elastic`.
    pub fn new(id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            secret: Secret::new(secret),
            owner: "elastic".to_owned(),
            roles: Vec::new(),
            validity: Validity::Valid,
        }
    }

    /// With the privileges of the role of that name. It is built in, or
    /// [added](crate::FakeClusterBuilder::role) to the cluster; if not, the fake does not start.
    #[track_caller]
    pub fn role(mut self, name: impl Into<String>) -> Self {
        self.roles.push(AssignedRole::checked(name.into()));
        self
    }

    /// Made by this user.
    pub fn owner(mut self, name: impl Into<String>) -> Self {
        self.owner = name.into();
        self
    }

    /// One that was invalidated.
    pub fn invalidated(mut self) -> Self {
        self.validity = Validity::Invalidated;
        self
    }

    /// One that has expired.
    pub fn expired(mut self) -> Self {
        self.validity = Validity::Expired;
        self
    }
}

/// A service account with a token: `Authorization: Bearer` and the token.
#[derive(Debug, Clone)]
#[must_use = "a service account can do nothing until a builder's `service_account` takes it"]
pub struct ServiceAccount {
    pub(super) name: String,
    pub(super) token: Secret,
    pub(super) roles: Vec<AssignedRole>,
}

impl ServiceAccount {
    /// A service account without roles. Its name has the form `elastic/fleet-server`.
    pub fn new(name: impl Into<String>, token: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            token: Secret::new(token),
            roles: Vec::new(),
        }
    }

    /// With the privileges of the role of that name. It is built in, or
    /// [added](crate::FakeClusterBuilder::role) to the cluster; if not, the fake does not start.
    #[track_caller]
    pub fn role(mut self, name: impl Into<String>) -> Self {
        self.roles.push(AssignedRole::checked(name.into()));
        self
    }
}
