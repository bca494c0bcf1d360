//! `PUT /_ml/trained_models/{model_id}/vocabulary`
//! (documentation page; server-behaviour: Put model: vocabulary).

mod body;

use http::{Method, StatusCode};

use super::failures::status_exception;
use super::{
    Call, Context, DeploymentId, Handler, Judged, Request, RequestBody, Spec, Step, acknowledged,
    body as bodies, failures, task_settings,
};
use crate::contract::Schema;
use crate::http::ErrorResponse;
use crate::model::{Model, Versions};
use crate::xcontent::Exception;
use body::{Body, FIELDS};

/// The endpoint.
pub(crate) struct PutVocabulary;

/// A vocabulary. How long it is counts, and nothing else of it.
#[derive(Debug)]
pub(crate) struct PutVocabularyRequest {
    words: usize,
    merges: usize,
    scores: usize,
}

impl Handler for PutVocabulary {
    const SPEC: Spec = Spec {
        name: "put_vocabulary",
        methods: &[Method::PUT],
        paths: &["/_ml/trained_models/{model_id}/vocabulary"],
        action: "cluster:admin/xpack/ml/trained_models/vocabulary/put",
        versions: Versions::ALL,
        needs_master: true,
        parameters: &[],
        undocumented: &["model_id"],
        request: RequestBody::Required(Schema::PutVocabularyRequest),
        response: Some(Schema::Acknowledged),
        deployment: DeploymentId::Nowhere,
        is_pretty: false,
    };

    type Body = Body;
    type Request = PutVocabularyRequest;

    fn read(call: &Call<'_>) -> Judged<Body> {
        bodies::read_of_edition(call, Schema::PutVocabularyRequest, &FIELDS)
    }

    fn parse(
        call: &Call<'_>,
        body: Result<Body, Exception>,
    ) -> Result<PutVocabularyRequest, ErrorResponse> {
        if call.body().is_empty() {
            return Err(failures::no_body());
        }
        let body = body?;
        let missing = || Exception::illegal_argument("[vocabulary] must not be null.");
        Ok(PutVocabularyRequest {
            words: body.words.ok_or_else(missing)?,
            merges: body.merges,
            scores: body.scores.unwrap_or_default(),
        })
    }

    fn carry_out(
        request: &mut PutVocabularyRequest,
        context: &mut Context<'_>,
    ) -> Result<Step, ErrorResponse> {
        let id = context.call.route.name("model_id").unwrap_or_default();
        let model = context.models.get_mut(id);
        let model = model.ok_or_else(|| failures::no_model_config(id))?;
        refuse_unless_fitting(request, model)?;
        if model.has_vocabulary {
            return Err(failures::already_exists(format_args!("vocabulary [{id}]")));
        }
        model.has_vocabulary = true;
        Ok(acknowledged())
    }
}

impl Request for PutVocabularyRequest {
    fn validate(&self) -> Result<(), ErrorResponse> {
        if self.words == 0 {
            return Err(failures::validation(&["[vocabulary] must not be empty"]));
        }
        match self.scores {
            0 => Ok(()),
            scores if scores == self.words => Ok(()),
            _ => Err(failures::validation(&[
                "[scores] must have same length as [vocabulary]",
            ])),
        }
    }
}

/// Some kinds of tokenization need more than words.
fn refuse_unless_fitting(
    request: &PutVocabularyRequest,
    model: &Model,
) -> Result<(), ErrorResponse> {
    let begin = format!("cannot put vocabulary for model [{}] as", model.id());
    let bad_request = |reason| Err(status_exception(StatusCode::BAD_REQUEST, reason));
    if !model.task.is_of_pytorch() {
        return bad_request(format!("{begin} it is not an NLP model"));
    }
    let Some((tokenizer, needed)) = task_settings::needed_of_vocabulary(model.sent.task.as_ref())
    else {
        return Ok(());
    };
    let there = match needed {
        "merges" => request.merges,
        _ => request.scores,
    };
    match there {
        0 => bad_request(format!(
            "{begin} tokenizer type [{tokenizer}] requires [{needed}] to be provided and non-empty"
        )),
        _ => Ok(()),
    }
}
