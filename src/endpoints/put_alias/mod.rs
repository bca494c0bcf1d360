//! `PUT /_ml/trained_models/{model_id}/model_aliases/{model_alias}`
//! (server-behaviour: Model alias: put).

use std::collections::BTreeSet;

use http::{Method, StatusCode};

use super::failures::status_exception;
use super::{
    Call, Context, DeploymentId, Handler, Judged, Rendered, Request, RequestBody, Spec, Step,
    acknowledgement, failures, ids,
};
use crate::contract::{Parameter, ParameterKind, Schema};
use crate::http::ErrorResponse;
use crate::model::{AllocationState, Deployment, Model, ModelKind, Versions, features};
use crate::xcontent::Exception;

/// An alias, and the model that it is to lead to.
#[derive(Debug)]
pub(crate) struct PutAliasRequest {
    model_id: String,
    alias: String,
    reassign: bool,
}

/// The endpoint.
pub(crate) struct PutAlias;

impl Handler for PutAlias {
    const SPEC: Spec = Spec {
        name: "put_alias",
        methods: &[Method::PUT],
        paths: &["/_ml/trained_models/{model_id}/model_aliases/{model_alias}"],
        action: "cluster:admin/xpack/ml/inference/model_aliases/put",
        versions: Versions::ALL,
        needs_master: true,
        parameters: &[Parameter::new("reassign", ParameterKind::Boolean)],
        undocumented: &["model_id", "model_alias", "timeout", "master_timeout"],
        request: RequestBody::None,
        response: Some(Schema::Acknowledged),
        deployment: DeploymentId::Nowhere,
        is_pretty: false,
    };

    type Body = ();
    type Request = PutAliasRequest;

    fn read(_: &Call<'_>) -> Judged<()> {
        Judged::nothing()
    }

    fn parse(call: &Call<'_>, _: Result<(), Exception>) -> Result<PutAliasRequest, ErrorResponse> {
        let name = |name| call.route.name(name).unwrap_or_default().to_owned();
        Ok(PutAliasRequest {
            model_id: name("model_id"),
            alias: name("model_alias"),
            reassign: call.flag("reassign", false)?,
        })
    }

    fn carry_out(
        request: &mut PutAliasRequest,
        context: &mut Context<'_>,
    ) -> Result<Step, ErrorResponse> {
        context.deployments.come_to(context.now);
        let PutAliasRequest {
            model_id,
            alias,
            reassign,
        } = request;
        let old = context.models.by_alias(alias);
        if let Some(old) = old.filter(|_| !*reassign) {
            return Err(bad_request(format!(
                "cannot assign model_alias [{alias}] to model_id [{model_id}] as model_alias \
                 already refers to [{}]. Set parameter [reassign] to [true] if model_alias should \
                 be reassigned.",
                old.id()
            )));
        }
        if context.models.get(alias).is_some() {
            let reason = "model_alias cannot be the same as an existing trained model_id";
            return Err(bad_request(reason));
        }
        let new = context.models.get(model_id);
        let new = new.ok_or_else(|| failures::no_model(model_id))?;
        let mut warnings = Vec::new();
        if let Some(old) = old {
            refuse_unless_alike(alias, old, new, context)?;
            warnings.extend(warning_of_inputs(old, new));
        }
        context.models.assign_alias(alias, model_id);
        Ok(Rendered {
            warnings,
            ..acknowledgement()
        }
        .into())
    }
}

impl Request for PutAliasRequest {
    fn validate(&self) -> Result<(), ErrorResponse> {
        let Self {
            model_id, alias, ..
        } = self;
        let mut broken = Vec::new();
        if alias == model_id {
            broken.push(format!(
                "model_alias [{alias}] cannot equal model_id [{model_id}]"
            ));
        }
        if !is_alias(alias) {
            // The text is recalled.
            broken.push(format!(
                "Invalid model_alias; '{alias}' can contain lowercase alphanumeric (a-z and 0-9), \
                 hyphens or underscores; must start with alphanumeric and cannot end with numbers"
            ));
        }
        failures::refuse_broken(&broken)
    }
}

/// It must not end in a digit, unless it is nothing else.
fn is_alias(text: &str) -> bool {
    ids::has_form(text, |last| last.is_ascii_lowercase())
}

/// The order of the checks is the server's.
fn refuse_unless_alike(
    alias: &str,
    old: &Model,
    new: &Model,
    context: &Context<'_>,
) -> Result<(), ErrorResponse> {
    let beginning = format!(
        "cannot reassign model_alias [{alias}] to model [{}]",
        new.id()
    );
    let (from, old_id) = ("from model", old.id());
    if old.task != new.task {
        return Err(bad_request(format!(
            "{beginning} with inference config type [{}] {from} [{old_id}] with type [{}]",
            new.task, old.task
        )));
    }
    if old.kind != new.kind {
        return Err(bad_request(format!(
            "{beginning} with type [{}] {from} [{old_id}] with type [{}]",
            new.kind.name(),
            old.kind.name()
        )));
    }
    let deployments = |model: &Model| {
        let id = model.id().to_owned();
        context
            .deployments
            .iter()
            .filter(move |each| each.model_id() == id)
    };
    let zero_is_all = context.call.dialect.has(features::ADAPTIVE_ALLOCATIONS);
    let state = |each: &Deployment| each.allocation_status().map(|it| it.state(zero_is_all));
    let is_waiting =
        |each: &Deployment| matches!(state(each), None | Some(AllocationState::Starting));
    let is_deployed = |model: &Model| deployments(model).next().is_some();
    if old.kind != ModelKind::PyTorch {
        return Ok(());
    }
    if is_deployed(old) && !is_deployed(new) {
        return Err(bad_request(format!(
            "{beginning} {from} [{old_id}] as it is not yet deployed"
        )));
    }
    let is_serving = deployments(old).any(|each| !is_waiting(each));
    if is_serving && deployments(new).any(is_waiting) {
        return Err(bad_request(format!(
            "{beginning}  {from} [{old_id}] as it is not yet allocated to any nodes"
        )));
    }
    Ok(())
}

/// What is said if the inputs of the models have few fields in common.
fn warning_of_inputs(old: &Model, new: &Model) -> Option<String> {
    let fields = |model| {
        Model::input_fields(model)
            .into_iter()
            .collect::<BTreeSet<_>>()
    };
    let (before, after) = (fields(old), fields(new));
    let half = before.len() / 2;
    let differ = before.difference(&after).count() > half;
    (differ || before.intersection(&after).count() < half).then(|| {
        format!(
            "The input fields for new model [{}] and for old model [{}] differ significantly, \
             model results may change drastically.",
            new.id(),
            old.id()
        )
    })
}

fn bad_request(reason: impl Into<String>) -> ErrorResponse {
    status_exception(StatusCode::BAD_REQUEST, reason)
}
