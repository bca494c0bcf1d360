//! Trained models, of which deployments are made: [`task`] is what they are for, [`definition`]
//! the part of them that has to be there before they can be deployed.

mod definition;
mod describe;
mod form;
mod load_failure;
mod task;

use std::time::SystemTime;

pub(crate) use definition::{Definition, Part};
pub(super) use describe::DOCUMENTED_BYTES;
pub(crate) use load_failure::{LoadFailure, LoadFailures};
pub use task::Task;

use super::planning::{Memory, ModelSize};
use crate::xcontent::OrderedValue;

/// A trained model, which can be deployed once or several times.
///
/// A cluster has a model for each of its deployments; describe one to have it there without a
/// deployment, or to say more of it.
///
/// ```
/// use es_ml_fake::model::Task;
/// use es_ml_fake::{FakeCluster, Model};
///
/// let cluster = FakeCluster::builder()
///     .model(Model::pytorch("my-model").task(Task::TextEmbedding).alias("embeddings"))
///     .start();
/// let url = format!("{}/_ml/trained_models/embeddings/deployment/_start", cluster.uri());
/// let answer = reqwest::blocking::Client::new().post(url).send()?;
/// assert_eq!(answer.status(), 200);
/// assert_eq!(cluster.deployment("embeddings").unwrap().model_id(), "my-model");
/// # Ok::<(), reqwest::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a model does nothing until a builder's `model` puts it into a cluster"]
pub struct Model {
    id: String,
    pub(crate) kind: ModelKind,
    pub(crate) task: Task,
    pub(crate) size_in_bytes: u64,
    pub(crate) definition: Definition,
    pub(crate) has_vocabulary: bool,
    pub(crate) description: Option<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) created_by: String,
    pub(crate) create_time: SystemTime,
    /// Other names that lead to it.
    pub(crate) aliases: Vec<String>,
    pub(crate) load_failures: LoadFailures,
    /// What was put of it that the fake does not look at, as it was sent.
    pub(crate) sent: SentParts,
}

/// What a model is made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ModelKind {
    PyTorch,
    /// Of a data frame analytics job. It is used without being deployed.
    TreeEnsemble,
}

impl ModelKind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::PyTorch => "pytorch",
            Self::TreeEnsemble => "tree_ensemble",
        }
    }
}

/// Parts of a configuration that come back as they were sent.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct SentParts {
    pub(crate) metadata: Option<OrderedValue<'static>>,
    pub(crate) input: Option<OrderedValue<'static>>,
    pub(crate) default_field_map: Option<OrderedValue<'static>>,
    /// The settings of the task.
    pub(crate) task: Option<OrderedValue<'static>>,
    pub(crate) platform_architecture: Option<String>,
    pub(crate) prefix_strings: Option<OrderedValue<'static>>,
    /// How long the body was that they were sent in.
    pub(crate) body_bytes: usize,
}

/// Looking at a model.
impl Model {
    /// The id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What it is for.
    #[must_use]
    pub fn purpose(&self) -> Task {
        self.task
    }

    /// The size of its definition, in bytes.
    #[must_use]
    pub fn model_size_bytes(&self) -> u64 {
        self.size_in_bytes
    }

    /// Whether all of its definition is there, so that it can be deployed.
    #[must_use]
    pub fn is_fully_defined(&self) -> bool {
        self.definition.is_complete()
    }

    /// The other names that lead to it, in alphabetical order.
    pub fn aliases(&self) -> impl Iterator<Item = &str> {
        self.aliases.iter().map(String::as_str)
    }

    /// What of its size a server has seen.
    pub(crate) fn defined_bytes(&self) -> u64 {
        match self.kind {
            ModelKind::PyTorch => self.definition.total_length(self.size_in_bytes),
            ModelKind::TreeEnsemble => self.size_in_bytes,
        }
    }

    /// The fields of documents that it reads.
    pub(crate) fn input_fields(&self) -> Vec<&str> {
        let names = self
            .sent
            .input
            .as_ref()
            .and_then(|it| it.get("field_names"));
        match names {
            None => vec!["text_field"],
            Some(names) => names
                .elements()
                .iter()
                .filter_map(OrderedValue::as_text)
                .collect(),
        }
    }

    /// A number of bytes that its metadata says to be needed, as importers write it.
    pub(crate) fn sent_bytes(&self, name: &str) -> u64 {
        let metadata = self.sent.metadata.as_ref();
        let number = metadata.and_then(|metadata| metadata.get(name)?.as_u64());
        number.unwrap_or_default()
    }

    /// How much memory an allocation of it is expected to take on a node, in bytes.
    pub(crate) fn required_native_memory(&self) -> u64 {
        let model = self.defined_bytes();
        if self.kind != ModelKind::PyTorch || model == 0 {
            return 0;
        }
        let size = ModelSize {
            model_id: &self.id,
            model,
            cache: model,
            ..ModelSize::default()
        };
        Memory::of(size).estimate(1)
    }
}
