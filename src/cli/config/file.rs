//! The parts of a configuration file, as the schema has them.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use es_ml_fake::{ApiKey, Builder, Condition, Edition, Limits, Node, Role, Settling, User};
use serde::{Deserialize, Deserializer};

use super::deployment::DeploymentTable;

/// A whole file.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Config {
    pub(crate) listen: Option<SocketAddr>,
    #[serde(deserialize_with = "parsed")]
    pub(crate) edition: Option<Edition>,
    pub(crate) strict: bool,
    pub(crate) fail_on_breach: bool,
    pub(crate) journal: Option<PathBuf>,
    settling: Option<String>,
    max_lazy_ml_nodes: Option<u32>,
    max_ml_node_size: Option<u64>,
    conditions: Vec<String>,
    inference_endpoints: Vec<String>,
    limits: LimitsTable,
    nodes: Vec<NodeTable>,
    deployments: Vec<DeploymentTable>,
    users: Vec<UserTable>,
    roles: Vec<RoleTable>,
    api_keys: Vec<ApiKeyTable>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct LimitsTable {
    head_bytes: Option<usize>,
    body_bytes: Option<usize>,
    head_timeout: Option<String>,
    body_timeout: Option<String>,
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

#[derive(Deserialize)]
struct UserTable {
    name: String,
    password: String,
    #[serde(default)]
    roles: Vec<String>,
}

#[derive(Deserialize)]
struct RoleTable {
    name: String,
    #[serde(default)]
    cluster: Vec<String>,
}

#[derive(Deserialize)]
struct ApiKeyTable {
    id: String,
    secret: String,
    owner: Option<String>,
    #[serde(default)]
    roles: Vec<String>,
    #[serde(default)]
    state: ApiKeyState,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "lowercase")]
enum ApiKeyState {
    #[default]
    Valid,
    Invalidated,
    Expired,
}
