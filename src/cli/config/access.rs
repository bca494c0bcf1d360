//! Who may ask, according to a configuration file.

use es_ml_fake::security::{ApiKey, Role, User};
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct UserTable {
    name: String,
    password: String,
    #[serde(default)]
    roles: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct RoleTable {
    name: String,
    #[serde(default)]
    cluster: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct ApiKeyTable {
    id: String,
    secret: String,
    owner: Option<String>,
    #[serde(default)]
    roles: Vec<String>,
    #[serde(default)]
    state: ApiKeyState,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "lowercase")]
enum ApiKeyState {
    #[default]
    Valid,
    Invalidated,
    Expired,
}

impl UserTable {
    pub(super) fn user(self) -> User {
        let user = User::new(self.name, self.password);
        self.roles.into_iter().fold(user, User::role)
    }
}

impl RoleTable {
    pub(super) fn role(self) -> Role {
        let privileges = self.cluster.into_iter();
        privileges.fold(Role::new(self.name), Role::cluster)
    }
}

impl ApiKeyTable {
    pub(super) fn api_key(self) -> ApiKey {
        let key = ApiKey::new(self.id, self.secret);
        let key = self.roles.into_iter().fold(key, ApiKey::role);
        let key = match self.owner {
            Some(owner) => key.owner(owner),
            None => key,
        };
        match self.state {
            ApiKeyState::Valid => key,
            ApiKeyState::Invalidated => key.invalidated(),
            ApiKeyState::Expired => key.expired(),
        }
    }
}
