//! The nodes that deployments run on.

use serde::{Deserialize, Deserializer};

use crate::text::ByteSize;

/// A node of the cluster that runs machine learning.
///
/// What is not given is without limit.
///
/// ```
/// use es_ml_fake::{Deployment, FakeCluster, Node};
///
/// let cluster = FakeCluster::builder()
///     .without_deployments()
///     .node(Node::new("node-1").zone("eu-1a").processors(4).memory(8 << 30))
///     .node(Node::new("node-2").zone("eu-1b").processors(4).memory(8 << 30))
///     .deployment(Deployment::started("my-model").threads(2))
///     .start();
/// // There is room for three allocations more: one on `node-1`, two on `node-2`.
/// let node = &cluster.nodes()[1];
/// assert_eq!((node.id(), node.allocated_processors()), ("node-2", Some(4)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[must_use = "a node does nothing until a builder's `node` puts it into a cluster"]
pub struct Node {
    id: String,
    name: Option<String>,
    zone: Option<String>,
    processors: Option<u32>,
    memory: Option<u64>,
}

/// Describing a node.
impl Node {
    /// A node without limits. Its id is what routing tables name it by.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            name: None,
            zone: None,
            processors: None,
            memory: None,
        }
    }

    /// With this name, rather than its id as the name.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// In this availability zone. Nodes without one are in one together.
    pub fn zone(mut self, zone: impl Into<String>) -> Self {
        self.zone = Some(zone.into());
        self
    }

    /// With this many allocated processors, each of which runs one thread of a deployment of normal
    /// priority.
    pub fn processors(mut self, processors: u32) -> Self {
        self.processors = Some(processors);
        self
    }

    /// With this much memory for machine learning, in bytes. It counts as the size of the node too,
    /// where that matters.
    pub fn memory(mut self, bytes: u64) -> Self {
        self.memory = Some(bytes);
        self
    }
}

/// Looking at a node.
impl Node {
    /// What routing tables name it by.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What people call it; the id unless it was given a name.
    #[must_use]
    pub fn node_name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.id)
    }

    /// Its availability zone, if it was given one.
    #[must_use]
    pub fn availability_zone(&self) -> Option<&str> {
        self.zone.as_deref()
    }

    /// Its allocated processors, if they are limited.
    #[must_use]
    pub fn allocated_processors(&self) -> Option<u32> {
        self.processors
    }

    /// Its memory for machine learning in bytes, if it is limited.
    #[must_use]
    pub fn memory_bytes(&self) -> Option<u64> {
        self.memory
    }

    pub(crate) fn is_unlimited(&self) -> bool {
        self.processors.is_none() && self.memory.is_none()
    }
}

/// A node as it is written, in the form of `schemas/node.json`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    id: String,
    name: Option<String>,
    zone: Option<String>,
    processors: Option<u32>,
    memory: Option<ByteSize>,
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let form = Form::deserialize(deserializer)?;
        Ok(Self {
            id: form.id,
            name: form.name,
            zone: form.zone,
            processors: form.processors,
            memory: form.memory.map(ByteSize::bytes),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn it_is_the_node_that_a_builder_makes() {
        let form = json!({"id": "n", "name": "m", "zone": "a", "processors": 2, "memory": "1kb"});
        let built = Node::new("n")
            .name("m")
            .zone("a")
            .processors(2)
            .memory(1024);
        assert_eq!(serde_json::from_value::<Node>(form).unwrap(), built);
        assert_eq!(
            serde_json::from_value::<Node>(json!({"id": "n"})).unwrap(),
            Node::new("n")
        );
        assert!(serde_json::from_value::<Node>(json!({"id": "n", "cpus": 2})).is_err());
    }
}
