//! The deployment that may be changed, and how it is left as it was found.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::client::Client;
use crate::cli::{Failure, complain};

/// What an id is encoded of where it is a part of a path.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// How often it is tried to bring back what was found.
const TRIES: usize = 3;

/// A deployment as it was found. When it is dropped, also in a panic, it is so again.
pub(super) struct Found<'c> {
    client: &'c Client,
    pub(super) id: String,
    pub(super) allocations: u32,
    /// Its adaptive settings, null if it has none.
    settings: Value,
    is_restored: bool,
}

impl<'c> Found<'c> {
    /// Looks a deployment up.
    ///
    /// # Errors
    ///
    /// If there is none of that id, or its number of allocations is not to be changed.
    pub(super) fn at(client: &'c Client, id: &str) -> Result<Self, Failure> {
        let fail = |problem: String| Failure(format!("deployment {id}: {problem}"));
        let stats = request(
            Method::GET,
            &format!("/_ml/trained_models/{}/_stats", in_path(id)),
            None,
        );
        let stats = stats.and_then(|stats| client.send(stats)).map_err(fail)?;
        if stats.status() != 200 {
            return Err(fail(format!(
                "asking for it was answered with {}",
                stats.status()
            )));
        }
        let found =
            of_stats(&stats, id).ok_or_else(|| fail("there is none that is started".to_owned()))?;
        if found["adaptive_allocations"]["enabled"] == true {
            return Err(fail(
                "it scales itself, so its number is not to be changed".to_owned(),
            ));
        }
        let allocations = found["number_of_allocations"].as_u64();
        let allocations = allocations.and_then(|number| u32::try_from(number).ok());
        let allocations =
            allocations.ok_or_else(|| fail("it has no number of allocations".to_owned()))?;
        Ok(Self {
            client,
            id: id.to_owned(),
            allocations,
            settings: found["adaptive_allocations"].clone(),
            is_restored: false,
        })
    }

    /// Brings back the number of allocations and the settings that were found.
    ///
    /// # Errors
    ///
    /// Why that was not possible, and how to do it.
    pub(super) fn restore(mut self) -> Result<(), Failure> {
        self.try_restore()
    }

    fn try_restore(&mut self) -> Result<(), Failure> {
        let number = self.allocations;
        let body =
            json!({ "number_of_allocations": number, "adaptive_allocations": self.settings });
        // All that there is where no settings are known; refused while settings are enabled.
        let plain = json!({ "number_of_allocations": number });
        let path = format!(
            "/_ml/trained_models/{}/deployment/_update",
            in_path(&self.id)
        );
        let send = |body: &Value| {
            let asked = request(Method::POST, &path, Some(body))?;
            self.client.send(asked)
        };
        let try_once = || {
            let mut answer = send(&body)?;
            // Of what else the cluster refuses, the settings are not the reason.
            if answer.status() == StatusCode::BAD_REQUEST {
                answer = send(&plain)?;
            }
            let has = number_of_answer(&answer) == Some(u64::from(number));
            has.then_some(())
                .ok_or_else(|| format!("it was answered with {}", answer.status()))
        };
        let mut tried = try_once();
        for _ in 1..TRIES {
            if tried.is_err() {
                tried = try_once();
            }
        }
        self.is_restored = true;
        tried.map_err(|problem| {
            Failure(format!(
                "deployment {} could not be brought back to {number} allocations: {problem}. Do it \
                 by hand: POST {path} {body}",
                self.id
            ))
        })
    }
}

impl Drop for Found<'_> {
    fn drop(&mut self) {
        if !self.is_restored
            && let Err(Failure(problem)) = self.try_restore()
        {
            complain(problem);
        }
    }
}

/// An id as a part of a path.
pub(super) fn in_path(id: &str) -> String {
    utf8_percent_encode(id, ENCODED).to_string()
}

fn of_stats(stats: &Response<Bytes>, id: &str) -> Option<Value> {
    let stats: Value = serde_json::from_slice(stats.body()).ok()?;
    let models = stats["trained_model_stats"].as_array()?.iter();
    let mut deployments = models.map(|model| &model["deployment_stats"]);
    let is_meant = |stats: &&Value| {
        // Before 8.8 a deployment had the id of its model.
        let its_id = stats["deployment_id"]
            .as_str()
            .or(stats["model_id"].as_str());
        its_id == Some(id)
    };
    deployments.find(is_meant).cloned()
}

fn number_of_answer(answer: &Response<Bytes>) -> Option<u64> {
    let answer: Value = serde_json::from_slice(answer.body()).ok()?;
    answer["assignment"]["task_parameters"]["number_of_allocations"].as_u64()
}

fn request(method: Method, path: &str, body: Option<&Value>) -> Result<Request<Bytes>, String> {
    let mut request = Request::new(body.map(Value::to_string).unwrap_or_default().into());
    *request.method_mut() = method;
    *request.uri_mut() = path.parse().map_err(|_| "this is no path".to_owned())?;
    if body.is_some() {
        let json = HeaderValue::from_static("application/json");
        request.headers_mut().insert(CONTENT_TYPE, json);
    }
    Ok(request)
}
