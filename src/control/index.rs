//! `/_fake`: what there is.

use serde_json::json;

use super::call::Call;
use super::content::{Answered, answer, done};
use super::problem::Problem;
use super::routes::ROUTES;

/// `GET`: every resource, the scope that is asked, and all scopes.
pub(super) fn get(call: &Call<'_>) -> Answered {
    call.parameters.refuse_others()?;
    let routes = ROUTES.iter().map(|route| {
        json!({
            "method": route.method.as_str(),
            "path": route.path,
            "description": route.description,
        })
    });
    answer(&json!({
        "version": env!("CARGO_PKG_VERSION"),
        "edition": call.scope.cluster.edition().to_string(),
        "scope": call.scope.name(),
        "scopes": call.control.scopes.names(),
        "resources": routes.collect::<Vec<_>>(),
    }))
}

/// `DELETE` in a scope: ends it.
pub(super) fn end_scope(call: &Call<'_>) -> Answered {
    call.parameters.refuse_others()?;
    let Some(name) = call.scope.name() else {
        return Err(Problem::bad_request(
            "only a scope can be ended: name it in the header X-Fake-Scope",
        ));
    };
    call.scope.holds.end_all();
    call.control.scopes.remove(name);
    done()
}
