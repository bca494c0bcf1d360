//! Which resource a request is for.

use std::future::ready;
use std::pin::Pin;

use http::Method;

use super::call::Call;
use super::content::Answered;
use super::parameters::Parameter;
use super::problem::Problem;
use super::{
    ROOT, breaches, clock, conditions, coverage, deployments, events, holds, index, journal,
    load_failures, ml_nodes, nodes, parameters, reset, scaling, scripts, settle, timing, ui,
};
use crate::contract::Schema;
use crate::text::suggest;

/// What a resource does with a method, and what has to be known of it: by those who are told what
/// there is, and by those who ask.
pub(crate) struct Route {
    /// The name of what it does, which no other has.
    pub(crate) name: &'static str,
    pub(crate) method: Method,
    /// With `{…}` for what the request names.
    pub(crate) path: &'static str,
    pub(crate) description: &'static str,
    /// Those in the path, and those of the query. There are no others.
    pub(crate) parameters: &'static [Parameter],
    /// What the body has to be, where one is read.
    pub(crate) body: Option<Schema>,
    /// Whether it has nothing to hide, so that it is answered without a token.
    pub(super) is_open: bool,
    /// The name of the definition of what is answered, in [`Schema::ControlAnswers`].
    pub(crate) answer: &'static str,
    pub(super) handler: Handler,
}

type Handler = for<'c> fn(&'c Call<'c>) -> Pin<Box<dyn Future<Output = Answered> + Send + 'c>>;

/// A row for each method of each resource: `[what it is asked by]`, `(the schema of its body)`, and
/// behind `->` what it answers, unless there is nothing to say. What `waits` is an async function,
/// and what is `open` is answered without a token.
macro_rules! routes {
    ($(
        $method:ident $path:literal $([$($parameter:ident),+])? $(($body:ident))?
        $description:literal $(-> $answer:literal)? => $module:ident::$function:ident $($kind:ident)?;
    )+) => {
        pub(crate) static ROUTES: &[Route] = &[
            $(Route {
                name: concat!(stringify!($module), "_", stringify!($function)),
                method: Method::$method,
                path: $path,
                description: $description,
                parameters: &[$($(parameters::$parameter),+)?],
                body: routes!(@body $($body)?),
                is_open: routes!(@is_open $($kind)?),
                answer: routes!(@answer $($answer)?),
                handler: |call| Box::pin(routes!(@call call, $module::$function $($kind)?)),
            }),+
        ];
    };
    (@body $body:ident) => { Some(Schema::$body) };
    (@body) => { None };
    (@answer $answer:literal) => { $answer };
    (@answer) => { "done" };
    (@is_open open) => { true };
    (@is_open $($kind:ident)?) => { false };
    (@call $call:ident, $module:ident::$function:ident waits) => { $module::$function($call) };
    (@call $call:ident, $module:ident::$function:ident $($kind:ident)?) => { ready($module::$function($call)) };
}

