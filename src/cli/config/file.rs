//! The parts of a configuration file, as the schema has them.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use es_ml_fake::contract::Schema;
use es_ml_fake::model::{Condition, Settling};
use es_ml_fake::script::ScriptDefinition;
use es_ml_fake::server::Limits;
use es_ml_fake::{
    ByteSize, Deployment, Edition, FakeClusterBuilder, Model, Node, UnimplementedPolicy,
};
use serde::Deserialize;

use super::access::Access;
use super::reading::Read;
use crate::cli::fails_on::FailsOn;

/// A whole file.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Config {
    listen: Option<Read<SocketAddr>>,
    http_nodes: Option<usize>,
    pub(crate) control: ControlTable,
    pub(crate) tls: bool,
    pub(crate) ca_file: Option<PathBuf>,
    edition: Option<Edition>,
    pub(crate) strict: bool,
    unimplemented: Option<UnimplementedPolicy>,
    pub(crate) journal: Option<PathBuf>,
    settling: Option<Settling>,
    start_takes: Option<Settling>,
    stop_takes: Option<Settling>,
    max_lazy_ml_nodes: Option<u32>,
    max_ml_node_size: Option<ByteSize>,
    scale_to_zero_time: Option<Read<Duration>>,
    scale_cooldown_time: Option<Read<Duration>>,
    conditions: Vec<Condition>,
    inference_endpoints: Vec<String>,
    ingest_pipelines: Vec<PipelineTable>,
    limits: LimitsTable,
    nodes: Option<Vec<Node>>,
    models: Vec<Model>,
    deployments: Option<Vec<Deployment>>,
    scripts: Vec<ScriptDefinition>,
    #[serde(flatten)]
    pub(crate) fails_on: FailsOn,
    #[serde(flatten)]
    pub(crate) access: Access,
}

impl super::File for Config {
    const SCHEMA: Schema = Schema::Config;
    const NAME: &str = "configuration";
}

#[derive(Deserialize, Default)]
pub(crate) struct ControlTable {
    pub(crate) token: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct LimitsTable {
    head_bytes: Option<ByteSize>,
    body_bytes: Option<ByteSize>,
    head_timeout: Option<Read<Duration>>,
    body_timeout: Option<Read<Duration>>,
    connections: Option<usize>,
    journal_exchanges: Option<usize>,
    journal_bytes: Option<ByteSize>,
}

#[derive(Deserialize)]
struct PipelineTable {
    id: String,
    uses: String,
}

/// Sets what was given.
pub(super) fn with<T, V>(target: T, given: Option<V>, set: impl FnOnce(T, V) -> T) -> T {
    match given {
        Some(value) => set(target, value),
        None => target,
    }
}

impl Config {
    pub(crate) fn listen(&self) -> Option<SocketAddr> {
        self.listen.as_ref().map(|listen| listen.0)
    }

    /// Describes the fake as the file has it.
    pub(crate) fn apply(self, builder: FakeClusterBuilder) -> FakeClusterBuilder {
        type Builder = FakeClusterBuilder;
        let builder = self.limits.apply(builder);
        let builder = with(builder, self.http_nodes, Builder::http_nodes);
        let builder = with(builder, self.edition, Builder::edition);
        let builder = with(builder, self.unimplemented, Builder::unimplemented);
        let builder = with(builder, self.settling, Builder::settling);
        let builder = with(builder, self.start_takes, Builder::start_takes);
        let builder = with(builder, self.stop_takes, Builder::stop_takes);
        let builder = with(builder, self.max_lazy_ml_nodes, Builder::max_lazy_ml_nodes);
        let builder = with(builder, self.max_ml_node_size, |it, size| {
            it.max_ml_node_size(size.bytes())
        });
        let builder = with(builder, self.scale_to_zero_time, |it, time| {
            it.scale_to_zero_time(time.0)
        });
        let builder = with(builder, self.scale_cooldown_time, |it, time| {
            it.scale_cooldown_time(time.0)
        });
        let builder = with(builder, self.nodes, |it, nodes| {
            let nodes = nodes.into_iter();
            nodes.fold(it.without_nodes(), Builder::node)
        });
        let builder = with(builder, self.deployments, |it, deployments| {
            let deployments = deployments.into_iter();
            deployments.fold(it.without_deployments(), Builder::deployment)
        });
        let models = self.models.into_iter();
        let builder = models.fold(builder, Builder::model);
        let pipelines = self.ingest_pipelines.into_iter();
        let builder = pipelines.fold(builder, |it, pipeline| {
            it.ingest_pipeline(pipeline.id, pipeline.uses)
        });
        let scripts = self.scripts.into_iter();
        let builder = scripts.fold(builder, |it, script| it.script(script.on, script.reply));
        let conditions = self.conditions.into_iter();
        let builder = conditions.fold(builder, Builder::condition);
        let endpoints = self.inference_endpoints.into_iter();
        let builder = endpoints.fold(builder, Builder::inference_endpoint);
        self.access.apply(builder)
    }
}

impl LimitsTable {
    fn apply(self, builder: FakeClusterBuilder) -> FakeClusterBuilder {
        let limits = Limits::default();
        let bytes = |size: Option<ByteSize>| size.map(|size| as_usize(size.bytes()));
        let time = |time: Option<Read<Duration>>| time.map(|time| time.0);
        let limits = with(limits, bytes(self.head_bytes), Limits::head_bytes);
        let limits = with(limits, bytes(self.body_bytes), Limits::body_bytes);
        let limits = with(limits, time(self.head_timeout), Limits::head_timeout);
        let limits = with(limits, time(self.body_timeout), Limits::body_timeout);
        let limits = with(limits, self.connections, Limits::connections);
        let builder = builder.limits(limits);
        let exchanges = self.journal_exchanges;
        let builder = with(builder, exchanges, FakeClusterBuilder::journal_exchanges);
        let bytes = bytes(self.journal_bytes);
        with(builder, bytes, FakeClusterBuilder::journal_bytes)
    }
}

/// More than there can be is no limit.
fn as_usize(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}
