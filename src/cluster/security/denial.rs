//! The 403 of those who may not (reference, section 5.2).

use http::StatusCode;

use super::{Security, Subject, may_run_as, privileges};
use crate::api::{Exception, Refusal};

pub(super) fn refusal(security: &Security, subject: Subject<'_>, action: &str) -> Refusal {
    let reason = format!(
        "action [{action}] is unauthorized for {}{}",
        describe(security, subject),
        remedy(subject, action)
    );
    let exception = Exception::new("security_exception", reason);
    Refusal::exception(StatusCode::FORBIDDEN, exception)
}

fn describe(security: &Security, subject: Subject<'_>) -> String {
    match subject {
        Subject::Anybody => String::new(),
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
fn roles(security: &Security, assigned: &[String]) -> String {
    let (mut effective, mut missing): (Vec<_>, Vec<_>) = assigned
        .iter()
        .map(String::as_str)
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
