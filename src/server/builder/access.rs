//! Who may ask.

use super::FakeClusterBuilder;
use crate::security::{ApiKey, Role, ServiceAccount, User};

/// Who may ask.
impl FakeClusterBuilder {
    /// With this user. As soon as there is a user, an API key or a service account, every request
    /// needs credentials.
    ///
    /// # Panics
    ///
    /// If there is a user of that name already.
    #[track_caller]
    pub fn user(mut self, user: User) -> Self {
        self.settings.security.add_user(user);
        self
    }

    /// With this API key. As soon as there is one, every request needs credentials.
    ///
    /// # Panics
    ///
    /// If there is a key of that id already.
    #[track_caller]
    pub fn api_key(mut self, key: ApiKey) -> Self {
        self.settings.security.add_api_key(key);
        self
    }

    /// With this service account. As soon as there is one, every request needs credentials.
    ///
    /// # Panics
    ///
    /// If there is a service account of that name already.
    #[track_caller]
    pub fn service_account(mut self, account: ServiceAccount) -> Self {
        self.settings.security.add_service_account(account);
        self
    }

    /// With this role, for users and API keys to have. One that has the name of a role that is
    /// built in takes its place.
    ///
    /// # Panics
    ///
    /// If the name is that of another which was added before.
    #[track_caller]
    pub fn role(mut self, role: Role) -> Self {
        self.settings.security.add_role(role);
        self
    }
}
