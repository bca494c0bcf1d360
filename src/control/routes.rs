//! Which resource a request is for.

use std::pin::Pin;

use http::Method;

use super::call::Call;
use super::content::Answered;
use super::problem::Problem;
use super::{
    ROOT, breaches, clock, conditions, coverage, deployments, events, holds, index, journal,
    load_failures, ml_nodes, nodes, reset, scripts, settle, timing, ui,
};
use crate::text::suggest;

/// What a resource does with a method.
pub(super) struct Route {
    pub(super) method: Method,
    /// With `{…}` for what the request names.
    pub(super) path: &'static str,
    pub(super) description: &'static str,
    handler: Handler,
}

type Handler = for<'c> fn(&'c Call<'c>) -> Pin<Box<dyn Future<Output = Answered> + Send + 'c>>;

/// A row for each method of each resource. Those that `wait` are async functions.
macro_rules! routes {
    ($($method:ident $path:literal $description:literal => $($handler:ident)::+ $($wait:ident)?;)+) => {
        pub(super) static ROUTES: &[Route] = &[
            $(Route {
                method: Method::$method,
                path: $path,
                description: $description,
                handler: |call| Box::pin(routes!(@call call, $($handler)::+ $($wait)?)),
            }),+
        ];
    };
    (@call $call:ident, $($handler:ident)::+ waits) => { $($handler)::+($call) };
    (@call $call:ident, $($handler:ident)::+) => { std::future::ready($($handler)::+($call)) };
}

routes! {
    GET "/_fake" "What there is: this list." => index::get;
    DELETE "/_fake" "Ends the scope that the request is of." => index::end_scope;
    GET "/_fake/journal" "The exchanges, as lines of a journal: `since` a number; of an `endpoint`, a `deployment`, a `status`, `conforming` or not; `wait` for so many, at most `timeout`." => journal::list waits;
    DELETE "/_fake/journal" "Empties the journal." => journal::clear;
    GET "/_fake/breaches" "The requests that broke the contract, with the report that tests in Rust get." => breaches::list;
    GET "/_fake/events" "The exchanges as they come, as server-sent events." => events::follow;
    GET "/_fake/ui" "The live page, for a browser on the same machine." => ui::page;
    GET "/_fake/coverage" "Which parts of the contract the run has exercised." => coverage::get;
    GET "/_fake/deployments" "All deployments as they are now." => deployments::list;
    GET "/_fake/deployments/{id}" "A deployment as it is now." => deployments::get;
    PUT "/_fake/deployments/{id}" "Adds or replaces a deployment, in the form of `schema deployment`." => deployments::put;
    DELETE "/_fake/deployments/{id}" "Removes a deployment." => deployments::remove;
    POST "/_fake/deployments/{id}/settle" "Lets the nodes of a deployment catch up: what is starting is started, what is stopping is gone." => deployments::settle;
    GET "/_fake/scripts" "All scripts, with what they still wait for." => scripts::list;
    POST "/_fake/scripts" "Adds a script, in the form of `schema script`; answers its `id`." => scripts::add;
    DELETE "/_fake/scripts" "Removes all scripts and holds." => scripts::clear;
    DELETE "/_fake/scripts/{id}" "Removes a script." => scripts::remove;
    GET "/_fake/holds" "All holds, with the requests that wait there." => holds::list;
    POST "/_fake/holds" "Keeps answers back, of the requests that `on` selects; answers its `id`." => holds::add;
    GET "/_fake/holds/{id}" "A hold; with `wait`, as soon as a request has arrived there, or as many as `times`." => holds::get waits;
    POST "/_fake/holds/{id}/release" "Lets answers go: all that wait, that of a `seq`, or as many as `count`." => holds::release;
    DELETE "/_fake/holds/{id}" "Lets all answers go, and holds no more." => holds::remove;
    GET "/_fake/conditions" "The conditions that the cluster is in." => conditions::list;
    PUT "/_fake/conditions/{name}" "Puts the cluster into a condition, such as `no_master`." => conditions::set;
    DELETE "/_fake/conditions/{name}" "Ends a condition." => conditions::clear;
    GET "/_fake/nodes" "The HTTP nodes." => nodes::list;
    POST "/_fake/nodes/{index}/outage" "The node refuses connections, `lasting` so long or until the outage is ended." => nodes::begin_outage;
    DELETE "/_fake/nodes/{index}/outage" "Ends the outage." => nodes::end_outage;
    GET "/_fake/ml_nodes" "The machine learning nodes, and those that have left." => ml_nodes::list;
    PUT "/_fake/ml_nodes/{id}" "A machine learning node comes back as it was; or joins, in the form of `schema node`." => ml_nodes::join;
    DELETE "/_fake/ml_nodes/{id}" "A machine learning node leaves: its allocations move to where there is room." => ml_nodes::leave;
    GET "/_fake/models/{id}/load_failures" "Why nodes cannot load a model." => load_failures::list;
    PUT "/_fake/models/{id}/load_failures" "From now on a node, or each, cannot load a model, for a reason, in the form of `schema load_failure`." => load_failures::add;
    DELETE "/_fake/models/{id}/load_failures" "All nodes can load a model, and those that have failed try again." => load_failures::clear;
    GET "/_fake/timing" "How long starts, stops and updates take." => timing::get;
    PUT "/_fake/timing" "Changes that, in the form of `schema timing`: at once, after a time, after so many readings of statistics, or by hand." => timing::set;
    GET "/_fake/clock" "The time that the fake goes by." => clock::get;
    POST "/_fake/clock" "Moves the clock forward: `advance`." => clock::advance;
    POST "/_fake/settle" "Lets the nodes catch up with what updates ask of them." => settle::settle;
    POST "/_fake/reset" "Brings back the state after the start." => reset::reset;
}

impl Route {
    /// Whether a path is one of this resource.
    fn is_at(&self, path: &[String]) -> bool {
        let mut parts = self.parts();
        let is_same = path.iter().all(|part| {
            parts
                .next()
                .is_some_and(|wanted| wanted == part || wanted.starts_with('{'))
        });
        is_same && parts.next().is_none()
    }

    fn parts(&self) -> impl Iterator<Item = &'static str> + use<> {
        let path = self.path.strip_prefix(ROOT).unwrap_or(self.path);
        path.split('/').filter(|part| !part.is_empty())
    }
}

/// Does what is asked for.
pub(super) async fn carry_out(call: &Call<'_>) -> Answered {
    let here: Vec<_> = ROUTES
        .iter()
        .filter(|route| route.is_at(&call.path))
        .collect();
    match here.iter().find(|route| route.method == call.method) {
        Some(route) => (route.handler)(call).await,
        None if here.is_empty() => Err(no_resource(&call.path)),
        None => {
            let methods: Vec<_> = here.iter().map(|route| route.method.as_str()).collect();
            let methods = methods.join(", ");
            let message = format!("{} is not for this resource; {methods} are", call.method);
            Err(Problem::wrong_method(message, methods))
        }
    }
}

fn no_resource(path: &[String]) -> Problem {
    let names = ROUTES.iter().filter_map(|route| route.parts().next());
    let first = path.first().map_or("", String::as_str);
    let path = path.join("/");
    let hint = match suggest::similar(first, names).first() {
        Some(similar) if *similar != first => format!("did you mean `{ROOT}/{similar}`?"),
        _ => format!("`GET {ROOT}` lists all"),
    };
    Problem::not_found(format!("there is no resource `{ROOT}/{path}`; {hint}"))
}
