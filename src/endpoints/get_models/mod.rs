//! `GET /_ml/trained_models[/{model_id}]`
//! (documentation page; server-behaviour: The get models API).

use http::Method;

use super::model_config::{self, Shown};
use super::paging::{ALLOW_NO_MATCH, FROM, SIZE, Selection};
use super::{Call, Context, DeploymentId, Handler, Judged, Request, RequestBody, Spec, Step};
use crate::contract::{Parameter, ParameterKind, Schema};
use crate::http::ErrorResponse;
use crate::model::{Model, Versions};
use crate::xcontent::{Exception, OrderedValue};

/// The endpoint.
pub(crate) struct GetModels;

/// Which models are asked for, and what of them.
#[derive(Debug)]
pub(crate) struct GetModelsRequest {
    selection: Selection,
    tags: Vec<String>,
    shown: Shown,
}

/// What can be asked for besides. Of definitions and of training the fake has nothing to show.
const INCLUDES: &[&str] = &[
    "definition",
    "feature_importance_baseline",
    "hyperparameters",
    "total_feature_importance",
    DEFINITION_STATUS,
];

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
        if let Some(unknown) = includes
            .iter()
            .find(|word| !INCLUDES.contains(&word.as_str()))
        {
            return Err(unknown_include(unknown));
        }
        Ok(GetModelsRequest {
            selection: Selection::of(call)?,
            tags: list("tags"),
            shown: Shown {
                definition_status: includes.iter().any(|word| word == DEFINITION_STATUS),
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
        } = request;
        let names = &selection.names;
        let is_wanted = |model: &Model| {
            let is_named = names.has(model.id()) || model.aliases().any(|alias| names.has(alias));
            is_named && tags.iter().all(|tag| model.tags.contains(tag))
        };
        let (count, page) = selection.find(context.models, is_wanted, |_| false)?;
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

/// The text is recalled.
fn unknown_include(word: &str) -> ErrorResponse {
    let reason = format!(
        "unknown [include] parameter [{word}]. Valid options are [{}]",
        INCLUDES.join(", ")
    );
    Exception::new("parse_exception", reason).into()
}
