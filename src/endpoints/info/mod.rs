//! `GET /` and `HEAD /`: name and version of the cluster
//! (server-behaviour: HTTP: name and version).

use http::Method;

use super::{BodilessHandler, Context, DeploymentId, RequestBody, Spec, Step};
use crate::contract::Schema;
use crate::http::ErrorResponse;
use crate::model::{BUILD_DATE, BUILD_HASH, Dialect, Versions};
use crate::xcontent::OrderedValue;

/// The name of the cluster, and of its node.
pub(super) const CLUSTER_NAME: &str = "es-ml-fake";

/// The endpoint.
pub(crate) struct Info;

impl BodilessHandler for Info {
    const SPEC: Spec = Spec {
        name: "info",
        methods: &[Method::GET, Method::HEAD],
        paths: &["/"],
        action: "cluster:monitor/main",
        versions: Versions::ALL,
        needs_master: false,
        parameters: &[],
        undocumented: &[],
        request: RequestBody::None,
        response: Some(Schema::InfoResponse),
        deployment: DeploymentId::Nowhere,
        is_pretty: true,
    };

    fn carry_out(context: &mut Context<'_>) -> Result<Step, ErrorResponse> {
        Ok(describe(context.call.dialect).into())
    }
}

fn describe(dialect: &Dialect) -> OrderedValue<'_> {
    let (wire, index) = dialect.compatible_with();
    let version = OrderedValue::object([
        ("number", dialect.number.into()),
        ("build_flavor", "default".into()),
        ("build_type", "docker".into()),
        ("build_hash", BUILD_HASH.into()),
        ("build_date", BUILD_DATE.into()),
        ("build_snapshot", false.into()),
        ("lucene_version", dialect.lucene.into()),
        ("minimum_wire_compatibility_version", wire.into()),
        ("minimum_index_compatibility_version", index.into()),
    ]);
    OrderedValue::object([
        ("name", CLUSTER_NAME.into()),
        ("cluster_name", CLUSTER_NAME.into()),
        ("cluster_uuid", "ZXMtbWwtZmFrZS1jbHVzdA".into()),
        ("version", version),
        ("tagline", "You Know, for Search".into()),
    ])
}
