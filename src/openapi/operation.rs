//! One method of one path.

use http::Method;
use serde_json::{Map, Value, json};

use super::schemas::Schemas;
use crate::contract::{Parameter, ParameterKind, Schema};
use crate::endpoints::{DeploymentId, Endpoint, RequestBody};
use crate::http::{COMMON_PARAMETERS, FLAGS};
use crate::model::DOCUMENTED_DEPLOYMENT;

const JSON: &str = "application/json";

/// The formats of answers, of which `Accept` or `format` choose another than JSON.
const ANSWERS: [&str; 3] = [JSON, "application/yaml", "application/cbor"];

pub(super) fn describe(
    endpoint: Endpoint,
    method: &Method,
    path: &str,
    index: usize,
    schemas: &mut Schemas,
) -> Value {
    let spec = endpoint.spec();
    let own = spec
        .parameters
        .iter()
        .filter(|parameter| schemas.has(parameter));
    let own: Vec<_> = own.map(own_parameter).collect();
    let common =
        COMMON_PARAMETERS.map(|name| json!({ "$ref": format!("#/components/parameters/{name}") }));
    let parameters = path_parameters(endpoint, path).chain(own).chain(common);
    let mut operation = Map::new();
    operation.insert(
        "operationId".to_owned(),
        json!(operation_id(endpoint, method, index)),
    );
    operation.insert("summary".to_owned(), json!(summary(endpoint)));
    operation.insert("parameters".to_owned(), parameters.collect());
    if let Some(body) = request_body(spec.request, schemas) {
        operation.insert("requestBody".to_owned(), body);
    }
    operation.insert(
        "responses".to_owned(),
        responses(spec.response, method, schemas),
    );
    Value::Object(operation)
}

/// The name of the endpoint, for the first of its routes.
fn operation_id(endpoint: Endpoint, method: &Method, index: usize) -> String {
    match index {
        0 => endpoint.name().to_owned(),
        _ => format!(
            "{endpoint}_{}_{index}",
            method.as_str().to_ascii_lowercase()
        ),
    }
}

/// What the titles of its schemas begin with.
fn summary(endpoint: Endpoint) -> &'static str {
    let schema = endpoint.request_schema().or(endpoint.response_schema());
    let title = schema.and_then(|schema| schema.document()["title"].as_str());
    let subject = title.and_then(|title| title.split(':').next());
    subject.unwrap_or(endpoint.name())
}

fn path_parameters(endpoint: Endpoint, path: &str) -> impl Iterator<Item = Value> {
    let names = path.split(['{', '}']).skip(1).step_by(2);
    names.map(move |name| {
        let mut parameter = json!({
            "name": name,
            "in": "path",
            "required": true,
            "schema": { "type": "string", "minLength": 1 },
        });
        let deployment = endpoint.spec().deployment;
        if matches!(deployment, DeploymentId::InPath(it) if it == name) {
            parameter["example"] = json!(DOCUMENTED_DEPLOYMENT);
        }
        parameter
    })
}

fn own_parameter(parameter: &Parameter) -> Value {
    query_parameter(parameter.name, parameter.kind)
}

fn query_parameter(name: &str, kind: ParameterKind) -> Value {
    let mut parameter = json!({ "name": name, "in": "query", "schema": schema_of(kind) });
    match kind {
        ParameterKind::Boolean => parameter["allowEmptyValue"] = json!(true),
        ParameterKind::Words(_) => parameter["explode"] = json!(false),
        _ => {}
    }
    parameter
}

fn schema_of(kind: ParameterKind) -> Value {
    match kind {
        ParameterKind::Boolean => json!({ "type": "boolean" }),
        ParameterKind::Integer { minimum } => {
            json!({ "type": "integer", "minimum": minimum, "maximum": i32::MAX })
        }
        ParameterKind::Time => json!({
            "type": "string",
            "pattern": "^(-1|0|[0-9]+(d|h|m|s|ms|micros|nanos))$",
            "examples": ["30s"],
        }),
        ParameterKind::Size => json!({
            "type": "string",
            "pattern": "^(-1|0|[0-9]+(b|kb|mb|gb|tb|pb))$",
            "examples": ["10kb"],
        }),
        ParameterKind::Words(words) => {
            json!({ "type": "array", "items": { "type": "string", "enum": words }, "minItems": 1 })
        }
        ParameterKind::Word(words) => json!({ "type": "string", "enum": words }),
        ParameterKind::Text => json!({ "type": "string" }),
    }
}

/// The parameters that all endpoints take.
pub(super) fn common_parameters() -> Map<String, Value> {
    let about = |name: &str| match name {
        "error_trace" => "Whether refusals show where they come from.",
        "filter_path" => "Which parts of the answer are sent.",
        "format" => "The format of the answer: `json`, `yaml` or `cbor`.",
        "human" => "Whether the answer is made for people.",
        _ => "Whether the answer is indented.",
    };
    let parameter = |name: &'static str| {
        let kind = match FLAGS.contains(&name) {
            true => ParameterKind::Boolean,
            false => ParameterKind::Text,
        };
        let mut parameter = query_parameter(name, kind);
        parameter["description"] = json!(about(name));
        (name.to_owned(), parameter)
    };
    COMMON_PARAMETERS.into_iter().map(parameter).collect()
}

fn request_body(body: RequestBody, schemas: &mut Schemas) -> Option<Value> {
    let (is_required, description) = match body {
        RequestBody::None => return None,
        RequestBody::Optional(_) => (false, None),
        RequestBody::Required(_) => (true, None),
        RequestBody::RequiredUnless(_, parameter) if !schemas.has(&parameter) => (true, None),
        RequestBody::RequiredUnless(_, parameter) => {
            let name = parameter.name;
            (
                false,
                Some(format!(
                    "Required, unless the parameter `{name}` takes its place."
                )),
            )
        }
    };
    let schema = schemas.reference(body.schema()?);
    let mut described =
        json!({ "required": is_required, "content": { JSON: { "schema": schema } } });
    if let Some(description) = description {
        described["description"] = json!(description);
    }
    Some(described)
}

fn responses(success: Option<Schema>, method: &Method, schemas: &mut Schemas) -> Value {
    let error = match *method == Method::HEAD {
        true => json!({ "description": "The request is refused." }),
        false => json!({ "$ref": "#/components/responses/Error" }),
    };
    let mut answered = json!({ "description": "What was asked for is done." });
    if let Some(schema) = success.filter(|_| *method != Method::HEAD) {
        answered["content"] = content(&schemas.reference(schema));
    }
    json!({ "200": answered, "4XX": error, "5XX": error })
}

pub(super) fn error(schema: &Value) -> Value {
    json!({ "description": "The request is refused.", "content": content(schema) })
}

fn content(schema: &Value) -> Value {
    let formats = ANSWERS.map(|format| (format.to_owned(), json!({ "schema": schema })));
    formats.into_iter().collect::<Map<_, _>>().into()
}
