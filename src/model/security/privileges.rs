//! Cluster privileges, and which actions each grants (server-behaviour: Security: 403).

/// A cluster privilege: its name, and patterns of the actions that it grants.
struct Privilege {
    name: &'static str,
    grants: &'static [&'static str],
}

/// From the least powerful to the most, which is the order in which refusals list them.
///
/// Those that grant nothing of what the fake does are known all the same, so that roles can be
/// copied from a real cluster. Which of the actions on models `manage_inference` grants is of newer
/// servers.
#[rustfmt::skip]
static PRIVILEGES: &[Privilege] = &[
    Privilege { name: "none", grants: &[] },
    Privilege { name: "manage_own_api_key", grants: &[] },
    Privilege { name: "monitor_inference", grants: &[] },
    Privilege { name: "manage_inference", grants: &["cluster:admin/xpack/ml/trained_models/deployment/start", "cluster:admin/xpack/ml/trained_models/deployment/stop"] },
    Privilege { name: "monitor_ml", grants: &["cluster:monitor/xpack/ml/*"] },
    Privilege { name: "manage_ml", grants: &["cluster:admin/xpack/ml/*", "cluster:monitor/xpack/ml/*"] },
    Privilege { name: "monitor", grants: &["cluster:monitor/*"] },
    Privilege { name: "manage_security", grants: &[] },
    Privilege { name: "manage", grants: &["cluster:*"] },
    Privilege { name: "all", grants: &["cluster:*"] },
];

/// Whether every known user may do it.
pub(super) fn is_for_all(action: &str) -> bool {
    action == "cluster:admin/xpack/security/user/authenticate"
}

/// The names of the privileges that grant an action, the least powerful first.
pub(super) fn granting(action: &str) -> impl Iterator<Item = &'static str> {
    PRIVILEGES
        .iter()
        .filter(move |privilege| {
            privilege
                .grants
                .iter()
                .any(|pattern| matches(pattern, action))
        })
        .map(|privilege| privilege.name)
}

/// A star at the end stands for anything.
fn matches(pattern: &str, action: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => action.starts_with(start),
        None => action == pattern,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table (server-behaviour: Security: 403).
    #[test]
    fn each_action_is_granted_by_what_the_reference_says() {
        for (action, privileges) in [
            (
                "cluster:admin/xpack/ml/trained_models/deployment/update",
                "manage_ml,manage,all",
            ),
            (
                "cluster:admin/xpack/ml/trained_models/deployment/start",
                "manage_inference,manage_ml,manage,all",
            ),
            (
                "cluster:monitor/xpack/ml/inference/stats/get",
                "monitor_ml,manage_ml,monitor,manage,all",
            ),
            ("cluster:monitor/main", "monitor,manage,all"),
            ("indices:data/read/get", ""),
        ] {
            let granting: Vec<_> = granting(action).collect();
            assert_eq!(granting.join(","), privileges, "{action}");
        }
    }
}
