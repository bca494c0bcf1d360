//! Users and API keys as flags give them. What is wrong with one is said without showing it.

use es_ml_fake::security::{ApiKey, User};

use super::Failure;

/// `NAME:PASSWORD:ROLE[,ROLE]`. The password may have colons, the name and the roles have none.
pub(crate) fn user(flag: &str) -> Result<User, Failure> {
    let (name, password, roles) =
        parts(flag).ok_or_else(|| malformed("--user", "NAME:PASSWORD:ROLE[,ROLE]"))?;
    Ok(roles.fold(User::new(name, password), User::role))
}

/// `ID:SECRET:ROLE[,ROLE]`, of the same form.
pub(crate) fn api_key(flag: &str) -> Result<ApiKey, Failure> {
    let (id, secret, roles) =
        parts(flag).ok_or_else(|| malformed("--api-key", "ID:SECRET:ROLE[,ROLE]"))?;
    Ok(roles.fold(ApiKey::new(id, secret), ApiKey::role))
}

fn malformed(flag: &str, form: &str) -> Failure {
    Failure(format!("the value of {flag} does not have the form {form}"))
}

fn parts(text: &str) -> Option<(&str, &str, impl Iterator<Item = &str>)> {
    let (name, rest) = text.split_once(':')?;
    let (secret, roles) = rest.rsplit_once(':')?;
    let roles = roles.split(',').filter(|role| !role.is_empty());
    (!name.is_empty()).then_some((name, secret, roles))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_end_at_the_first_colon_and_roles_begin_behind_the_last() {
        let taken_apart = |text| {
            let (name, secret, roles) = parts(text)?;
            Some((name, secret, roles.collect::<Vec<_>>()))
        };
        assert_eq!(
            taken_apart("ops:a:b:scaler,viewer"),
            Some(("ops", "a:b", vec!["scaler", "viewer"]))
        );
        assert_eq!(taken_apart("ops::"), Some(("ops", "", vec![])));
        for malformed in ["", "ops", "ops:secret", ":secret:role"] {
            assert_eq!(taken_apart(malformed), None, "{malformed}");
        }
    }
}
