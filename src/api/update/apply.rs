//! What an update does to its deployment, or why it cannot: one function for each step (reference, sections 2.4, 2.6 and 3.2).

use std::time::SystemTime;

use http::StatusCode;

use super::{AdaptiveChange, Update};
use crate::api::refusal::{Exception, Refusal};
use crate::cluster::{
    AdaptiveAllocations, AssignmentState, Deployment, Deployments, NotEnoughResources, Slot,
};

pub(super) const NUMBER_WHILE_ADAPTIVE: &str =
    "[number_of_allocations] cannot be set if adaptive allocations is enabled";

/// The settings that the deployment is to have, if they are valid together with the rest of the update.
pub(in crate::api) fn merged_settings(
    update: &Update,
    deployment: &Deployment,
) -> Result<Option<AdaptiveAllocations>, Refusal> {
    let stored = deployment.adaptive_allocations();
    let merged = merge(stored, &update.adaptive_allocations);
    refuse_invalid_merged(update, merged.as_ref())?;
    Ok(merged)
}

/// Whether there is nothing to be done, in which case the state of the deployment does not matter.
///
/// Settings are compared as they were sent: a part of the stored ones is a change, though the result is the same.
pub(in crate::api) fn changes_nothing(update: &Update, deployment: &Deployment) -> bool {
    let same_number = update
        .number_of_allocations
        .is_none_or(|number| number == deployment.number_of_allocations());
    let same_settings = match &update.adaptive_allocations {
        AdaptiveChange::Keep => true,
        AdaptiveChange::Remove => false,
        AdaptiveChange::Merge(sent) => Some(sent) == deployment.adaptive_allocations(),
    };
    same_number && same_settings
}

pub(in crate::api) fn refuse_unless_started(deployment: &Deployment) -> Result<(), Refusal> {
    match deployment.assignment_state() {
        AssignmentState::Started => Ok(()),
        _ => Err(not_started()),
    }
}

pub(crate) fn not_started() -> Refusal {
    let reason = "cannot update deployment that is not in [started] state";
    let exception = Exception::new("status_exception", reason);
    Refusal::exception(StatusCode::CONFLICT, exception)
}

/// Carries the update out, if there are enough resources. `merged` are the settings after it.
pub(in crate::api) fn carry_out(
    update: &Update,
    merged: Option<AdaptiveAllocations>,
    deployments: &mut Deployments,
    slot: Slot,
    now: SystemTime,
) -> Result<(), Refusal> {
    if let Some(number) = update.number_of_allocations {
        deployments.scale(slot, number, now)?;
    }
    deployments[slot]
        .deployment
        .set_adaptive_allocations(merged);
    Ok(())
}

/// Reference, section 2.6.
impl From<NotEnoughResources> for Refusal {
    fn from(_: NotEnoughResources) -> Self {
        let reason = "Could not update deployment because there are not enough resources to provide all requested allocations";
        let exception = Exception::new("status_exception", reason);
        Self::exception(StatusCode::TOO_MANY_REQUESTS, exception)
    }
}

/// The settings after the update.
///
/// Without stored settings the request's object is stored as it came, the marker for "unset" included; later it clears.
fn merge(
    stored: Option<&AdaptiveAllocations>,
    change: &AdaptiveChange,
) -> Option<AdaptiveAllocations> {
    match (stored, change) {
        (stored, AdaptiveChange::Keep) => stored.cloned(),
        (_, AdaptiveChange::Remove) => None,
        (None, AdaptiveChange::Merge(sent)) => Some(sent.clone()),
        (Some(stored), AdaptiveChange::Merge(sent)) => Some(stored.merged_with(sent)),
    }
}

