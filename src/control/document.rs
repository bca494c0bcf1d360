//! Documents that are sent to the control API.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::call::Call;
use super::problem::Problem;

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

    /// The body, judged by the schema of the resource.
    pub(super) fn judged<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        self.judge(self.document()?)
    }

    /// A document in the place of the body.
    pub(super) fn judge<T: DeserializeOwned>(&self, document: Value) -> Result<T, Problem> {
        let verdict = self.route.body.map(|schema| schema.judge(&document));
        if let Some(breach) = verdict.filter(|verdict| !verdict.conforms()) {
            return Err(Problem::breach(breach.violations()));
        }
        serde_json::from_value(document).map_err(|error| Problem::bad_request(error.to_string()))
    }
}
