//! `GET /_cluster/health[/{index}]`: a cluster whose indices are all there, whichever are asked for
//! (server-behaviour: Other endpoints).

use http::Method;

use super::info::CLUSTER_NAME;
use super::{BodilessHandler, Call, Context, DeploymentId, RequestBody, Spec, Step};
use crate::contract::{Parameter, ParameterKind, Schema};
use crate::http::ErrorResponse;
use crate::model::{Versions, features};
use crate::xcontent::OrderedValue;

/// The endpoint.
pub(crate) struct ClusterHealth;

impl BodilessHandler for ClusterHealth {
    const SPEC: Spec = Spec {
        name: "cluster_health",
        methods: &[Method::GET],
        paths: &["/_cluster/health", "/_cluster/health/{index}"],
        action: "cluster:monitor/health",
        versions: Versions::ALL,
        needs_master: true,
        parameters: &[
            Parameter::new(
                "level",
                ParameterKind::Word(&["cluster", "indices", "shards"]),
            ),
            Parameter::new("local", ParameterKind::Boolean),
            Parameter::new("master_timeout", ParameterKind::Time),
            Parameter::new("timeout", ParameterKind::Time),
            Parameter::new("wait_for_no_initializing_shards", ParameterKind::Boolean),
            Parameter::new("wait_for_no_relocating_shards", ParameterKind::Boolean),
            Parameter::new(
                "wait_for_status",
                ParameterKind::Word(&["green", "yellow", "red"]),
            ),
        ],
        undocumented: &[],
        request: RequestBody::None,
        response: Some(Schema::ClusterHealthResponse),
        deployment: DeploymentId::Nowhere,
        is_pretty: false,
    };

    fn parse(call: &Call<'_>) -> Result<(), ErrorResponse> {
        call.time_parameter("timeout")?;
        call.time_parameter("master_timeout")?;
        Ok(())
    }

    /// Nothing that can be waited for is missing, so nothing waits.
    fn carry_out(context: &mut Context<'_>) -> Result<Step, ErrorResponse> {
        let nodes = OrderedValue::from(context.uris.len() as u64);
        let zeros = [
            "active_primary_shards",
            "active_shards",
            "relocating_shards",
            "initializing_shards",
            "unassigned_shards",
            "unassigned_primary_shards",
            "delayed_unassigned_shards",
            "number_of_pending_tasks",
            "number_of_in_flight_fetch",
            "task_max_waiting_in_queue_millis",
        ];
        let has = |name: &str| {
            name != "unassigned_primary_shards"
                || context
                    .call
                    .dialect
                    .has(features::UNASSIGNED_PRIMARIES_WRITTEN)
        };
        let begin = [
            ("cluster_name", CLUSTER_NAME.into()),
            ("status", "green".into()),
            ("timed_out", false.into()),
            ("number_of_nodes", nodes.clone()),
            ("number_of_data_nodes", nodes),
        ];
        let zeros = zeros.into_iter().filter(|name| has(name));
        let zeros = zeros.map(|name| (name, 0.into()));
        let end = [(
            "active_shards_percent_as_number",
            OrderedValue::double(100.0),
        )];
        Ok(OrderedValue::object(begin.into_iter().chain(zeros).chain(end)).into())
    }
}