fn refuse_invalid_merged(
    update: &Update,
    merged: Option<&AdaptiveAllocations>,
) -> Result<(), Refusal> {
    let Some(merged) = merged else {
        return Ok(());
    };
    if merged.is_enabled() && update.number_of_allocations.is_some() {
        // Another type than in request validation: this check is made by the master.
        return Err(Refusal::validation(
            "validation_exception",
            &[NUMBER_WHILE_ADAPTIVE],
        ));
    }
    let failures: Vec<_> = merged.failures().collect();
    if failures.is_empty() {
        return Ok(());
    }
    Err(Refusal::validation(
        "action_request_validation_exception",
        &failures,
    ))
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;
    use crate::cluster::{Fleet, Node, Writes};
    use crate::formats::Format;

    fn settings(text: &str) -> AdaptiveChange {
        let body = format!(r#"{{"adaptive_allocations":{text}}}"#);
        super::super::Body::read(Format::Json, body.as_bytes())
            .unwrap()
            .adaptive_allocations
    }

    /// Reference, section 2.4.
    #[test]
    fn settings_are_merged_member_by_member() {
        let stored = AdaptiveAllocations::between(3, 10);
        for (sent, expected) in [
            (
                r#"{"enabled":false}"#,
                AdaptiveAllocations::disabled().at_least(3).at_most(10),
            ),
            (
                r#"{"min_number_of_allocations":5}"#,
                AdaptiveAllocations::between(5, 10),
            ),
            (
                r#"{"max_number_of_allocations":null}"#,
                AdaptiveAllocations::enabled().at_least(3),
            ),
            (
                r#"{"min_number_of_allocations":-1}"#,
                AdaptiveAllocations::enabled().at_most(10),
            ),
            ("{}", stored.clone()),
        ] {
            assert_eq!(
                merge(Some(&stored), &settings(sent)),
                Some(expected),
                "{sent}"
            );
        }
        assert_eq!(merge(Some(&stored), &settings("null")), None);
        assert_eq!(merge(Some(&stored), &AdaptiveChange::Keep), Some(stored));
    }

    #[test]
    fn a_part_of_the_stored_settings_is_a_change_and_all_of_them_is_none() {
        let deployment =
            Deployment::started("m").adaptive(AdaptiveAllocations::enabled().at_least(1));
        let is_change = |text| {
            let update = Update {
                adaptive_allocations: settings(text),
                ..Update::default()
            };
            !changes_nothing(&update, &deployment)
        };
        assert!(is_change(r#"{"enabled":true}"#));
        assert!(is_change("null"));
        assert!(!is_change(
            r#"{"enabled":true,"min_number_of_allocations":1}"#
        ));
    }

    /// A cluster with a node for two allocations, and what an update makes of a deployment in it.
    fn carried_out(
        deployment: Deployment,
        update: &Update,
    ) -> (Result<(), Refusal>, Deployment, Deployment) {
        let mut fleet = Fleet::default();
        fleet.add(Node::new("a").processors(2));
        let mut deployments = Deployments::new(Writes::Basics, fleet, [deployment]);
        let slot = deployments.find("m").unwrap();
        let before = deployments[slot].deployment.clone();
        let result = merged_settings(update, &before)
            .and_then(|merged| carry_out(update, merged, &mut deployments, slot, UNIX_EPOCH));
        (result, before, deployments[slot].deployment.clone())
    }

    /// Reference, section 3.2, first row.
    #[test]
    fn settings_change_nothing_but_settings() {
        let stored = AdaptiveAllocations::disabled();
        let deployment = Deployment::started("m").adaptive(stored);
        for number_of_allocations in [None, Some(1)] {
            let update = Update {
                number_of_allocations,
                adaptive_allocations: settings(r#"{"max_number_of_allocations":5}"#),
                ..Update::default()
            };
            let (result, before, after) = carried_out(deployment.clone(), &update);
            assert_eq!(result, Ok(()));
            assert_eq!(
                after,
                before.adaptive(AdaptiveAllocations::disabled().at_most(5))
            );
        }
    }

    /// Reference, section 2.6.
    #[test]
    fn what_does_not_fit_is_refused_together_with_its_settings() {
        let update = Update {
            number_of_allocations: Some(3),
            adaptive_allocations: settings(r#"{"enabled":false}"#),
            ..Update::default()
        };
        let (result, before, after) = carried_out(Deployment::started("m"), &update);
        assert_eq!(result.unwrap_err().status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(after, before);
    }

    #[test]
    fn only_what_is_started_is_updated() {
        assert!(refuse_unless_started(&Deployment::started("m")).is_ok());
        assert!(refuse_unless_started(&Deployment::starting("m")).is_err());
        assert!(refuse_unless_started(&Deployment::stopping("m")).is_err());
    }
}
