//! What servers of some versions take or write and others do not
//! (server-behaviour: Version history).
//!
//! This is the one place where behaviour is tied to versions: everything else asks
//! [`Dialect::has`](super::Dialect::has) for one of these.

use super::Version;
use super::edition::Versions;

/// From that version on.
macro_rules! since {
    ($major:literal, $minor:literal) => {
        Versions::of(&[(Version::of($major, $minor), Version::LAST)])
    };
}

/// What came in the middle of 2025.
const SINCE_8_19_AND_9_1: Versions = Versions::of(&[
    (Version::of(8, 19), Version::of(8, u8::MAX)),
    (Version::of(9, 1), Version::LAST),
]);

/// There is an update API.
pub(crate) const UPDATE: Versions = since!(8, 6);

/// An update may have its number of allocations as a query parameter.
pub(crate) const NUMBER_IN_QUERY: Versions = since!(8, 15);

/// An update may have settings of adaptive allocations. Until then a body without a number means
/// zero, and from then on nothing is required any more.
pub(crate) const ADAPTIVE_ALLOCATIONS: Versions = since!(8, 16);

/// Deployments of inference endpoints are not to be updated by themselves. In which release that
/// began is not established: 8.19, 9.1 or 9.2.
pub(crate) const OWNED_DEPLOYMENTS: Versions = SINCE_8_19_AND_9_1;

/// The last allocation is kept for a day in which nothing is asked; before, for a quarter of an
/// hour. In which release that began is not established: 8.19 and 9.1, in all likelihood.
pub(crate) const IDLE_FOR_A_DAY: Versions = SINCE_8_19_AND_9_1;

/// What waits in vain for a deployment is told which one it was.
pub(crate) const SLOW_DEPLOYMENTS_NAMED: Versions = SINCE_8_19_AND_9_1;

/// Deployments of inference endpoints are not to be stopped by themselves without force.
pub(crate) const OWNED_DEPLOYMENTS_STAY: Versions = since!(8, 18);

/// Models may have texts that are put in front of their inputs.
pub(crate) const PREFIX_STRINGS: Versions = since!(8, 12);

/// There are models that Elastic provides, which a put has downloaded and may wait for.
pub(crate) const MODEL_PACKAGES: Versions = since!(8, 8);

/// Vocabularies may have scores.
pub(crate) const VOCABULARY_SCORES: Versions = since!(8, 9);

/// Models may say which platform they are for. In which release that began is not established.
pub(crate) const PLATFORM_ARCHITECTURE: Versions = since!(8, 10);

/// A start by a pattern that matches several models names them. In which release that began is not
/// established: none before 8.11.
pub(crate) const MATCHES_NAMED: Versions = since!(8, 11);

/// The health of a cluster has the primary shards that are nowhere. In which release that began is
/// not established.
pub(crate) const UNASSIGNED_PRIMARIES_WRITTEN: Versions = since!(8, 16);

/// Defaults of machine learning have the platform that models are for. In which release that began
/// is not established.
pub(crate) const PLATFORM_VARIANT_WRITTEN: Versions = since!(8, 19);

/// Limits of machine learning have processors.
pub(crate) const PROCESSORS_WRITTEN: Versions = since!(8, 12);

/// An inference of a deployment that was scaled to zero waits for an allocation. In which release
/// that began is not established: 8.17 or later.
pub(crate) const INFERENCES_WAIT: Versions = since!(8, 18);

/// Nodes are written with their versions **(recalled)**.
pub(crate) const NODE_VERSIONS_WRITTEN: Versions = since!(8, 10);

/// Assignments are written with `deployment_id`.
pub(crate) const DEPLOYMENT_ID_WRITTEN: Versions = since!(8, 8);

/// A model may have several deployments, whose ids a start gives.
pub(crate) const DEPLOYMENT_ID: Versions = since!(8, 8);

/// Deployments have a priority.
pub(crate) const PRIORITY: Versions = since!(8, 6);

/// Queues have 10,000 places, if it is not said how many, and 100,000 at most. In which release
/// that began is not established.
pub(crate) const QUEUES_OF_100_000: Versions = since!(9, 0);

/// Assignments are written with the memory for a deployment and for an allocation.
pub(crate) const MEMORY_WRITTEN: Versions = since!(8, 11);

/// The first challenge of a 401 has a comma in it (server-behaviour: Security: 401).
pub(crate) const COMMA_IN_BASIC_CHALLENGE: Versions = since!(8, 15);

/// What takes the master too long is a 429, and no longer a 503
/// (server-behaviour: Errors: overload and availability).
pub(crate) const MASTER_TIMEOUT_IS_429: Versions = since!(9, 0);

/// Complaints of a malformed body quote it (server-behaviour: Update: source excerpts).
pub(crate) const BODY_QUOTED: Versions = since!(8, 18);

/// Where they do not quote the body, they say so.
pub(crate) const BODY_REDACTED: Versions = since!(8, 13);

#[cfg(test)]
mod tests {
    use super::super::Edition;
    use super::*;

    /// The first version that has it, and the first after that that has not.
    fn versions(feature: Versions) -> (String, Option<String>) {
        let has = |edition: &Edition| edition.dialect().has(feature);
        let mut servers = Edition::all().skip(1).skip_while(|edition| !has(edition));
        let first = servers.next().unwrap().to_string();
        let not = servers.find(|edition| !has(edition));
        (first, not.map(|edition| edition.to_string()))
    }

    /// See server-behaviour: Version history.
    #[test]
    fn each_version_brings_what_the_table_says() {
        for (feature, first) in [
            (Versions::ALL, "8.5"),
            (UPDATE, "8.6"),
            (PRIORITY, "8.6"),
            (DEPLOYMENT_ID, "8.8"),
            (DEPLOYMENT_ID_WRITTEN, "8.8"),
            (MODEL_PACKAGES, "8.8"),
            (VOCABULARY_SCORES, "8.9"),
            (PLATFORM_ARCHITECTURE, "8.10"),
            (MATCHES_NAMED, "8.11"),
            (MEMORY_WRITTEN, "8.11"),
            (BODY_REDACTED, "8.13"),
            (NUMBER_IN_QUERY, "8.15"),
            (COMMA_IN_BASIC_CHALLENGE, "8.15"),
            (ADAPTIVE_ALLOCATIONS, "8.16"),
            (NODE_VERSIONS_WRITTEN, "8.10"),
            (PREFIX_STRINGS, "8.12"),
            (OWNED_DEPLOYMENTS_STAY, "8.18"),
            (BODY_QUOTED, "8.18"),
            (QUEUES_OF_100_000, "9.0"),
            (MASTER_TIMEOUT_IS_429, "9.0"),
        ] {
            assert_eq!(versions(feature), (first.to_owned(), None));
            assert!(Edition::Documented.dialect().has(feature));
        }
        for feature in [OWNED_DEPLOYMENTS, IDLE_FOR_A_DAY, SLOW_DEPLOYMENTS_NAMED] {
            let has = versions(feature);
            assert_eq!(has, ("8.19".to_owned(), Some("9.0".to_owned())));
            assert!(Edition::Documented.dialect().has(feature));
        }
    }
}
