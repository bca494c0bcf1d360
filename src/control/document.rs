//! Documents that are sent to the control API.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::call::Call;
use super::problem::Problem;
use crate::contract::Schema;

impl Call<'_> {
    /// The body, or an empty object if there is none.
    pub(super) fn document(&self) -> Result<Value, Problem> {
        if self.body.is_empty() {
            return Ok(json!({}));
        }
        serde_json::from_slice(&self.body)
            .map_err(|error| Problem::bad_request(format!("the body is no JSON: {error}")))
    }

    /// The body, with the id that the path says.
    pub(super) fn named_document(&self) -> Result<Value, Problem> {
        let mut document = self.document()?;
        if let Value::Object(members) = &mut document {
            let id = members.entry("id").or_insert_with(|| self.name().into());
            if id.is_string() && id != self.name() {
                let message = format!(
                    "/id: must be `{}`, as the path says, but is {id}",
                    self.name()
                );
                return Err(Problem::bad_request(message));
            }
        }
        Ok(document)
    }

    /// The body, judged by a schema.
    pub(super) fn judged<T: DeserializeOwned>(&self, schema: Schema) -> Result<T, Problem> {
        judge(self.document()?, schema)
    }

    /// The body of a resource that is too small for a schema.
    pub(super) fn plain<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        read(self.document()?)
    }
}

/// Reads a document that keeps to a schema.
pub(super) fn judge<T: DeserializeOwned>(document: Value, schema: Schema) -> Result<T, Problem> {
    let verdict = schema.judge(&document);
    match verdict.conforms() {
        true => read(document),
        false => Err(Problem::breach(verdict.violations())),
    }
}

fn read<T: DeserializeOwned>(document: Value) -> Result<T, Problem> {
    serde_json::from_value(document).map_err(|error| Problem::bad_request(error.to_string()))
}
