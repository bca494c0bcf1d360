//! Requests that no endpoint takes.

use super::{
    Call, Context, DeploymentId, Handler, Judged, RequestBody, Route, Spec, Step, failures,
};
use crate::contract::Verdict;
use crate::http::ErrorResponse;
use crate::model::Versions;
use crate::xcontent::Exception;
use http::Method;

/// What stands in the place of an endpoint where there is none.
pub(crate) struct Unrouted;

impl Handler for Unrouted {
    const SPEC: Spec = Spec {
        name: "unknown",
        methods: &[],
        paths: &[],
        action: "",
        versions: Versions::ALL,
        needs_master: false,
        parameters: &[],
        undocumented: &[],
        request: RequestBody::None,
        response: None,
        deployment: DeploymentId::Nowhere,
        is_pretty: false,
    };

    type Body = ();
    type Request = ();

    fn read(call: &Call<'_>) -> Judged<()> {
        let verdict = match &call.route {
            // Asking what a path takes breaks nothing.
            Route::WrongMethod { .. } if call.method == Method::OPTIONS => Verdict::conforming(),
            Route::WrongMethod { own, outside } => {
                let methods = own.iter().chain(outside).map(|method| method.as_str());
                let methods = methods.collect::<Vec<_>>().join(" and ");
                Verdict::breach("method", format!("this path takes {methods} only"))
            }
            Route::Outside { api, .. } => Verdict::of_outside(format!("{} {api}", call.method)),
            _ => Verdict::breach("path", "this path is not documented"),
        };
        Judged {
            verdict,
            reading: Ok(()),
        }
    }

    fn parse(call: &Call<'_>, _: Result<(), Exception>) -> Result<(), ErrorResponse> {
        Err(failures::no_handler(call.method, call.uri))
    }

    fn carry_out((): &mut (), context: &mut Context<'_>) -> Result<Step, ErrorResponse> {
        let Context { call, .. } = context;
        Err(failures::no_handler(call.method, call.uri))
    }
}
