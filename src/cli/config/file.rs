//! The parts of a configuration file, as the schema has them.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use es_ml_fake::model::{Condition, Settling};
use es_ml_fake::server::Limits;
use es_ml_fake::{Edition, FakeClusterBuilder, Node};
use serde::{Deserialize, Deserializer};

use super::access::{ApiKeyTable, RoleTable, UserTable};
use super::deployment::DeploymentTable;
use crate::cli::address;

/// A whole file.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Config {
    #[serde(deserialize_with = "address")]
    pub(crate) listen: Option<SocketAddr>,
    #[serde(deserialize_with = "edition")]
    pub(crate) edition: Option<Edition>,
    pub(crate) strict: bool,
    pub(crate) fail_on_breach: bool,
    pub(crate) journal: Option<PathBuf>,
    #[serde(deserialize_with = "settling")]
    settling: Option<Settling>,
    max_lazy_ml_nodes: Option<u32>,
    max_ml_node_size: Option<u64>,
    conditions: Vec<ConditionName>,
    inference_endpoints: Vec<String>,
    limits: LimitsTable,
    nodes: Option<Vec<NodeTable>>,
    deployments: Option<Vec<DeploymentTable>>,
    users: Vec<UserTable>,
    roles: Vec<RoleTable>,
    api_keys: Vec<ApiKeyTable>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct LimitsTable {
    head_bytes: Option<usize>,
    body_bytes: Option<usize>,
    #[serde(deserialize_with = "duration")]
    head_timeout: Option<Duration>,
    #[serde(deserialize_with = "duration")]
    body_timeout: Option<Duration>,
    connections: Option<usize>,
    journal_exchanges: Option<usize>,
    journal_bytes: Option<usize>,
}

#[derive(Deserialize)]
struct NodeTable {
    id: String,
    name: Option<String>,
    zone: Option<String>,
    processors: Option<u32>,
    memory: Option<u64>,
}

struct ConditionName(Condition);

impl Config {
    /// Describes the fake as the file has it.
    pub(crate) fn apply(self, builder: FakeClusterBuilder) -> FakeClusterBuilder {
        let mut builder = self.limits.apply(builder);
        if let Some(edition) = self.edition {
            builder = builder.edition(edition);
        }
        if let Some(settling) = self.settling {
            builder = builder.settling(settling);
        }
        if let Some(number) = self.max_lazy_ml_nodes {
            builder = builder.max_lazy_ml_nodes(number);
        }
        if let Some(size) = self.max_ml_node_size {
            builder = builder.max_ml_node_size(size);
        }
        if let Some(nodes) = self.nodes {
            let nodes = nodes.into_iter().map(NodeTable::node);
            builder = nodes.fold(builder.without_nodes(), FakeClusterBuilder::node);
        }
        if let Some(deployments) = self.deployments {
            let deployments = deployments.into_iter().map(DeploymentTable::deployment);
            builder = deployments.fold(
                builder.without_deployments(),
                FakeClusterBuilder::deployment,
            );
        }
        let conditions = self.conditions.into_iter().map(|name| name.0);
        builder = conditions.fold(builder, FakeClusterBuilder::condition);
        let endpoints = self.inference_endpoints.into_iter();
        builder = endpoints.fold(builder, FakeClusterBuilder::inference_endpoint);
        let roles = self.roles.into_iter().map(RoleTable::role);
        builder = roles.fold(builder, FakeClusterBuilder::role);
        let users = self.users.into_iter().map(UserTable::user);
        builder = users.fold(builder, FakeClusterBuilder::user);
        let keys = self.api_keys.into_iter().map(ApiKeyTable::api_key);
        keys.fold(builder, FakeClusterBuilder::api_key)
    }
}

impl LimitsTable {
    fn apply(&self, mut builder: FakeClusterBuilder) -> FakeClusterBuilder {
        let mut limits = Limits::default();
        for (number, set) in [
            (
                self.head_bytes,
                Limits::head_bytes as fn(Limits, usize) -> Limits,
            ),
            (self.body_bytes, Limits::body_bytes),
            (self.connections, Limits::connections),
        ] {
            limits = number.map_or(limits.clone(), |number| set(limits, number));
        }
        for (time, set) in [
            (
                self.head_timeout,
                Limits::head_timeout as fn(Limits, Duration) -> Limits,
            ),
            (self.body_timeout, Limits::body_timeout),
        ] {
            limits = time.map_or(limits.clone(), |time| set(limits, time));
        }
        if let Some(exchanges) = self.journal_exchanges {
            builder = builder.journal_exchanges(exchanges);
        }
        if let Some(bytes) = self.journal_bytes {
            builder = builder.journal_bytes(bytes);
        }
        builder.limits(limits)
    }
}

impl NodeTable {
    fn node(self) -> Node {
        let mut node = Node::new(self.id);
        if let Some(name) = self.name {
            node = node.name(name);
        }
        if let Some(zone) = self.zone {
            node = node.zone(zone);
        }
        if let Some(processors) = self.processors {
            node = node.processors(processors);
        }
        if let Some(memory) = self.memory {
            node = node.memory(memory);
        }
        node
    }
}

impl<'de> Deserialize<'de> for ConditionName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let condition = Condition::ALL.into_iter().find(|each| each.name() == name);
        let unknown = || serde::de::Error::custom(format_args!("there is no condition `{name}`"));
        condition.map(Self).ok_or_else(unknown)
    }
}

fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SocketAddr>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let wrong =
        |error| serde::de::Error::custom(format_args!("cannot listen on `{text}`: {error}"));
    address::parse(&text).map(Some).map_err(wrong)
}

fn edition<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Edition>, D::Error> {
    let name = String::deserialize(deserializer)?;
    name.parse().map(Some).map_err(serde::de::Error::custom)
}

fn settling<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Settling>, D::Error> {
    let text = String::deserialize(deserializer)?;
    Ok(Some(match text.as_str() {
        "at_next_request" => Settling::AtNextRequest,
        "held" => Settling::Held,
        time => Settling::After(parse_duration::<D>(time)?),
    }))
}

fn duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse_duration::<D>(&text).map(Some)
}

fn parse_duration<'de, D: Deserializer<'de>>(text: &str) -> Result<Duration, D::Error> {
    let wrong = |error| serde::de::Error::custom(format_args!("`{text}` is no time: {error}"));
    humantime::parse_duration(text).map_err(wrong)
}
