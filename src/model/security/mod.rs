//! Who may do what (server-behaviour: Security and licence). Off, until there is a user, an API key
//! or a service account.
//!
//! [`Security::authenticate`] finds out who asks, [`Security::authorise`] whether they may. How the
//! server says no is for the endpoints to know.

mod assigned_role;
mod authentication_error;
mod credentials;
mod denial;
mod identity;
mod principals;
mod privileges;
mod role;

pub(crate) use authentication_error::AuthenticationError;
pub(crate) use denial::Denial;
pub(crate) use identity::Identity;
pub use principals::{ApiKey, ServiceAccount, User};
pub use role::Role;

use assigned_role::AssignedRole;
use credentials::{Credentials, Malformed};
use principals::Validity;

use super::unique;
use crate::text::UnknownName;

/// What a request says about who sends it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct SentCredentials<'r> {
    /// The value of the `Authorization` header.
    pub(crate) authorization: Option<&'r [u8]>,
    /// The user that the sender acts for.
    pub(crate) run_as: Option<&'r str>,
}

/// The users and keys that may send requests, and the roles that they can have.
#[derive(Debug, Clone)]
pub(crate) struct Security {
    users: Vec<User>,
    api_keys: Vec<ApiKey>,
    service_accounts: Vec<ServiceAccount>,
    roles: Vec<Role>,
}

