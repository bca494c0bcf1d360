//! `GET /_nodes`, of all nodes or some: names, versions, and the addresses by which clients find
//! them (sniffing) (server-behaviour: Other endpoints).
//!
//! [`selection`] says which are asked for. Of what a server tells of a node here is what clients
//! read.

mod selection;

use std::borrow::Cow;

use http::Method;

use super::info::CLUSTER_NAME;
use super::{Call, Context, DeploymentId, Handler, Judged, Request, RequestBody, Spec, Step};
use crate::contract::{Parameter, ParameterKind, Schema, Verdict};
use crate::http::ErrorResponse;
use crate::model::{BUILD_HASH, Dialect, Versions};
use crate::xcontent::{Exception, OrderedValue};
use selection::Selection;

/// The ids of the nodes that clients talk to begin so, and end in a number.
const ID: &str = "ZXMtbWwtZmFrZS1ub2RlLT";

/// Where nodes of deployments are, which no client talks to.
const ELSEWHERE: &str = "127.0.0.1";

/// The endpoint.
pub(crate) struct Nodes;

/// A node that can be asked for.
#[derive(Debug)]
struct Listed<'c> {
    id: Cow<'c, str>,
    name: Cow<'c, str>,
    roles: &'static [&'static str],
    /// Where it takes requests, if it does.
    http: Option<&'c str>,
    transport: String,
}

impl Handler for Nodes {
    const SPEC: Spec = Spec {
        name: "nodes",
        methods: &[Method::GET],
        paths: &["/_nodes", "/_nodes/{node_id}", "/_nodes/{node_id}/{metric}"],
        action: "cluster:monitor/nodes/info",
        versions: Versions::ALL,
        needs_master: false,
        parameters: &[
            Parameter::new("flat_settings", ParameterKind::Boolean),
            Parameter::new("timeout", ParameterKind::Time),
        ],
        undocumented: &[],
        request: RequestBody::None,
        response: Some(Schema::NodesResponse),
        deployment: DeploymentId::Nowhere,
        is_pretty: false,
    };

    type Body = ();
    type Request = Selection;

    fn read(call: &Call<'_>) -> Judged<()> {
        let mut judged = Judged::nothing();
        if let Some(api) = selection::other_api(call) {
            judged.verdict = Verdict::of_outside(api);
        }
        judged
    }

    fn parse(call: &Call<'_>, _: Result<(), Exception>) -> Result<Selection, ErrorResponse> {
        Ok(Selection::of(call))
    }

    fn carry_out(
        selection: &mut Selection,
        context: &mut Context<'_>,
    ) -> Result<Step, ErrorResponse> {
        let listed = listed(context);
        let selected = selection.select(&listed);
        let total = OrderedValue::from(selected.len() as u64);
        let dialect = context.call.dialect;
        let nodes = selected.into_iter().map(|node| {
            let http = node.http.filter(|_| selection.has_http());
            (node.id.clone(), describe(node, http, dialect))
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

impl Request for Selection {}

/// Those that clients talk to, and then those of deployments.
fn listed<'c>(context: &'c Context<'_>) -> Vec<Listed<'c>> {
    let talking = context.uris.iter().enumerate().map(|(number, uri)| {
        let address = address(uri);
        Listed {
            id: format!("{ID}{number}").into(),
            name: format!("{CLUSTER_NAME}-{number}").into(),
            roles: &["data", "ingest", "master", "ml"],
            http: Some(address),
            transport: format!("{}:{}", host(address), 9300 + number),
        }
    });
    let deployments = context.deployments.nodes().all().iter().map(|node| Listed {
        id: node.id().into(),
        name: node.id().into(),
        roles: &["ml"],
        http: None,
        transport: format!("{ELSEWHERE}:9300"),
    });
    talking.chain(deployments).collect()
}

/// Host and port of a base of URLs.
fn address(uri: &str) -> &str {
    let behind = uri.split_once("://").map_or(uri, |(_, rest)| rest);
    behind.split('/').next().unwrap_or(behind)
}

fn host(address: &str) -> &str {
    address.rsplit_once(':').map_or(address, |(host, _)| host)
}

/// Members besides the addresses are recalled.
fn describe<'a>(node: &Listed<'a>, http: Option<&'a str>, dialect: &Dialect) -> OrderedValue<'a> {
    let host = host(&node.transport).to_owned();
    let roles = node.roles.iter().map(|&role| role.into());
    let mut members = vec![
        ("name", OrderedValue::String(node.name.clone())),
        ("transport_address", node.transport.clone().into()),
        ("host", host.clone().into()),
        ("ip", host.into()),
        ("version", dialect.number.into()),
        ("build_flavor", "default".into()),
        ("build_type", "docker".into()),
        ("build_hash", BUILD_HASH.into()),
        ("roles", roles.collect()),
        ("attributes", OrderedValue::object([])),
    ];
    members.extend(http.map(|address| ("http", addresses(address))));
    OrderedValue::object(members)
}

fn addresses(address: &str) -> OrderedValue<'_> {
    OrderedValue::object([
        ("bound_address", OrderedValue::Array(vec![address.into()])),
        ("publish_address", address.into()),
        ("max_content_length_in_bytes", 104_857_600.into()),
    ])
}
