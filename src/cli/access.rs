//! Users and API keys as flags give them. What is wrong with one is said without showing it.

use std::collections::BTreeSet;

use es_ml_fake::security::{ApiKey, User};

use super::Failure;
use super::config::Access;

/// The users of `--user`, which take the place of those in the configuration that have their names.
///
/// The form is `NAME:PASSWORD:ROLE[,ROLE]`. The password may have colons, the name and the roles
/// have none.
pub(crate) fn users(flags: &[String], access: &mut Access) -> Result<Vec<User>, Failure> {
    let flag = Flag {
        name: "--user",
        form: "NAME:PASSWORD:ROLE[,ROLE]",
    };
    let all = flag.read_all(flags, access)?;
    let user = |parts: Parts<'_>| {
        access.remove_user(parts.name);
        parts
            .roles
            .into_iter()
            .fold(User::new(parts.name, parts.secret), User::role)
    };
    Ok(all.into_iter().map(user).collect())
}

/// The keys of `--api-key`, in the same manner.
pub(crate) fn api_keys(flags: &[String], access: &mut Access) -> Result<Vec<ApiKey>, Failure> {
    let flag = Flag {
        name: "--api-key",
        form: "ID:SECRET:ROLE[,ROLE]",
    };
    let all = flag.read_all(flags, access)?;
    let key = |parts: Parts<'_>| {
        access.remove_api_key(parts.name);
        parts
            .roles
            .into_iter()
            .fold(ApiKey::new(parts.name, parts.secret), ApiKey::role)
    };
    Ok(all.into_iter().map(key).collect())
}

struct Flag {
    name: &'static str,
    form: &'static str,
}

#[derive(Debug, PartialEq)]
struct Parts<'f> {
    name: &'f str,
    secret: &'f str,
    roles: Vec<&'f str>,
}

impl Flag {
    fn read_all<'f>(
        &self,
        flags: &'f [String],
        access: &Access,
    ) -> Result<Vec<Parts<'f>>, Failure> {
        let (flag, form) = (self.name, self.form);
        let known: Vec<_> = access.roles().collect();
        let mut names = BTreeSet::new();
        let parts = flags.iter().map(|text| {
            let parts = parts(text).ok_or_else(|| {
                Failure(format!("the value of {flag} does not have the form {form}"))
            })?;
            // A password in the place of a role is no role either, so none is shown.
            if !parts.roles.iter().all(|role| known.contains(role)) {
                let known = known.join(", ");
                return Err(Failure(format!(
                    "a role of {flag}, in the form {form}, does not exist; the roles are {known}"
                )));
            }
            match names.insert(parts.name) {
                true => Ok(parts),
                false => Err(Failure(format!("two values of {flag} have the same name"))),
            }
        });
        parts.collect()
    }
}

fn parts(text: &str) -> Option<Parts<'_>> {
    let (name, rest) = text.split_once(':')?;
    let (secret, roles) = rest.rsplit_once(':')?;
    let roles = roles.split(',').filter(|role| !role.is_empty());
    (!name.is_empty()).then(|| Parts {
        name,
        secret,
        roles: roles.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_end_at_the_first_colon_and_roles_begin_behind_the_last() {
        let taken_apart = |name, secret, roles: &[&'static str]| {
            let roles = roles.to_vec();
            Some(Parts {
                name,
                secret,
                roles,
            })
        };
        assert_eq!(
            parts("ops:a:b:scaler,viewer"),
            taken_apart("ops", "a:b", &["scaler", "viewer"])
        );
        assert_eq!(parts("ops::"), taken_apart("ops", "", &[]));
        for malformed in ["", "ops", "ops:secret", ":secret:role"] {
            assert_eq!(parts(malformed), None, "{malformed}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_without_showing_it() {
        let complaint = |flags: &[&str]| {
            let flags: Vec<_> = flags.iter().map(|&flag| flag.to_owned()).collect();
            let failure = users(&flags, &mut Access::default()).err();
            failure.map_or_else(|| "nothing".to_owned(), |failure| failure.0)
        };
        let one = "ops:hunter2:superuser,machine_learning_user";
        assert_eq!(complaint(&[one, "ann:hunter2:"]), "nothing");
        for (flags, expected) in [
            (&["ops:hunter2"][..], "does not have the form"),
            (
                &["ops:superuser:hunter2"],
                "does not exist; the roles are superuser, ",
            ),
            (&[one, one], "two values of --user have the same name"),
        ] {
            let complaint = complaint(flags);
            assert!(complaint.contains(expected), "{complaint}");
            assert!(!complaint.contains("hunter2"), "{complaint}");
        }
    }
}
