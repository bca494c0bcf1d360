//! Why a known subject may not do what it asks (server-behaviour: Security: 403).

use super::{AssignedRole, Security, Subject, User, may_run_as, privileges};

/// An action that is denied to a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Denial {
    pub(crate) action: String,
    /// Who it is denied to, as the server describes them.
    pub(crate) subject: String,
    /// What would help, as the server puts it; empty if nothing would.
    pub(crate) remedy: String,
}

impl Denial {
    pub(super) fn of(security: &Security, subject: Subject<'_>, action: &str) -> Self {
        Self {
            action: action.to_owned(),
            subject: describe(security, subject),
            remedy: remedy(subject, action),
        }
    }

    /// Of a user without roles.
    pub(crate) fn sample(action: &str) -> Self {
        let user = User::new("nobody", "");
        Self::of(&Security::default(), Subject::User(&user), action)
    }
}

fn describe(security: &Security, subject: Subject<'_>) -> String {
    match subject {
        Subject::Unchecked => String::new(),
        Subject::User(user) => {
            let roles = roles(security, &user.roles);
            format!("user [{}]{roles}", user.name)
        }
        Subject::RunAs { user, other, name } => {
            let roles = roles(security, other.map_or(&[], |other| &other.roles));
            format!("user [{}] run as [{name}]{roles}", user.name)
        }
        Subject::ApiKey(key) => format!("API key id [{}] of user [{}]", key.id, key.owner),
        Subject::ServiceAccount(account) => format!("service account [{}]", account.name),
    }
}

/// Roles that are assigned, and which of them are defined.
fn roles(security: &Security, assigned: &[AssignedRole]) -> String {
    let (mut effective, mut missing): (Vec<_>, Vec<_>) = assigned
        .iter()
        .map(|role| role.name.as_str())
        .partition(|name| security.role(name).is_some());
    effective.sort_unstable();
    missing.sort_unstable();
    let effective = format!(" with effective roles [{}]", effective.join(","));
    match missing.as_slice() {
        [] => effective,
        missing => {
            let missing = missing.join(",");
            format!("{effective} (assigned roles [{missing}] were not found)")
        }
    }
}

/// What would help.
fn remedy(subject: Subject<'_>, action: &str) -> String {
    if let Subject::RunAs { user, name, .. } = subject
        && !may_run_as(user)
    {
        // Recalled.
        let user = &user.name;
        return format!(", because user [{user}] is unauthorized to run as [{name}]");
    }
    let privileges: Vec<_> = privileges::granting(action).collect();
    match privileges.as_slice() {
        [] => String::new(),
        privileges => {
            let privileges = privileges.join(",");
            format!(", this action is granted by the cluster privileges [{privileges}]")
        }
    }
}
