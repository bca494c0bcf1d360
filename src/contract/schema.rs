//! The schema files, compiled once per process.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use jsonschema::{Draft, Validator};
use serde_json::Value;

use super::bundle::{Part, bundle};
use super::{Verdict, at_least, at_most_items, reads, violation};
use crate::text::UnknownName;

/// A schema file: its name, its text, and both forms that are made of it on first use.
struct File {
    schema: Schema,
    name: &'static str,
    text: LazyLock<Cow<'static, str>>,
    compiled: LazyLock<Compiled>,
}

struct Compiled {
    document: Value,
    validator: Validator,
}

/// Makes a variant and a row of the table of each file of `schemas/`, some with others whose
/// definitions they refer to.
macro_rules! schemas {
    ($($(#[doc = $doc:literal])+ $schema:ident $name:literal $(with $($part:literal),+)?;)+) => {
        /// One JSON Schema (2020-12) file of the contract.
        ///
        /// ```
        /// use es_ml_fake::contract::Schema;
        /// use serde_json::json;
        ///
        /// let verdict = Schema::UpdateRequest.judge(&json!({"number_of_allocations": 0}));
        /// assert!(!verdict.conforms());
        /// assert_eq!(verdict.violations()[0].instance_path(), "/number_of_allocations");
        /// assert_eq!(verdict.violations()[0].keyword(), "minimum");
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Schema {
            $($(#[doc = $doc])+ $schema,)+
        }

        static FILES: [File; [$($name),+].len()] = [
            $(File {
                schema: Schema::$schema,
                name: $name,
                text: LazyLock::new(|| {
                    let parts = [$($(Part {
                        file: concat!($part, ".json"),
                        text: include_str!(concat!("../../schemas/", $part, ".json")),
                    }),+)?];
                    bundle(include_str!(concat!("../../schemas/", $name, ".json")), &parts)
                }),
                compiled: LazyLock::new(|| compile(Schema::$schema)),
            }),+
        ];
    };
}

schemas! {
    /// The body of an update request (documentation page, "request body").
    UpdateRequest "update_request";
    /// The body of a 200 answer to an update (documentation page, first example;
    /// server-behaviour: Update: the 200 answer).
    UpdateResponse "update_response";
    /// The body of a start request (server-behaviour: Start: request).
    StartRequest "start_request";
    /// The body of a 200 answer to a start (server-behaviour: Start: answer).
    StartResponse "start_response";
    /// The body of a stop request (server-behaviour: Stop: request and answer).
    StopRequest "stop_request";
    /// The body of a 200 answer to a stop (server-behaviour: Stop: request and answer).
    StopResponse "stop_response";
    /// The body of a 200 answer to a request for statistics (server-behaviour: Statistics: answer).
    StatsResponse "stats_response";
    /// The body of a 200 answer to a request for models (server-behaviour: The get models API).
    GetModelsResponse "get_models_response";
    /// The configuration of a model that is put (server-behaviour: Put model: fields).
    PutModelRequest "put_model_request";
    /// The body of a 200 answer to the put of a model (server-behaviour: The get models API).
    PutModelResponse "put_model_response" with "get_models_response";
    /// A part of a definition (server-behaviour: Put model: definition part).
    PutDefinitionPartRequest "put_definition_part_request";
    /// A vocabulary (server-behaviour: Put model: vocabulary).
    PutVocabularyRequest "put_vocabulary_request";
    /// The body of a 200 answer that says nothing but that it was done.
    Acknowledged "acknowledged";
    /// The body of a 200 answer to a request for nodes (server-behaviour: Other endpoints).
    NodesResponse "nodes_response";
    /// The body of an answer about the health of a cluster (server-behaviour: Other endpoints).
    ClusterHealthResponse "cluster_health_response";
    /// The body of a 200 answer to a request for the licence (server-behaviour: Other endpoints).
    LicenseResponse "license_response";
    /// The body of a 200 answer to who asks (server-behaviour: Other endpoints).
    AuthenticateResponse "authenticate_response";
    /// The body of an inference request (server-behaviour: Infer: request).
    InferRequest "infer_request";
    /// The body of a 200 answer to an inference (server-behaviour: Infer: results).
    InferResponse "infer_response";
    /// The body of a 200 answer to the clearing of a cache (server-behaviour: The clear cache API).
    Cleared "cleared";
    /// The body of a 200 answer to a request for defaults and limits of machine learning
    /// (server-behaviour: Other endpoints).
    MlInfoResponse "ml_info_response";
    /// The body of a 200 answer to `GET /` (server-behaviour: HTTP: name and version).
    InfoResponse "info_response";
    /// The body of every refusal (server-behaviour: Errors: the envelope).
    Error "error";
    /// The configuration file of `es-ml-fake serve`, which is no part of the contract, but judged
    /// in the same way.
    Config "config" with "node", "deployment", "script", "timing", "load_failure";
    /// A deployment: one of `[[deployments]]` of that file. A
    /// [`Deployment`](crate::Deployment) is read from it.
    Deployment "deployment";
    /// The same without its id, which the path has: the body of `PUT /_fake/deployments/{id}`.
    DeploymentSettings "deployment_settings" with "deployment";
    /// A machine learning node: one of `[[nodes]]` of that file. A [`Node`](crate::Node) is read
    /// from it.
    Node "node" with "deployment";
    /// The same without its id, which the path has: the body of `PUT /_fake/ml_nodes/{id}`.
    NodeSettings "node_settings" with "node", "deployment";
    /// Why nodes cannot load a model: the body of `PUT /_fake/models/{id}/load_failures`.
    LoadFailure "load_failure";
    /// How long a cluster takes for what it is asked: the body of `PUT /_fake/timing`.
    Timing "timing";
    /// A programmed answer: one of `[[scripts]]` of that file, and the body of `POST
    /// /_fake/scripts`. A [`ScriptDefinition`](crate::script::ScriptDefinition) is read from it.
    Script "script";
    /// Which answers are kept back: the body of `POST /_fake/holds`.
    Hold "hold" with "script";
    /// Which of them may go: the body of `POST /_fake/holds/{id}/release`.
    Release "release";
    /// How far the clock moves: the body of `POST /_fake/clock`.
    Advance "advance";
    /// How long an HTTP node is away: the body of `POST /_fake/nodes/{index}/outage`.
    Outage "outage";
    /// What else is wrong with an HTTP node: the body of `PUT /_fake/nodes/{index}/fault`.
    NodeFault "node_fault";
    /// What the control API answers: a definition for each. The fake promises it; nothing is judged
    /// by it.
    ControlAnswers "control_answers";
    /// The file of `es-ml-fake simulate`.
    Simulation "simulation" with "deployment", "script";
    /// One line of a journal: an [`Exchange`](crate::journal::Exchange) as `es-ml-fake serve
    /// --journal` writes it. The fake promises it; nothing is judged by it.
    Journal "journal";
    /// What `es-ml-fake check --format json` prints. The program promises it; nothing is judged by
    /// it.
    Check "check";
}

fn compile(schema: Schema) -> Compiled {
    let broken = "the schema files of this crate are valid, as its tests show";
    let document: Value = serde_json::from_str(schema.text()).expect(broken);
    let validator = jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .with_keyword(at_least::NAME, at_least::compile)
        .with_keyword(at_most_items::NAME, at_most_items::compile)
        .with_keyword(reads::NAME, reads::compile)
        .build(&document)
        .expect(broken);
    Compiled {
        document,
        validator,
    }
}

impl Schema {
    /// Every schema of the contract.
    pub fn all() -> impl Iterator<Item = Self> {
        FILES.iter().map(|file| file.schema)
    }

    /// The name of the schema, which is the name of its file without the ending.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.file().name
    }

    /// The text of the schema file, with the definitions of other files that it refers to.
    #[must_use]
    pub fn text(self) -> &'static str {
        &self.file().text
    }

    /// The schema as a JSON document.
    #[must_use]
    pub fn document(self) -> &'static Value {
        &self.file().compiled.document
    }

    /// Judges a document by this schema alone.
    pub fn judge(self, document: &Value) -> Verdict {
        let compiled = &self.file().compiled;
        if compiled.validator.is_valid(document) {
            return Verdict::conforming();
        }
        let errors = compiled.validator.iter_errors(document);
        Verdict::of(violation::describe(errors, &compiled.document))
    }

    fn file(self) -> &'static File {
        &FILES[self as usize]
    }
}

