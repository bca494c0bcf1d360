//! `GET /_ml/trained_models[/{model_id}]/_stats`
//! (documentation page; server-behaviour: The statistics API).
//!
//! [`deployment`] is what is written of a deployment, [`node`] of each of its nodes.

mod deployment;
mod node;

use http::Method;

use super::paging::{ALLOW_NO_MATCH, FROM, SIZE, Selection};
use super::{Call, Context, DeploymentId, Handler, Judged, Request, RequestBody, Spec, Step};
use crate::contract::Schema;
use crate::http::ErrorResponse;
use crate::model::{Deployment, Model, ModelKind, Versions};
use crate::text::timestamp;
use crate::xcontent::{Exception, OrderedValue};

/// The endpoint.
pub(crate) struct Stats;

impl Handler for Stats {
    const SPEC: Spec = Spec {
        name: "stats",
        methods: &[Method::GET],
        paths: &[
            "/_ml/trained_models/_stats",
            "/_ml/trained_models/{model_id}/_stats",
        ],
        action: "cluster:monitor/xpack/ml/inference/stats/get",
        versions: Versions::ALL,
        needs_master: false,
        parameters: &[ALLOW_NO_MATCH, FROM, SIZE],
        undocumented: &["model_id"],
        request: RequestBody::None,
        response: Some(Schema::StatsResponse),
        deployment: DeploymentId::Nowhere,
        is_pretty: false,
    };

    type Body = ();
    type Request = Selection;

    fn read(_: &Call<'_>) -> Judged<()> {
        Judged::nothing()
    }

    fn parse(call: &Call<'_>, _: Result<(), Exception>) -> Result<Selection, ErrorResponse> {
        Selection::of(call)
    }

    fn carry_out(
        selection: &mut Selection,
        context: &mut Context<'_>,
    ) -> Result<Step, ErrorResponse> {
        context.deployments.come_to(context.now);
        let names = &selection.names;
        let deployments = || context.deployments.iter();
        let is_deployed_as = |model: &Model| {
            let mut own = deployments().filter(|each| each.model_id() == model.id());
            own.any(|each| names.has(each.id()))
        };
        let is_wanted = |model: &Model| selection.names_model(model) || is_deployed_as(model);
        let is_known = |is_of: &dyn Fn(&str) -> bool| deployments().any(|each| is_of(each.id()));
        let (count, page) = selection.find(context.models, is_wanted, is_known)?;
        let is_read = |each: &Deployment| page.iter().any(|model| is_shown(each, model, selection));
        context.deployments.count_reads(is_read, context.now);
        let entries = page
            .into_iter()
            .flat_map(|model| entries(model, selection, context));
        let answer = OrderedValue::object([
            ("count", count.into()),
            ("trained_model_stats", entries.collect()),
        ]);
        Ok(answer.into())
    }
}

impl Request for Selection {}

/// One for each deployment of a model, or one for a model without any.
fn entries<'c>(
    model: &'c Model,
    selection: &Selection,
    context: &'c Context<'_>,
) -> Vec<OrderedValue<'c>> {
    let deployments = context.deployments.iter();
    let shown = deployments.filter(|each| is_shown(each, model, selection));
    let entries: Vec<_> = shown
        .map(|each| entry(model, Some(each), context))
        .collect();
    match entries.is_empty() {
        true => vec![entry(model, None, context)],
        false => entries,
    }
}

/// Whether a deployment is among those that were asked for, of a model that is.
fn is_shown(deployment: &Deployment, model: &Model, selection: &Selection) -> bool {
    let names = &selection.names;
    let is_model_named = || selection.names_model(model);
    deployment.model_id() == model.id() && (is_model_named() || names.has(deployment.id()))
}

fn entry<'c>(
    model: &'c Model,
    deployment: Option<&'c Deployment>,
    context: &'c Context<'_>,
) -> OrderedValue<'c> {
    let size = OrderedValue::object([
        ("model_size_bytes", model.defined_bytes().into()),
        (
            "required_native_memory_bytes",
            model.required_native_memory().into(),
        ),
    ]);
    let pipelines = pipelines(model, deployment, context);
    let mut members = vec![
        ("model_id", model.id().into()),
        ("model_size_stats", size),
        ("pipeline_count", (pipelines.len() as u64).into()),
    ];
    if !pipelines.is_empty() {
        members.push(("ingest", ingest(&pipelines)));
    }
    if deployment.is_some() || model.kind == ModelKind::TreeEnsemble {
        members.push(("inference_stats", inference(deployment, context)));
    }
    if let Some(deployment) = deployment {
        members.push(("deployment_stats", deployment::stats(deployment, context)));
    }
    OrderedValue::object(members)
}

/// Those that use the model, one of its aliases, or the deployment.
fn pipelines<'c>(
    model: &Model,
    deployment: Option<&Deployment>,
    context: &'c Context<'_>,
) -> Vec<&'c str> {
    let names = || {
        let deployment = deployment.map(Deployment::id);
        model.aliases().chain([model.id()]).chain(deployment)
    };
    let all = context.pipelines.iter();
    let using = all.filter(|pipeline| names().any(|name| pipeline.uses(name)));
    using.map(|pipeline| pipeline.id.as_str()).collect()
}

/// Documents that no pipeline of a fake has seen **(recalled)**.
fn ingest<'c>(pipelines: &[&'c str]) -> OrderedValue<'c> {
    let zeros = || {
        ["count", "time_in_millis", "current", "failed"].map(|name| (name, OrderedValue::from(0)))
    };
    let pipelines = pipelines.iter().map(|&id| {
        let processors = ("processors", OrderedValue::Array(Vec::new()));
        (
            id,
            OrderedValue::object(zeros().into_iter().chain([processors])),
        )
    });
    OrderedValue::object([
        ("total", OrderedValue::object(zeros())),
        ("pipelines", OrderedValue::object(pipelines)),
    ])
}

fn inference<'c>(deployment: Option<&Deployment>, context: &Context<'_>) -> OrderedValue<'c> {
    let usages = || deployment.into_iter().flat_map(Deployment::usages);
    let failures = usages().map(|usage| usage.errors + usage.rejections + usage.timeouts);
    let inferences = usages().map(|usage| usage.inferences);
    OrderedValue::object([
        ("failure_count", failures.sum::<u64>().into()),
        ("inference_count", inferences.sum::<u64>().into()),
        ("cache_miss_count", 0.into()),
        ("missing_all_fields_count", 0.into()),
        ("timestamp", timestamp::epoch_millis(context.now).into()),
    ])
}
