//! `/_fake`: what there is.

use serde::Serialize;
use serde_json::json;

use super::call::Call;
use super::content::{Answered, answer, done};
use super::problem::Problem;
use super::routes::{ROUTES, Route};
use crate::contract::Schema;

/// A row of the table, as it is shown.
#[derive(Serialize)]
struct Resource {
    method: &'static str,
    path: &'static str,
    description: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parameters: Vec<&'static str>,
    /// The schema of the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<&'static str>,
}

impl Resource {
    fn of(route: &'static Route) -> Self {
        Self {
            method: route.method.as_str(),
            path: route.path,
            description: route.description,
            parameters: route.query().map(|parameter| parameter.name).collect(),
            body: route.body.map(Schema::name),
        }
    }
}

/// `GET`: every resource, the scope that is asked, and all scopes.
pub(super) fn get(call: &Call<'_>) -> Answered {
    answer(&json!({
        "version": env!("CARGO_PKG_VERSION"),
        "edition": call.scope.cluster.edition().to_string(),
        "scope": call.scope.name(),
        "scopes": call.control.scopes.names(),
        "resources": ROUTES.iter().map(Resource::of).collect::<Vec<_>>(),
    }))
}

/// `DELETE` in a scope: ends it.
pub(super) fn end_scope(call: &Call<'_>) -> Answered {
    let Some(name) = call.scope.name() else {
        return Err(Problem::bad_request(
            "only a scope can be ended: name it in the header X-Fake-Scope",
        ));
    };
    call.control.scopes.remove(name);
    call.scope.holds.end_all();
    // What waits for the cluster to change has its answer, and does not keep it any longer.
    call.scope.cluster.reset_at(call.scope.clock.now());
    done()
}
