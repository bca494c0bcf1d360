//! What a resource of the control API does with a method.

use serde_json::{Value, json};

use super::schemas::Schemas;
use crate::contract::Schema;
use crate::control::{Kind, Parameter, Route, STATES};
use crate::endpoints::Endpoint;
use crate::model::{AssignmentState, Condition};

const TAG: &str = "control";

const JSON: &str = "application/json";

/// The header that names a scope.
pub(super) const SCOPE: &str = "X-Fake-Scope";

pub(super) fn tag() -> Value {
    json!({
        "name": TAG,
        "description": "The control API of es-ml-fake, by which tests program it. Servers have none.",
    })
}

pub(super) fn describe(route: &Route, schemas: &mut Schemas) -> Value {
    let scope = json!({ "$ref": format!("#/components/parameters/{SCOPE}") });
    let in_query = route.query().map(|it| parameter(it, "query"));
    let in_path = route.path_parameters().map(|it| parameter(it, "path"));
    let mut operation = json!({
        "operationId": format!("{TAG}_{}", route.name),
        "summary": route.description,
        "tags": [TAG],
        "security": [{}, { "controlToken": [] }],
        "parameters": in_path.chain(in_query).chain([scope]).collect::<Vec<_>>(),
        "responses": {
            "200": answer(route, schemas),
            "4XX": { "$ref": "#/components/responses/ControlError" },
            "5XX": { "$ref": "#/components/responses/ControlError" },
        },
    });
    if let Some(schema) = route.body {
        operation["requestBody"] = json!({
            "required": !schema.judge(&json!({})).conforms(),
            "content": { JSON: { "schema": schemas.reference(schema) } },
        });
    }
    operation
}

fn answer(route: &Route, schemas: &mut Schemas) -> Value {
    let definition = &Schema::ControlAnswers.document()["$defs"][route.answer];
    let media_type = definition["contentMediaType"].as_str().unwrap_or(JSON);
    let schema = schemas.definition(Schema::ControlAnswers, route.answer);
    json!({
        "description": definition["description"],
        "content": { media_type: { "schema": schema } },
    })
}

pub(super) fn error(schemas: &mut Schemas) -> Value {
    json!({
        "description": "The request is refused.",
        "content": { JSON: { "schema": schemas.definition(Schema::ControlAnswers, "problem") } },
    })
}

/// The header by which each worker of a suite has a cluster of its own.
pub(super) fn scope() -> Value {
    json!({
        "name": SCOPE,
        "in": "header",
        "description": "The scope that is meant; it is made if it is not there yet.",
        "schema": { "type": "string", "pattern": "^[A-Za-z0-9._:-]{1,200}$" },
    })
}

fn parameter(parameter: &Parameter, place: &str) -> Value {
    json!({
        "name": parameter.name,
        "in": place,
        "required": place == "path",
        "description": parameter.description,
        "schema": schema_of(parameter.kind),
    })
}

/// Those that an exchange may have reached.
fn endpoints() -> Vec<Endpoint> {
    Endpoint::all().chain([Endpoint::Unknown]).collect()
}

fn schema_of(kind: Kind) -> Value {
    match kind {
        Kind::Text => json!({ "type": "string" }),
        Kind::Name => json!({ "type": "string", "minLength": 1 }),
        Kind::Number => json!({ "type": "integer", "minimum": 0, "maximum": u64::MAX }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Status => json!({ "type": "integer", "minimum": 100, "maximum": 999 }),
        Kind::Time => json!({
            "type": "string",
            "pattern": "^([0-9]{1,4}ms|[1-5]?[0-9]s|60s)$",
            "examples": ["5s"],
        }),
        Kind::Endpoint => json!({ "type": "string", "enum": endpoints() }),
        Kind::State => json!({ "type": "string", "enum": STATES.map(AssignmentState::name) }),
        Kind::Condition => json!({ "type": "string", "enum": Condition::ALL }),
    }
}
