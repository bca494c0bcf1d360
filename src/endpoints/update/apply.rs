//! What an update does to its deployment, or why it cannot, step by step
//! (server-behaviour: Update: existing assignment; Update: capacity and timeouts;
//! Update: what changes).

use std::time::SystemTime;

use super::{AdaptiveChange, Update, UpdateRequest};
use crate::endpoints::{Context, Handler, failures};
use crate::http::ErrorResponse;
use crate::model::{
    AdaptiveAllocations, AssignmentState, Deployment, DeploymentIndex, Deployments,
    NotEnoughResources, features,
};

pub(super) const NUMBER_WHILE_ADAPTIVE: &str =
    "[number_of_allocations] cannot be set if adaptive allocations is enabled";

/// Carries an update out, and tells where its deployment is. The order of the checks is the
/// server's.
pub(super) fn apply(
    update: &UpdateRequest,
    context: &mut Context<'_>,
) -> Result<DeploymentIndex, ErrorResponse> {
    let id = context.call.deployment_id().unwrap_or_default();
    refuse_if_owned(id, context)?;
    let found = context.deployments.find_at(id, context.now);
    let index = found.ok_or_else(|| failures::no_deployment(id))?;
    let deployment = &context.deployments[index];
    let merged = merged_settings(update, deployment)?;
    if !changes_nothing(update, deployment) {
        refuse_unless_started(deployment)?;
        change(update, merged, context.deployments, index, context.now)?;
    }
    Ok(index)
}

fn refuse_if_owned(id: &str, context: &Context<'_>) -> Result<(), ErrorResponse> {
    let is_owned = context.inference_endpoints.contains(id);
    match is_owned && context.call.dialect.has(features::OWNED_DEPLOYMENTS) {
        true => Err(failures::owned_by_inference_endpoint(id, &Update::SPEC)),
        false => Ok(()),
    }
}

/// The settings that the deployment is to have, if they are valid together with the rest of the
/// update.
fn merged_settings(
    update: &UpdateRequest,
    deployment: &Deployment,
) -> Result<Option<AdaptiveAllocations>, ErrorResponse> {
    let stored = deployment.adaptive_allocations();
    let merged = merge(stored, &update.adaptive_allocations);
    refuse_invalid_merged(update, merged.as_ref())?;
    Ok(merged)
}

/// Whether there is nothing to be done, in which case the state of the deployment does not matter.
///
/// Settings are compared as they were sent: a part of the stored ones is a change, though the
/// result is the same.
fn changes_nothing(update: &UpdateRequest, deployment: &Deployment) -> bool {
    let same_number = update
        .number_of_allocations
        .is_none_or(|number| number == deployment.number());
    let same_settings = match &update.adaptive_allocations {
        AdaptiveChange::Keep => true,
        AdaptiveChange::Remove => false,
        AdaptiveChange::Merge(sent) => Some(sent) == deployment.adaptive_allocations(),
    };
    same_number && same_settings
}

fn refuse_unless_started(deployment: &Deployment) -> Result<(), ErrorResponse> {
    match deployment.assignment_state() {
        AssignmentState::Started => Ok(()),
        _ => Err(failures::not_started(&Update::SPEC)),
    }
}

/// Carries the update out, if there are enough resources. `merged` are the settings after it.
fn change(
    update: &UpdateRequest,
    merged: Option<AdaptiveAllocations>,
    deployments: &mut Deployments,
    index: DeploymentIndex,
    now: SystemTime,
) -> Result<(), ErrorResponse> {
    if let Some(number) = update.number_of_allocations {
        let scaled = deployments.scale(index, number, now);
        scaled.map_err(|NotEnoughResources| failures::not_enough_resources(&Update::SPEC))?;
    }
    deployments[index].set_adaptive_allocations(merged);
    Ok(())
}

/// The settings after the update.
///
/// Without stored settings the request's object is stored as it came, the marker for "unset"
/// included; later it clears.
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
    update: &UpdateRequest,
    merged: Option<&AdaptiveAllocations>,
) -> Result<(), ErrorResponse> {
    let Some(merged) = merged else {
        return Ok(());
    };
    if merged.is_enabled() && update.number_of_allocations.is_some() {
        // Another type than in request validation: this check is made by the master.
        return Err(ErrorResponse::validation(
            "validation_exception",
            &[NUMBER_WHILE_ADAPTIVE],
        ));
    }
    let broken: Vec<_> = merged.failures().collect();
    if broken.is_empty() {
        return Ok(());
    }
    Err(failures::validation(&broken))
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;
    use crate::model::{Node, Nodes, Timing};
    use crate::xcontent::{Content, Excerpts, Format};
    use http::StatusCode;

    fn settings(text: &str) -> AdaptiveChange {
        let body = format!(r#"{{"adaptive_allocations":{text}}}"#);
        let content = Content::new(Format::Json, body.as_bytes(), Excerpts::None);
        super::super::Body::read(&content)
            .unwrap()
            .adaptive_allocations
    }

    /// See server-behaviour: Update: existing assignment.
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
            let update = UpdateRequest {
                adaptive_allocations: settings(text),
                ..UpdateRequest::default()
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
        update: &UpdateRequest,
    ) -> (Result<(), ErrorResponse>, Deployment, Deployment) {
        let mut nodes = Nodes::default();
        nodes.add(Node::new("a").processors(2));
        let mut deployments = Deployments::new(nodes, Timing::default(), [deployment]);
        let index = deployments.find("m").unwrap();
        let before = deployments[index].clone();
        let result = merged_settings(update, &before)
            .and_then(|merged| change(update, merged, &mut deployments, index, UNIX_EPOCH));
        (result, before, deployments[index].clone())
    }

    /// First row (server-behaviour: Update: what changes).
    #[test]
    fn settings_change_nothing_but_settings() {
        let stored = AdaptiveAllocations::disabled();
        let deployment = Deployment::started("m").adaptive(stored);
        for number_of_allocations in [None, Some(1)] {
            let update = UpdateRequest {
                number_of_allocations,
                adaptive_allocations: settings(r#"{"max_number_of_allocations":5}"#),
                ..UpdateRequest::default()
            };
            let (result, before, after) = carried_out(deployment.clone(), &update);
            assert_eq!(result, Ok(()));
            assert_eq!(
                after,
                before.adaptive(AdaptiveAllocations::disabled().at_most(5))
            );
        }
    }

    /// See server-behaviour: Update: capacity and timeouts.
    #[test]
    fn what_does_not_fit_is_refused_together_with_its_settings() {
        let update = UpdateRequest {
            number_of_allocations: Some(3),
            adaptive_allocations: settings(r#"{"enabled":false}"#),
            ..UpdateRequest::default()
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