routes! {
    GET "/_fake" "What there is: this list." -> "index" => index::get;
    DELETE "/_fake" "Ends the scope that the request is of." => index::end_scope;
    GET "/_fake/journal" [SINCE, ENDPOINT, DEPLOYMENT, STATUS, CONFORMING, EXCHANGES, TIMEOUT] "The exchanges, as lines of a journal." -> "journal" => journal::list waits;
    DELETE "/_fake/journal" "Empties the journal." => journal::clear;
    GET "/_fake/breaches" "The requests that broke the contract, with the report that tests in Rust get." -> "breaches" => breaches::list waits;
    GET "/_fake/events" [SINCE] "The exchanges as they come, as server-sent events." -> "events" => events::follow;
    GET "/_fake/ui" [SCOPE] "The live page, for a browser." -> "page" => ui::page open;
    GET "/_fake/coverage" "Which parts of the contract the run has exercised." -> "coverage" => coverage::get waits;
    GET "/_fake/deployments" "All deployments as they are now." -> "deployments" => deployments::list waits;
    GET "/_fake/deployments/{id}" [DEPLOYMENT_ID, STATE, REACHED] "A deployment as it is now; with `wait`, as soon as a request has made it be there, and in that `state`." -> "deployment" => deployments::get waits;
    PUT "/_fake/deployments/{id}" [DEPLOYMENT_ID] (DeploymentSettings) "Adds or replaces a deployment." -> "deployment" => deployments::put;
    DELETE "/_fake/deployments/{id}" [DEPLOYMENT_ID] "Removes a deployment." => deployments::remove;
    GET "/_fake/deployments/{id}/scaling" [DEPLOYMENT_ID] "What adaptive allocations made of the load on a deployment in the last hour." -> "scaling" => scaling::get;
    POST "/_fake/deployments/{id}/settle" [DEPLOYMENT_ID] "Lets the nodes of a deployment catch up: what is starting is started, what is stopping is gone." => deployments::settle;
    GET "/_fake/scripts" "All scripts, with what they still wait for." -> "scripts" => scripts::list waits;
    POST "/_fake/scripts" (Script) "Adds a script; answers its `id`." -> "added" => scripts::add;
    DELETE "/_fake/scripts" "Removes all scripts and holds." => scripts::clear;
    DELETE "/_fake/scripts/{id}" [SCRIPT_ID] "Removes a script." => scripts::remove;
    GET "/_fake/holds" "All holds, with the requests that wait there." -> "holds" => holds::list;
    POST "/_fake/holds" (Hold) "Keeps answers back, of the requests that `on` selects; answers its `id`." -> "added" => holds::add;
    GET "/_fake/holds/{id}" [HOLD_ID, WAIT, TIMES] "A hold; with `wait`, as soon as a request has arrived there, or as many as `times`." -> "hold" => holds::get waits;
    POST "/_fake/holds/{id}/release" [HOLD_ID] (Release) "Lets answers go: all that wait, that of a `seq`, or as many as `count`." -> "released" => holds::release;
    DELETE "/_fake/holds/{id}" [HOLD_ID] "Lets all answers go, and holds no more." => holds::remove;
    GET "/_fake/conditions" "The conditions that the cluster is in." -> "conditions" => conditions::list;
    PUT "/_fake/conditions/{name}" [CONDITION] "Puts the cluster into a condition, such as `no_master`." -> "conditions" => conditions::set;
    DELETE "/_fake/conditions/{name}" [CONDITION] "Ends a condition." -> "conditions" => conditions::clear;
    GET "/_fake/nodes" "The HTTP nodes, and what is wrong with them." -> "nodes" => nodes::list;
    POST "/_fake/nodes/{index}/outage" [NODE] (Outage) "The node refuses connections, `lasting` so long or until the outage is ended." -> "nodes" => nodes::begin_outage;
    DELETE "/_fake/nodes/{index}/outage" [NODE] "Ends the outage." -> "nodes" => nodes::end_outage;
    PUT "/_fake/nodes/{index}/fault" [NODE] (NodeFault) "The node is slow, or answers as a broken proxy, `lasting` so long or until that is ended." -> "nodes" => nodes::put_fault;
    DELETE "/_fake/nodes/{index}/fault" [NODE] "The node is as any other again." -> "nodes" => nodes::end_fault;
    GET "/_fake/ml_nodes" "The machine learning nodes, and those that have left." -> "ml_nodes" => ml_nodes::list;
    PUT "/_fake/ml_nodes/{id}" [ML_NODE_ID] (NodeSettings) "A machine learning node comes back as it was, or joins as it is described." -> "ml_nodes" => ml_nodes::join;
    DELETE "/_fake/ml_nodes/{id}" [ML_NODE_ID] "A machine learning node leaves: its allocations move to where there is room." -> "ml_nodes" => ml_nodes::leave;
    GET "/_fake/models/{id}/load_failures" [MODEL_ID] "Why nodes cannot load a model." -> "load_failures" => load_failures::list;
    PUT "/_fake/models/{id}/load_failures" [MODEL_ID] (LoadFailure) "From now on a node, or each, cannot load a model, for a reason." -> "load_failures" => load_failures::add;
    DELETE "/_fake/models/{id}/load_failures" [MODEL_ID] "All nodes can load a model, and those that have failed try again." -> "load_failures" => load_failures::clear;
    GET "/_fake/timing" "How long starts, stops and updates take." -> "timing" => timing::get;
    PUT "/_fake/timing" (Timing) "Changes that: at once, after a time, after so many readings of statistics, or by hand." -> "timing" => timing::set;
    GET "/_fake/clock" "The time that the fake goes by." -> "clock" => clock::get;
    POST "/_fake/clock" (Advance) "Moves the clock forward: `advance`." -> "clock" => clock::advance;
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

    /// The parameters of the query, and not those in the path.
    pub(crate) fn query(&self) -> impl Iterator<Item = &'static Parameter> {
        let parameters = self.parameters.iter();
        parameters.filter(|parameter| !parameter.is_in(self.path))
    }

    /// Those in the path.
    pub(crate) fn path_parameters(&self) -> impl Iterator<Item = &'static Parameter> {
        let parameters = self.parameters.iter();
        parameters.filter(|parameter| parameter.is_in(self.path))
    }

    fn parts(&self) -> impl Iterator<Item = &'static str> + use<> {
        let path = self.path.strip_prefix(ROOT).unwrap_or(self.path);
        path.split('/').filter(|part| !part.is_empty())
    }
}

/// What is asked for.
pub(super) fn find(method: &Method, path: &[String]) -> Result<&'static Route, Problem> {
    let here: Vec<_> = ROUTES.iter().filter(|route| route.is_at(path)).collect();
    match here.iter().find(|route| route.method == method) {
        Some(route) => Ok(route),
        None if here.is_empty() => Err(no_resource(path)),
        None => {
            let methods: Vec<_> = here.iter().map(|route| route.method.as_str()).collect();
            let methods = methods.join(", ");
            let message = format!("{method} is not for this resource; {methods} are");
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_describe_what_their_paths_name_and_what_they_answer() {
        let answers = &Schema::ControlAnswers.document()["$defs"];
        for route in ROUTES {
            let named = route.parts().filter(|part| part.starts_with('{'));
            assert_eq!(
                route.path_parameters().count(),
                named.count(),
                "{}",
                route.path
            );
            assert!(answers.get(route.answer).is_some(), "{}", route.answer);
        }
    }
}
