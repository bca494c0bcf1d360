//! `GET /_ml/trained_models[/{model_id}]`
//! (documentation page; server-behaviour: The get models API).

use http::{Method, StatusCode};

use super::failures::status_exception;
use super::model_config::{self, Shown};
use super::paging::{ALLOW_NO_MATCH, FROM, SIZE, Selection};
use super::{Call, Context, DeploymentId, Handler, Judged, Request, RequestBody, Spec, Step};
use crate::contract::{Parameter, ParameterKind, Schema};
use crate::http::ErrorResponse;
use crate::model::{Model, ModelKind, Versions};
use crate::xcontent::{Exception, OrderedValue};

/// The endpoint.
pub(crate) struct GetModels;

/// Which models are asked for, and what of them.
#[derive(Debug)]
pub(crate) struct GetModelsRequest {
    selection: Selection,
    tags: Vec<String>,
    /// Whether their definitions are asked for.
    definition: bool,
    shown: Shown,
}

/// What can be asked for besides, in the order in which a refusal lists it. Of definitions and of
/// training the fake has nothing to show.
const INCLUDES: &[&str] = &[
    "hyperparameters",
    DEFINITION,
    "feature_importance_baseline",
    DEFINITION_STATUS,
    "total_feature_importance",
];

const DEFINITION: &str = "definition";
const DEFINITION_STATUS: &str = "definition_status";

impl Handler for GetModels {
    const SPEC: Spec = Spec {
        name: "get_models",
        methods: &[Method::GET],
        paths: &["/_ml/trained_models", "/_ml/trained_models/{model_id}"],
        action: "cluster:monitor/xpack/ml/inference/get",
        versions: Versions::ALL,
        needs_master: false,
        parameters: &[
            ALLOW_NO_MATCH,
            Parameter::new("decompress_definition", ParameterKind::Boolean),
            Parameter::new("exclude_generated", ParameterKind::Boolean),
            FROM,
            Parameter::new("include", ParameterKind::Words(INCLUDES)),
            SIZE,
            Parameter::new("tags", ParameterKind::Text),
        ],
        undocumented: &["model_id"],
        request: RequestBody::None,
        response: Some(Schema::GetModelsResponse),
        deployment: DeploymentId::Nowhere,
        is_pretty: false,
    };

    type Body = ();
    type Request = GetModelsRequest;

    fn read(_: &Call<'_>) -> Judged<()> {
        Judged::nothing()
    }

    fn parse(call: &Call<'_>, _: Result<(), Exception>) -> Result<GetModelsRequest, ErrorResponse> {
        call.flag("decompress_definition", true)?;
        let list = |name: &str| -> Vec<String> {
            let words = call.parameter(name).unwrap_or_default().split(',');
            let words = words.map(str::trim).filter(|word| !word.is_empty());
            words.map(ToOwned::to_owned).collect()
        };
        let includes = list("include");
        refuse_unknown(&includes)?;
        let has = |include: &str| includes.iter().any(|word| word == include);
        Ok(GetModelsRequest {
            selection: Selection::of(call)?,
            tags: list("tags"),
            definition: has(DEFINITION),
            shown: Shown {
                definition_status: has(DEFINITION_STATUS),
                without_generated: call.flag("exclude_generated", false)?,
            },
        })
    }

    fn carry_out(
        request: &mut GetModelsRequest,
        context: &mut Context<'_>,
    ) -> Result<Step, ErrorResponse> {
        let GetModelsRequest {
            selection,
            tags,
            shown,
            definition,
        } = request;
        let is_wanted = |model: &Model| {
            selection.names_model(model) && tags.iter().all(|tag| model.tags.contains(tag))
        };
        let (count, page) = selection.find(context.models, is_wanted, |_| false)?;
        refuse_of_many(&page, *definition, shown.definition_status)?;
        let dialect = context.call.dialect;
        let configs = page
            .into_iter()
            .map(|model| model_config::write(model, *shown, dialect));
        let answer = OrderedValue::object([
            ("count", count.into()),
            ("trained_model_configs", configs.collect()),
        ]);
        Ok(answer.into())
    }
}

impl Request for GetModelsRequest {}

fn bad_request(reason: impl Into<String>) -> ErrorResponse {
    status_exception(StatusCode::BAD_REQUEST, reason)
}

fn refuse_unknown(includes: &[String]) -> Result<(), ErrorResponse> {
    let unknown = includes.iter().map(String::as_str);
    let unknown: Vec<_> = unknown.filter(|word| !INCLUDES.contains(word)).collect();
    match unknown.is_empty() {
        true => Ok(()),
        false => Err(bad_request(format!(
            "unknown [include] parameters [{}]. Valid options are [{}]",
            unknown.join(", "),
            INCLUDES.join(", ")
        ))),
    }
}

/// Definitions, and whether they are there, are told of one model at a time. Those of PyTorch are
/// not told at all. The order of the checks is the server's.
fn refuse_of_many(
    page: &[&Model],
    definition: bool,
    definition_status: bool,
) -> Result<(), ErrorResponse> {
    let many = |what: &str| {
        let reason = format!("Getting {what} is not supported when getting more than one model");
        Err(bad_request(reason))
    };
    let is_pytorch = |model: &Model| model.kind == ModelKind::PyTorch;
    match page {
        [_, _, ..] if definition => many("model definition"),
        [_, _, ..] if definition_status => many("the model download status"),
        [one] if definition && is_pytorch(one) => Err(bad_request(format!(
            "[{}] is type [{}] and does not support retrieving the definition",
            one.id(),
            one.kind.name()
        ))),
        [one] if definition_status && !is_pytorch(one) => Err(bad_request(
            "Definition status is only relevant to PyTorch model types",
        )),
        _ => Ok(()),
    }
}
