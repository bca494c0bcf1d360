//! `GET /_ml/info`: defaults and limits
//! (server-behaviour: Other endpoints).

use http::Method;

use super::{BodilessHandler, Context, DeploymentId, RequestBody, Spec, Step};
use crate::contract::Schema;
use crate::http::ErrorResponse;
use crate::model::{BUILD_HASH, Dialect, Node, Versions, features};
use crate::xcontent::OrderedValue;

/// The endpoint.
pub(crate) struct MlInfo;

impl BodilessHandler for MlInfo {
    const SPEC: Spec = Spec {
        name: "ml_info",
        methods: &[Method::GET],
        paths: &["/_ml/info"],
        action: "cluster:monitor/xpack/ml/info/get",
        versions: Versions::ALL,
        needs_master: false,
        parameters: &[],
        undocumented: &[],
        request: RequestBody::None,
        response: Some(Schema::MlInfoResponse),
        deployment: DeploymentId::Nowhere,
        is_pretty: false,
    };

    fn carry_out(context: &mut Context<'_>) -> Result<Step, ErrorResponse> {
        let dialect = context.call.dialect;
        let code = OrderedValue::object([
            ("version", dialect.number.into()),
            ("build_hash", BUILD_HASH.into()),
        ]);
        let answer = OrderedValue::object([
            ("defaults", defaults(dialect)),
            ("upgrade_mode", false.into()),
            ("native_code", code),
            ("limits", limits(context)),
        ]);
        Ok(answer.into())
    }
}

fn defaults(dialect: &Dialect) -> OrderedValue<'static> {
    let analyzer = OrderedValue::object([("tokenizer", "ml_standard".into())]);
    let detectors = OrderedValue::object([
        ("categorization_analyzer", analyzer),
        ("model_memory_limit", "1gb".into()),
        ("categorization_examples_limit", 4.into()),
        ("model_snapshot_retention_days", 10.into()),
        ("daily_model_snapshot_retention_after_days", 1.into()),
    ]);
    let datafeeds = OrderedValue::object([("scroll_size", 1000.into())]);
    let mut members = vec![("anomaly_detectors", detectors), ("datafeeds", datafeeds)];
    if dialect.has(features::PLATFORM_VARIANT_WRITTEN) {
        members.push(("model_platform_variant", "linux-x86_64".into()));
    }
    OrderedValue::object(members)
}

/// Of nodes without limits nothing can be computed.
fn limits(context: &Context<'_>) -> OrderedValue<'static> {
    let nodes = context.deployments.nodes().all();
    let memory: Option<u64> = nodes.iter().map(Node::memory_bytes).sum();
    let mebibytes = |bytes: u64| format!("{}mb", bytes >> 20);
    let mut members = Vec::new();
    let largest = nodes.iter().filter_map(Node::memory_bytes).max();
    if let Some(largest) = largest.filter(|_| memory.is_some()) {
        members.push((
            "effective_max_model_memory_limit",
            mebibytes(largest).into(),
        ));
    }
    members.push((
        "total_ml_memory",
        mebibytes(memory.unwrap_or_default()).into(),
    ));
    let processors: Option<Vec<u32>> = nodes.iter().map(Node::allocated_processors).collect();
    if let Some(processors) =
        processors.filter(|_| context.call.dialect.has(features::PROCESSORS_WRITTEN))
    {
        let total: u64 = processors.iter().map(|&count| u64::from(count)).sum();
        let most = processors.iter().copied().max().unwrap_or_default();
        members.push(("total_ml_processors", total.into()));
        members.push(("max_single_ml_node_processors", u64::from(most).into()));
    }
    OrderedValue::object(members)
}
