//! `GET /_nodes/http`: the addresses of the HTTP nodes, by which clients find them (sniffing)
//! (server-behaviour: Other endpoints).

use std::borrow::Cow;

use http::Method;

use super::info::CLUSTER_NAME;
use super::{BodilessHandler, Context, DeploymentId, RequestBody, Spec, Step};
use crate::contract::{Parameter, ParameterKind, Schema};
use crate::http::ErrorResponse;
use crate::model::{BUILD_HASH, Dialect, Versions};
use crate::xcontent::OrderedValue;

/// The ids of the nodes begin so, and end in a number.
const ID: &str = "ZXMtbWwtZmFrZS1ub2RlLT";

/// The endpoint.
pub(crate) struct NodesHttp;

impl BodilessHandler for NodesHttp {
    const SPEC: Spec = Spec {
        name: "nodes_http",
        methods: &[Method::GET],
        paths: &["/_nodes/http", "/_nodes/_all/http"],
        action: "cluster:monitor/nodes/info",
        versions: Versions::ALL,
        needs_master: false,
        parameters: &[
            Parameter::new("flat_settings", ParameterKind::Boolean),
            Parameter::new("timeout", ParameterKind::Time),
        ],
        undocumented: &[],
        request: RequestBody::None,
        response: Some(Schema::NodesHttpResponse),
        deployment: DeploymentId::Nowhere,
        is_pretty: false,
    };

    fn carry_out(context: &mut Context<'_>) -> Result<Step, ErrorResponse> {
        let addresses: Vec<_> = context.uris.iter().map(|uri| address(uri)).collect();
        let total = OrderedValue::from(addresses.len() as u64);
        let nodes = addresses.iter().enumerate().map(|(number, address)| {
            let id = format!("{ID}{number}");
            (Cow::from(id), node(number, address, context.call.dialect))
        });
        let answer = OrderedValue::object([
            (
                "_nodes",
                OrderedValue::object([
                    ("total", total.clone()),
                    ("successful", total),
                    ("failed", 0.into()),
                ]),
            ),
            ("cluster_name", CLUSTER_NAME.into()),
            ("nodes", OrderedValue::Object(nodes.collect())),
        ]);
        Ok(answer.into())
    }
}

/// Host and port of a base of URLs.
fn address(uri: &str) -> &str {
    let behind = uri.split_once("://").map_or(uri, |(_, rest)| rest);
    behind.split('/').next().unwrap_or(behind)
}

/// Members besides the addresses are recalled.
fn node<'a>(number: usize, address: &'a str, dialect: &Dialect) -> OrderedValue<'a> {
    let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
    let roles = ["data", "ingest", "master", "ml"].map(OrderedValue::from);
    OrderedValue::object([
        ("name", format!("{CLUSTER_NAME}-{number}").into()),
        (
            "transport_address",
            format!("{host}:{}", 9300 + number).into(),
        ),
        ("host", host.into()),
        ("ip", host.into()),
        ("version", dialect.number.into()),
        ("build_flavor", "default".into()),
        ("build_type", "docker".into()),
        ("build_hash", BUILD_HASH.into()),
        ("roles", roles.into_iter().collect()),
        ("attributes", OrderedValue::object([])),
        (
            "http",
            OrderedValue::object([
                ("bound_address", OrderedValue::Array(vec![address.into()])),
                ("publish_address", address.into()),
                ("max_content_length_in_bytes", 104_857_600.into()),
            ]),
        ),
    ])
}
