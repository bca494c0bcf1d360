//! Putting a deployment there, or saying why not (server-behaviour: Start: refusals).

use http::StatusCode;

use super::{Start, StartRequest};
use crate::endpoints::failures::status_exception;
use crate::endpoints::{Context, Handler, failures};
use crate::http::ErrorResponse;
use crate::model::{
    CannotStart, Definition, Deployment, Incarnation, LoadFailure, LoadFailures, Model, ModelKind,
    Names, Part, Priority, features,
};
use crate::xcontent::Exception;

/// How many deployments a cluster has at most.
const MOST: usize = 100;

/// Starts the deployment. The order of the checks is the server's.
pub(super) fn launch(
    request: &StartRequest,
    context: &mut Context<'_>,
) -> Result<Incarnation, ErrorResponse> {
    context.deployments.come_to(context.now);
    let asked_for = context.call.route.name("model_id").unwrap_or_default();
    let id = context.call.deployment_id().unwrap_or_default();
    refuse_if_full(context)?;
    // A model that has one deployment at most is looked for there at the end.
    let has_own_id = context.call.dialect.has(features::DEPLOYMENT_ID);
    if has_own_id && context.deployments.find(id).is_some() {
        return Err(taken(id));
    }
    refuse_if_endpoint(asked_for, context)?;
    let model = model(asked_for, context)?;
    refuse_unless_pytorch(model)?;
    if id != asked_for {
        refuse_if_model(id, context)?;
    }
    refuse_unless_defined(model)?;
    if context.deployments.find(id).is_some() {
        return Err(started_already(id));
    }
    let mut deployment = deployment(request, id, model, context);
    deployment.set_load_failures(load_failures(model));
    let started = context
        .deployments
        .start(deployment, request.number(), context.now);
    let index = started.map_err(|reason| no_room(&reason))?;
    Ok(context.deployments.incarnation(index))
}

fn bad_request(reason: impl Into<String>) -> ErrorResponse {
    status_exception(StatusCode::BAD_REQUEST, reason)
}

fn refuse_if_full(context: &Context<'_>) -> Result<(), ErrorResponse> {
    match context.deployments.iter().count() < MOST {
        true => Ok(()),
        false => Err(status_exception(
            StatusCode::TOO_MANY_REQUESTS,
            format!(
                "Could not start model deployment because existing deployments reached the limit \
                 of [{MOST}]"
            ),
        )),
    }
}

fn taken(id: &str) -> ErrorResponse {
    bad_request(format!(
        "Could not start model deployment because an existing deployment with the same id [{id}] \
         exist"
    ))
}

fn started_already(id: &str) -> ErrorResponse {
    let cause = Exception::new(
        "resource_already_exists_exception",
        format!("assignment for model with id [{id}] already exists"),
    );
    let reason = format!("Cannot start deployment [{id}] because it has already been started");
    let exception = Exception::new("status_exception", reason).caused_by(cause);
    ErrorResponse::exception(StatusCode::CONFLICT, exception)
}

/// The text is recalled.
fn refuse_if_endpoint(id: &str, context: &Context<'_>) -> Result<(), ErrorResponse> {
    match context.inference_endpoints.contains(id) {
        false => Ok(()),
        true => Err(bad_request(format!(
            "Model IDs must be unique. Requested model ID [{id}] matches existing model IDs but \
             must not."
        ))),
    }
}

/// The one model of that id, alias or pattern.
fn model<'c>(asked_for: &str, context: &'c Context<'_>) -> Result<&'c Model, ErrorResponse> {
    let names = Names::parse(Some(asked_for));
    let mut found = context.models.matching(&names);
    let first = found.next().ok_or_else(|| failures::no_model(asked_for))?;
    let rest: Vec<_> = found.map(Model::id).collect();
    if rest.is_empty() {
        return Ok(first);
    }
    let all: Vec<_> = std::iter::once(first.id()).chain(rest).collect();
    Err(bad_request(
        match context.call.dialect.has(features::MATCHES_NAMED) {
            true => format!(
                "cannot deploy more than one model at the same time; [{asked_for}] matches models \
             [[{}]]",
                all.join(", ")
            ),
            // The server's own bracket.
            false => format!(
                "cannot deploy more than one models at the same time; [{asked_for}] matches [{}] \
             models]",
                all.len()
            ),
        },
    ))
}

