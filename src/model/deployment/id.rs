//! Ids of deployments (server-behaviour: HTTP: ids in the path).

/// The id, if a server would start a deployment of that id.
#[track_caller]
pub(super) fn checked(id: String) -> String {
    match fault(&id) {
        None => id,
        Some(fault) => panic!(
            "no server starts a deployment with the id `{}`, which {fault}; `unchecked_id` takes \
             it all the same",
            id.escape_debug()
        ),
    }
}

/// What a server would refuse it for.
pub(super) fn fault(id: &str) -> Option<&'static str> {
    match id {
        "" => Some("is empty"),
        "." | ".." => Some("would be a folder in a path"),
        id if id.contains(['/', '\\']) => Some("has a slash or a backslash"),
        id if id.contains('\0') => Some("has a NUL"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_leave_its_folder_is_refused() {
        for id in ["m", ".elser_model_2", "...", "My Model", "a:b", "_all", "é"] {
            assert_eq!(fault(id), None, "{id}");
        }
        for id in ["", ".", "..", "a/b", "/", "a\\b", "a\0"] {
            assert!(fault(id).is_some(), "{id:?}");
        }
    }
}
