//! Who a subject is, as it is told itself.

use super::Subject;

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity<'s> {
    pub(crate) name: &'s str,
    pub(crate) roles: Vec<&'s str>,
    pub(crate) realm: &'static str,
    pub(crate) realm_type: &'static str,
    pub(crate) authentication_type: &'static str,
    pub(crate) api_key: Option<&'s str>,
}

impl<'s> Subject<'s> {
    /// Nothing where there is no security. The names of realms are recalled.
    pub(crate) fn identity(self) -> Option<Identity<'s>> {
        let of = |name, realm, authentication_type| Identity {
            name,
            roles: Vec::new(),
            realm,
            realm_type: realm,
            authentication_type,
            api_key: None,
        };
        match self {
            Self::Unchecked => None,
            Self::User(user) => {
                let roles = user.roles.iter().map(|role| role.name.as_str());
                Some(Identity {
                    roles: roles.collect(),
                    ..of(&user.name, "native", "realm")
                })
            }
            Self::RunAs { other, name, .. } => {
                let roles = other.into_iter().flat_map(|other| &other.roles);
                Some(Identity {
                    roles: roles.map(|role| role.name.as_str()).collect(),
                    ..of(name, "native", "realm")
                })
            }
            Self::ApiKey(key) => Some(Identity {
                api_key: Some(&key.id),
                ..of(&key.owner, "_es_api_key", "api_key")
            }),
            Self::ServiceAccount(account) => Some(of(&account.name, "_service_account", "token")),
        }
    }
}