fn refuse_unless_pytorch(model: &Model) -> Result<(), ErrorResponse> {
    match model.kind {
        ModelKind::PyTorch => Ok(()),
        ModelKind::TreeEnsemble => Err(bad_request(format!(
            "model [{}] of type [{}] cannot be deployed. Only PyTorch models can be deployed",
            model.id(),
            model.kind.name()
        ))),
    }
}

fn refuse_if_model(id: &str, context: &Context<'_>) -> Result<(), ErrorResponse> {
    match context.models.find(id) {
        None => Ok(()),
        Some(_) => Err(bad_request(format!(
            "Deployment id [{id}] is the same as an another model which is not the model being \
             deployed. Deployment id can be the same as the model being deployed but cannot match \
             a different model"
        ))),
    }
}

/// See server-behaviour: Start: the definition.
fn refuse_unless_defined(model: &Model) -> Result<(), ErrorResponse> {
    let id = model.id();
    let Definition::Parts(parts) = &model.definition else {
        return Ok(());
    };
    let Some((first, part)) = parts.first_key_value() else {
        let reason = format!("Could not find trained model definition [{id}]");
        return Err(failures::not_found(reason));
    };
    let differs = |(_, other): &(&u32, &Part)| other.total_length != part.total_length;
    if let Some((number, other)) = parts.iter().find(differs) {
        return Err(bad_request(format!(
            "[{id}] [total_definition_length] must be the same in all model definition parts. The \
             value [{}] in model definition part [{number}] does not match the value [{}] in part \
             [{first}]. Unable to deploy model, please delete and recreate the model definition",
            other.total_length, part.total_length
        )));
    }
    match model.is_fully_defined() {
        true => Ok(()),
        false => Err(bad_request(format!(
            "Model definition truncated. Unable to deserialize trained model definition [{id}]"
        ))),
    }
}

/// Without vocabulary no node can load it, whatever else there is. The text is recalled.
fn load_failures(model: &Model) -> LoadFailures {
    let mut failures = LoadFailures::default();
    if !model.has_vocabulary {
        let id = model.id();
        failures.add(LoadFailure {
            node: None,
            reason: format!(
                "[{id}] Could not find vocabulary document [{id}_vocabulary] for model "
            ),
        });
    }
    let own = model.load_failures.all().iter().cloned();
    own.for_each(|failure| failures.add(failure));
    failures
}

fn deployment(
    request: &StartRequest,
    id: &str,
    model: &Model,
    context: &Context<'_>,
) -> Deployment {
    let unsigned = |number: i32| u32::try_from(number).unwrap_or(1).max(1);
    let mut deployment = Deployment::to_be_started(id.to_owned(), model.id(), context.now)
        .size_in_bytes(model.defined_bytes())
        .threads(unsigned(request.threads_per_allocation))
        .queue(unsigned(request.queue_capacity))
        .memory_per_deployment(model.sent_bytes("per_deployment_memory_bytes"))
        .memory_per_allocation(model.sent_bytes("per_allocation_memory_bytes"));
    if let Some(size) = &request.cache_size {
        deployment = deployment.cache(size.as_str());
    }
    if request.priority == Priority::Low {
        deployment = deployment.low_priority();
    }
    match &request.adaptive_allocations {
        Some(settings) => deployment.adaptive(settings.clone()),
        None => deployment,
    }
}

fn no_room(reason: &CannotStart) -> ErrorResponse {
    let CannotStart::NoNode(explanation) = reason else {
        return failures::not_enough_resources(&Start::SPEC);
    };
    let explanation = explanation.as_deref().unwrap_or("none");
    let cause = Exception::plain_java(
        "illegal_state_exception",
        format!(
            "Could not start deployment because no suitable nodes were found, allocation \
             explanation [{explanation}]"
        ),
    );
    let reason =
        "Could not start deployment because no ML nodes with sufficient capacity were found";
    let exception = Exception::new("status_exception", reason).caused_by(cause);
    ErrorResponse::exception(StatusCode::TOO_MANY_REQUESTS, exception)
}