impl fmt::Display for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Schema {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::all()
            .find(|schema| schema.name() == name)
            .ok_or_else(|| UnknownName::new("schema", name, Self::all()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_their_schemas() {
        for file in &FILES {
            assert_eq!(file.name.parse(), Ok(file.schema));
        }
    }

    #[test]
    fn a_wrong_name_is_told_the_right_ones() {
        let error = "updates".parse::<Schema>().unwrap_err();
        let error = error.to_string();
        let beginning = "there is no schema `updates`; the schemas are update_request, ";
        assert!(error.starts_with(beginning), "{error}");
    }

    #[test]
    fn files_are_valid_schemas_with_an_id_a_title_and_a_description() {
        for schema in Schema::all() {
            let document = schema.document();
            if let Err(error) = jsonschema::draft202012::meta::validate(document) {
                panic!("{schema}: {error}");
            }
            assert_eq!(
                document["$schema"],
                "https://json-schema.org/draft/2020-12/schema"
            );
            assert_eq!(
                document["$id"],
                format!("urn:es-ml-fake:schema:{}", schema.name())
            );
            assert!(document["title"].is_string(), "{schema}");
            assert!(document["description"].is_string(), "{schema}");
        }
    }

    #[test]
    fn examples_conform_to_their_schema() {
        for schema in Schema::all() {
            let examples = schema.document()["examples"].as_array().unwrap();
            assert!(!examples.is_empty());
            for example in examples {
                assert_eq!(
                    schema.judge(example),
                    Verdict::conforming(),
                    "{schema}: {example}"
                );
            }
        }
    }
}
