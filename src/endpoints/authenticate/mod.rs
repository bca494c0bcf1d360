//! `GET /_security/_authenticate`: who asks
//! (server-behaviour: Other endpoints).

use http::Method;

use super::{BodilessHandler, Context, DeploymentId, RequestBody, Spec, Step, failures};
use crate::contract::Schema;
use crate::http::ErrorResponse;
use crate::model::{Identity, Versions};
use crate::xcontent::OrderedValue;

/// The endpoint.
pub(crate) struct Authenticate;

impl BodilessHandler for Authenticate {
    const SPEC: Spec = Spec {
        name: "authenticate",
        methods: &[Method::GET],
        paths: &["/_security/_authenticate"],
        action: "cluster:admin/xpack/security/user/authenticate",
        versions: Versions::ALL,
        needs_master: false,
        parameters: &[],
        undocumented: &[],
        request: RequestBody::None,
        response: Some(Schema::AuthenticateResponse),
        deployment: DeploymentId::Nowhere,
        is_pretty: false,
    };

    /// Without security there are no users, and a server has no such endpoint.
    fn carry_out(context: &mut Context<'_>) -> Result<Step, ErrorResponse> {
        let identity = context
            .subject
            .identity()
            .ok_or_else(|| failures::no_handler(context.call.method, context.call.uri))?;
        Ok(describe(&identity).into())
    }
}

fn describe<'a>(identity: &Identity<'a>) -> OrderedValue<'a> {
    let realm = OrderedValue::object([
        ("name", identity.realm.into()),
        ("type", identity.realm_type.into()),
    ]);
    let roles = identity.roles.iter().map(|&role| role.into());
    let mut members = vec![
        ("username", identity.name.into()),
        ("roles", roles.collect()),
        ("full_name", OrderedValue::Null),
        ("email", OrderedValue::Null),
        ("metadata", OrderedValue::object([])),
        ("enabled", true.into()),
        ("authentication_realm", realm.clone()),
        ("lookup_realm", realm),
        ("authentication_type", identity.authentication_type.into()),
    ];
    if let Some(id) = identity.api_key {
        let key = OrderedValue::object([("id", id.into())]);
        members.push(("api_key", key));
    }
    OrderedValue::object(members)
}
