//! Who may ask, according to a configuration file.

use es_ml_fake::FakeClusterBuilder;
use es_ml_fake::security::{ApiKey, Role, ServiceAccount, User};
use serde::Deserialize;

use super::file::with;

/// The users and keys that may send requests, and the roles that they can have.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Access {
    users: Vec<UserTable>,
    roles: Vec<RoleTable>,
    api_keys: Vec<ApiKeyTable>,
    service_accounts: Vec<ServiceAccountTable>,
}

#[derive(Deserialize)]
struct UserTable {
    name: String,
    password: String,
    #[serde(default)]
    roles: Vec<String>,
}

#[derive(Deserialize)]
struct RoleTable {
    name: String,
    #[serde(default)]
    cluster: Vec<String>,
}

#[derive(Deserialize)]
struct ApiKeyTable {
    id: String,
    secret: String,
    owner: Option<String>,
    #[serde(default)]
    roles: Vec<String>,
    #[serde(default)]
    state: ApiKeyState,
}

#[derive(Deserialize)]
struct ServiceAccountTable {
    name: String,
    token: String,
    #[serde(default)]
    roles: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "lowercase")]
enum ApiKeyState {
    #[default]
    Valid,
    Invalidated,
    Expired,
}

impl Access {
    /// The names of the roles that can be given.
    pub(crate) fn roles(&self) -> impl Iterator<Item = &str> {
        let own = self.roles.iter().map(|role| role.name.as_str());
        Role::BUILT_IN.into_iter().chain(own)
    }

    /// Leaves out a user whose place another takes.
    pub(crate) fn remove_user(&mut self, name: &str) {
        self.users.retain(|user| user.name != name);
    }

    /// Leaves out a key whose place another takes.
    pub(crate) fn remove_api_key(&mut self, id: &str) {
        self.api_keys.retain(|key| key.id != id);
    }

    pub(super) fn apply(self, builder: FakeClusterBuilder) -> FakeClusterBuilder {
        type Builder = FakeClusterBuilder;
        let roles = self.roles.into_iter().map(RoleTable::role);
        let builder = roles.fold(builder, Builder::role);
        let users = self.users.into_iter().map(UserTable::user);
        let builder = users.fold(builder, Builder::user);
        let keys = self.api_keys.into_iter().map(ApiKeyTable::api_key);
        let builder = keys.fold(builder, Builder::api_key);
        let accounts = self.service_accounts.into_iter();
        let accounts = accounts.map(ServiceAccountTable::service_account);
        accounts.fold(builder, Builder::service_account)
    }
}

impl UserTable {
    fn user(self) -> User {
        let user = User::new(self.name, self.password);
        self.roles.into_iter().fold(user, User::role)
    }
}

impl RoleTable {
    fn role(self) -> Role {
        let privileges = self.cluster.into_iter();
        privileges.fold(Role::new(self.name), Role::cluster)
    }
}

impl ApiKeyTable {
    fn api_key(self) -> ApiKey {
        let key = ApiKey::new(self.id, self.secret);
        let key = self.roles.into_iter().fold(key, ApiKey::role);
        let key = with(key, self.owner, ApiKey::owner);
        match self.state {
            ApiKeyState::Valid => key,
            ApiKeyState::Invalidated => key.invalidated(),
            ApiKeyState::Expired => key.expired(),
        }
    }
}

impl ServiceAccountTable {
    fn service_account(self) -> ServiceAccount {
        let account = ServiceAccount::new(self.name, self.token);
        self.roles.into_iter().fold(account, ServiceAccount::role)
    }
}
