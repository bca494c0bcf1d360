//! What an update does to its deployment, or why it cannot (reference, sections 2.4 and 3.2).

use super::{AdaptiveChange, Update};
use crate::api::refusal::{Exception, Refusal};
use crate::cluster::{AdaptiveAllocations, AssignmentState, Deployment};
use http::StatusCode;

pub(super) const NUMBER_WHILE_ADAPTIVE: &str =
    "[number_of_allocations] cannot be set if adaptive allocations is enabled";

/// Step 11 of reference section 2, from the merged settings on; the deployment exists.
pub(crate) fn apply(update: &Update, deployment: &mut Deployment) -> Result<(), Refusal> {
    let merged = merge(
        deployment.adaptive_allocations(),
        &update.adaptive_allocations,
    );
    refuse_invalid_merged(update, merged.as_ref())?;
    if changes_nothing(update, deployment) {
        return Ok(());
    }
    if deployment.assignment_state() != AssignmentState::Started {
        return Err(Refusal::exception(
            StatusCode::CONFLICT,
            Exception::new(
                "status_exception",
                "cannot update deployment that is not in [started] state",
            ),
        ));
    }
    deployment.set_adaptive_allocations(merged);
    if let Some(number) = update.number_of_allocations {
        deployment.scale_to(number);
    }
    Ok(())
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

/// Settings are compared as they were sent: a part of the stored ones is a change, though the result is the same.
fn changes_nothing(update: &Update, deployment: &Deployment) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(text: &str) -> AdaptiveChange {
        let body = format!(r#"{{"adaptive_allocations":{text}}}"#);
        super::super::Body::read(body.as_bytes())
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
            Deployment::starting("m").adaptive(AdaptiveAllocations::enabled().at_least(1));
        let refused = |text| {
            let update = Update {
                adaptive_allocations: settings(text),
                ..Update::default()
            };
            apply(&update, &mut deployment.clone()).is_err()
        };
        assert!(refused(r#"{"enabled":true}"#));
        assert!(refused("null"));
        assert!(!refused(
            r#"{"enabled":true,"min_number_of_allocations":1}"#
        ));
    }
}
