//! What the fake serves, as OpenAPI 3.1.
//!
//! All of it is read from the table of endpoints, that of the control API, and the schemas.

mod control;
mod members;
mod operation;
mod schemas;

use std::collections::BTreeMap;

use http::Method;
use serde_json::{Map, Value, json};

use crate::contract::Schema;
use crate::control::ROUTES;
use crate::endpoints::Endpoint;
use crate::model::Edition;
use schemas::Schemas;

/// The OpenAPI 3.1 document of a server of an edition, as the fake serves it: the endpoints that
/// the edition has, with the parameters and the members that it takes.
///
/// Answers are described as the newest server writes them; older ones leave members out. The
/// control API under `/_fake`, which no server has, is the same in all editions; its operations
/// have the tag `control`.
///
/// ```
/// use es_ml_fake::Edition;
///
/// let document = es_ml_fake::openapi::document(Edition::Documented);
/// assert_eq!(document["openapi"], "3.1.0");
/// let path = "/_ml/trained_models/{deployment_id}/deployment/_update";
/// assert_eq!(document["paths"][path]["post"]["operationId"], "update");
/// assert_eq!(document["paths"]["/_fake/journal"]["get"]["tags"][0], "control");
/// ```
#[must_use]
pub fn document(edition: Edition) -> Value {
    let mut schemas = Schemas::of(edition);
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    let has = |endpoint: &Endpoint| endpoint.editions().any(|each| each == edition);
    let mut add = |method: &Method, path, operation| {
        let operations = paths.entry(path).or_default();
        operations.insert(method.as_str().to_ascii_lowercase(), operation);
    };
    for endpoint in Endpoint::all().filter(has) {
        for (index, (method, path)) in endpoint.routes().enumerate() {
            let operation = operation::describe(endpoint, method, path, index, &mut schemas);
            add(method, path, operation);
        }
    }
    for route in ROUTES {
        add(
            &route.method,
            route.path,
            control::describe(route, &mut schemas),
        );
    }
    let error = schemas.reference(Schema::Error);
    let mut parameters = operation::common_parameters();
    parameters.insert(control::SCOPE.to_owned(), control::scope());
    let responses = json!({
        "Error": operation::error(&error),
        "ControlError": control::error(&mut schemas),
    });
    json!({
        "openapi": "3.1.0",
        "info": info(edition),
        "servers": [{ "url": "http://127.0.0.1:9200", "description": "`es-ml-fake serve`" }],
        "security": [{}, { "basic": [] }, { "apiKey": [] }, { "bearer": [] }],
        "tags": [control::tag()],
        "paths": paths,
        "components": {
            "securitySchemes": security_schemes(),
            "parameters": parameters,
            "responses": responses,
            "schemas": schemas.into_components(),
        },
    })
}

fn info(edition: Edition) -> Value {
    json!({
        "title": "Trained-model deployments of Elasticsearch, as es-ml-fake serves them",
        "version": edition.dialect().number,
        "description": format!(
            "Edition `{edition}` of es-ml-fake {}. Bodies are described as the documentation \
             promises them; a server accepts more than that, and `es-ml-fake serve --strict` does \
             not.",
            env!("CARGO_PKG_VERSION")
        ),
        "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
    })
}

/// Without users, keys and service accounts, a fake asks for none of them.
fn security_schemes() -> Value {
    json!({
        "basic": { "type": "http", "scheme": "basic" },
        "bearer": { "type": "http", "scheme": "bearer" },
        "apiKey": {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`ApiKey `, and behind it id and secret in base64, with a colon between",
        },
        "controlToken": {
            "type": "http",
            "scheme": "bearer",
            "description": "What `es-ml-fake serve --control-token` was given, if it was",
        },
    })
}

#[cfg(test)]
mod tests;
