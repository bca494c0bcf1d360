//! What a file says that cannot all be so.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use es_ml_fake::security::{Role, redact};
use serde_json::Value;

use super::part::{Part, walk};
use super::reading::Reading;

/// Pointers and complaints.
pub(super) type Complaints = Vec<(String, String)>;

/// Things of a kind that have the same name, where the schema wants it to be unique.
pub(super) fn duplicates(document: &Value, schema: Part<'_>) -> Complaints {
    let mut complaints = Vec::new();
    walk(document, schema, &mut |pointer, value, part| {
        let unique = part.and_then(|part| part.keyword("x-unique")?.as_str());
        let (Some(unique), Some(elements)) = (unique, value.as_array()) else {
            return;
        };
        let mut seen = BTreeMap::new();
        for (index, element) in elements.iter().enumerate() {
            let Some(name) = element[unique].as_str() else {
                continue;
            };
            let this = format!("{pointer}/{index}/{unique}");
            if let Some(first) = seen.insert(name, format!("{pointer}/{index}")) {
                let name = redact(name);
                complaints.push((this, format!("`{name}` is the {unique} of {first} already")));
            }
        }
    });
    complaints
}

/// Roles that are given and do not exist.
pub(super) fn unknown_roles(document: &Value, schema: Part<'_>) -> Complaints {
    let known = roles(document);
    let mut complaints = Vec::new();
    walk(document, schema, &mut |pointer, value, part| {
        if part.and_then(Part::definition) != Some("roles") {
            return;
        }
        for (index, role) in value.as_array().into_iter().flatten().enumerate() {
            if let Some(role) = role.as_str().filter(|role| !known.contains(role)) {
                let known = known.join(", ");
                let (role, known) = (redact(role), redact(&known));
                let complaint = format!("there is no role `{role}`; the roles are {known}");
                complaints.push((format!("{pointer}/{index}"), complaint));
            }
        }
    });
    complaints
}

/// That there can be no listening at the address.
pub(super) fn no_address(document: &Value) -> Option<(String, String)> {
    let listen = document["listen"].as_str()?;
    let problem = SocketAddr::of_text(listen).err()?;
    let shown = redact(listen);
    Some(("/listen".to_owned(), problem.replace(listen, &shown)))
}

/// The roles that every cluster has, and those of the file.
fn roles(document: &Value) -> Vec<&str> {
    let own = document["roles"].as_array().into_iter().flatten();
    let own = own.filter_map(|role| role["name"].as_str());
    Role::BUILT_IN.into_iter().chain(own).collect()
}