/// Who asks.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Subject<'s> {
    /// Not looked at, since security is off.
    Unchecked,
    User(&'s User),
    RunAs {
        user: &'s User,
        /// Nothing if there is no such user.
        other: Option<&'s User>,
        name: &'s str,
    },
    ApiKey(&'s ApiKey),
    ServiceAccount(&'s ServiceAccount),
}

impl Default for Security {
    fn default() -> Self {
        Self {
            users: Vec::new(),
            api_keys: Vec::new(),
            service_accounts: Vec::new(),
            roles: Role::built_in().into(),
        }
    }
}

/// Names are unique.
impl Security {
    #[track_caller]
    pub(crate) fn add_user(&mut self, user: User) {
        let is_known = self.users.iter().any(|each| each.name == user.name);
        unique::refuse_second(is_known, "user", &user.name);
        self.users.push(user);
    }

    #[track_caller]
    pub(crate) fn add_api_key(&mut self, key: ApiKey) {
        let is_known = self.api_keys.iter().any(|each| each.id == key.id);
        unique::refuse_second(is_known, "API key", &key.id);
        self.api_keys.push(key);
    }

    #[track_caller]
    pub(crate) fn add_service_account(&mut self, account: ServiceAccount) {
        let mut accounts = self.service_accounts.iter();
        let is_known = accounts.any(|each| each.name == account.name);
        unique::refuse_second(is_known, "service account", &account.name);
        self.service_accounts.push(account);
    }

    /// It may take the place of one that is built in.
    #[track_caller]
    pub(crate) fn add_role(&mut self, role: Role) {
        let same = self.role(role.name());
        let is_added = same.is_some_and(|same| !Role::built_in().contains(same));
        unique::refuse_second(is_added, "role", role.name());
        self.roles.retain(|each| each.name() != role.name());
        self.roles.push(role);
    }

    /// The first role that was given and does not exist though it has to, with what to do about
    /// it.
    pub(crate) fn unknown_role(&self) -> Option<String> {
        let users = self.users.iter().map(|it| ("user", &it.name, &it.roles));
        let keys = self.api_keys.iter();
        let keys = keys.map(|it| ("API key", &it.id, &it.roles));
        let accounts = self.service_accounts.iter();
        let accounts = accounts.map(|it| ("service account", &it.name, &it.roles));
        let mut all = users.chain(keys).chain(accounts);
        all.find_map(|(kind, who, roles)| {
            let mut roles = roles.iter();
            roles.find_map(|role| self.complaint_about(role, &format!("{kind} `{who}`")))
        })
    }

    fn complaint_about(&self, role: &AssignedRole, owner: &str) -> Option<String> {
        let given_at = role.given_at()?;
        if self.role(&role.name).is_some() {
            return None;
        }
        let known = self.roles.iter().map(Role::name);
        let unknown = UnknownName::new("role", &role.name, known);
        Some(format!(
            "{unknown}\n\nThe {owner} was given it at {given_at}. To add it, say \
             `.role(Role::new(…))` on the builder; to have a user whose role is missing, give it \
             by `unchecked_role`."
        ))
    }

    pub(crate) fn is_on(&self) -> bool {
        !(self.users.is_empty() && self.api_keys.is_empty() && self.service_accounts.is_empty())
    }
}

impl Security {
    /// Finds out who asks.
    pub(crate) fn authenticate<'s>(
        &'s self,
        sent: SentCredentials<'s>,
    ) -> Result<Subject<'s>, AuthenticationError> {
        if !self.is_on() {
            return Ok(Subject::Unchecked);
        }
        match sent.authorization.and_then(Credentials::parse) {
            None => Err(AuthenticationError::Missing),
            Some(Err(malformed)) => Err(malformed.into()),
            Some(Ok(Credentials::Basic { user, password })) => {
                let user = self.log_in(&user, &password)?;
                Ok(self.run_as(user, sent.run_as))
            }
            Some(Ok(Credentials::ApiKey { id, secret })) => self.open(&id, &secret),
            Some(Ok(Credentials::Bearer(token))) => self.recognise(&token),
        }
    }

    /// Takes as long for a user who does not exist as for one who does.
    fn log_in(&self, name: &str, password: &[u8]) -> Result<&User, AuthenticationError> {
        let mut found = None;
        for user in &self.users {
            let is_password = user.password.is(password);
            if is_password && user.name == name {
                found = Some(user);
            }
        }
        found.ok_or_else(|| AuthenticationError::WrongPassword(name.to_owned()))
    }

    fn run_as<'s>(&'s self, user: &'s User, name: Option<&'s str>) -> Subject<'s> {
        match name {
            None => Subject::User(user),
            Some(name) => Subject::RunAs {
                user,
                other: self.users.iter().find(|each| each.name == name),
                name,
            },
        }
    }

    fn open(&self, id: &str, secret: &[u8]) -> Result<Subject<'_>, AuthenticationError> {
        let key = self.api_keys.iter().find(|key| key.id == id);
        let key = key.ok_or_else(|| AuthenticationError::UnknownKey(id.to_owned()))?;
        let is_secret = key.secret.is(secret);
        match key.validity {
            Validity::Invalidated => Err(AuthenticationError::InvalidatedKey(id.to_owned())),
            _ if !is_secret => Err(AuthenticationError::WrongSecret(id.to_owned())),
            Validity::Expired => Err(AuthenticationError::ExpiredKey),
            Validity::Valid => Ok(Subject::ApiKey(key)),
        }
    }

    fn recognise(&self, token: &str) -> Result<Subject<'_>, AuthenticationError> {
        let mut accounts = self.service_accounts.iter();
        let account = accounts.find(|account| account.token.is(token.as_bytes()));
        account
            .map(Subject::ServiceAccount)
            .ok_or(AuthenticationError::UnknownToken)
    }

    /// Finds out whether they may.
    pub(crate) fn authorise(&self, subject: Subject<'_>, action: &str) -> Result<(), Denial> {
        let is_allowed = match subject {
            _ if privileges::is_for_all(action) => true,
            Subject::Unchecked => true,
            Subject::RunAs { user, other, .. } => {
                may_run_as(user) && other.is_some_and(|other| self.grants(&other.roles, action))
            }
            Subject::User(User { roles, .. })
            | Subject::ApiKey(ApiKey { roles, .. })
            | Subject::ServiceAccount(ServiceAccount { roles, .. }) => self.grants(roles, action),
        };
        match is_allowed {
            true => Ok(()),
            false => Err(Denial::of(self, subject, action)),
        }
    }

    fn grants(&self, roles: &[AssignedRole], action: &str) -> bool {
        let mut granting = privileges::granting(action);
        granting.any(|privilege| {
            let mut defined = roles.iter().filter_map(|role| self.role(&role.name));
            defined.any(|role| role.has(privilege))
        })
    }

    fn role(&self, name: &str) -> Option<&Role> {
        self.roles.iter().find(|role| role.name() == name)
    }
}

/// Of the roles that are there from the start only one has this privilege (recalled).
fn may_run_as(user: &User) -> bool {
    user.roles.iter().any(|role| role.name == Role::SUPERUSER)
}

impl From<Malformed> for AuthenticationError {
    fn from(malformed: Malformed) -> Self {
        match malformed {
            Malformed::BasicEncoding => Self::BasicEncoding,
            Malformed::BasicValue => Self::BasicValue,
            Malformed::ApiKeyEncoding(complaint) => Self::KeyEncoding(complaint),
            Malformed::ApiKeyValue => Self::KeyValue,
        }
    }
}
