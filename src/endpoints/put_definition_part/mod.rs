//! `PUT /_ml/trained_models/{model_id}/definition/{part}`
//! (documentation page; server-behaviour: Put model: definition part).

mod body;

use http::{Method, StatusCode};

use super::failures::status_exception;
use super::{
    Call, Context, DeploymentId, Handler, Judged, Request, RequestBody, Spec, Step, acknowledged,
    body as bodies, failures,
};
use crate::contract::Schema;
use crate::http::ErrorResponse;
use crate::model::{ModelKind, Part, Versions};
use crate::xcontent::Exception;
use body::Body;

/// The endpoint.
pub(crate) struct PutDefinitionPart;

/// A part of a definition. How long it is counts, and nothing else of it.
#[derive(Debug)]
pub(crate) struct PutDefinitionPartRequest {
    part: i32,
    length: u64,
    total_length: i64,
    total_parts: i32,
}

const MOST_PARTS: i32 = 10_000;

impl Handler for PutDefinitionPart {
    const SPEC: Spec = Spec {
        name: "put_definition_part",
        methods: &[Method::PUT],
        paths: &["/_ml/trained_models/{model_id}/definition/{part}"],
        action: "cluster:admin/xpack/ml/trained_models/part/put",
        versions: Versions::ALL,
        needs_master: true,
        parameters: &[],
        undocumented: &["model_id", "part"],
        request: RequestBody::Required(Schema::PutDefinitionPartRequest),
        response: Some(Schema::Acknowledged),
        deployment: DeploymentId::Nowhere,
        is_pretty: false,
    };

    type Body = Body;
    type Request = PutDefinitionPartRequest;

    fn read(call: &Call<'_>) -> Judged<Body> {
        bodies::read(call, Schema::PutDefinitionPartRequest, Body::read)
    }

    fn parse(
        call: &Call<'_>,
        body: Result<Body, Exception>,
    ) -> Result<PutDefinitionPartRequest, ErrorResponse> {
        let part = call.route.name("part").unwrap_or_default();
        let no_number = || {
            let reason = format!("For input string: \"{part}\"");
            Exception::plain_java("number_format_exception", reason)
        };
        let part = part.parse().map_err(|_| no_number())?;
        if call.body().is_empty() {
            return Err(failures::no_body());
        }
        let body = body?;
        let missing = || Exception::illegal_argument("[definition] must not be null.");
        Ok(PutDefinitionPartRequest {
            part,
            length: body.length.ok_or_else(missing)?,
            total_length: body.total_length,
            total_parts: body.total_parts,
        })
    }

    fn carry_out(
        request: &mut PutDefinitionPartRequest,
        context: &mut Context<'_>,
    ) -> Result<Step, ErrorResponse> {
        let id = context.call.route.name("model_id").unwrap_or_default();
        let model = context.models.get_mut(id);
        let model = model.ok_or_else(|| failures::no_model_config(id))?;
        if model.kind != ModelKind::PyTorch {
            let reason = format!("cannot put definition for model [{id}] as location is null");
            return Err(status_exception(StatusCode::BAD_REQUEST, reason));
        }
        // They are not negative.
        let total_length = request.total_length.unsigned_abs();
        let part = Part {
            length: request.length,
            total_length,
            is_last: request.part == request.total_parts - 1,
        };
        let number = request.part.unsigned_abs();
        let added = model.definition.add(number, part);
        added.map_err(|_| failures::already_exists(document(id, number)))?;
        if model.size_in_bytes == 0 {
            model.size_in_bytes = total_length;
        }
        Ok(acknowledged())
    }
}

impl Request for PutDefinitionPartRequest {
    fn validate(&self) -> Result<(), ErrorResponse> {
        let rules = [
            (self.part < 0, "[part] must be greater or equal to 0"),
            (
                self.total_parts <= 0,
                "[total_parts] must be greater than 0",
            ),
            (
                self.total_parts > MOST_PARTS,
                "[total_parts] must be less than or equal to 10000",
            ),
            (
                self.total_length <= 0,
                "[total_definition_length] must be greater than 0",
            ),
            (
                self.part >= self.total_parts,
                "[part] must be less than total_parts",
            ),
        ];
        let broken = rules.into_iter().filter(|(is_broken, _)| *is_broken);
        let broken: Vec<_> = broken.map(|(_, text)| text.to_owned()).collect();
        failures::refuse_broken(&broken)
    }
}

/// A part in the words of the server, whose texts separate thousands by commas.
fn document(id: &str, number: u32) -> String {
    match (number / 1000, number % 1000) {
        (0, number) => format!("chunked doc [{id}][{number}]"),
        (thousands, rest) => format!("chunked doc [{id}][{thousands},{rest:03}]"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_parts_are_written_as_java_does() {
        assert_eq!(document("m", 7), "chunked doc [m][7]");
        assert_eq!(document("m", 1007), "chunked doc [m][1,007]");
    }
}
