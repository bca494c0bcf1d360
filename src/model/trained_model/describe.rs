//! Describing models.

use std::time::SystemTime;

use super::{Definition, LoadFailure, LoadFailures, Model, ModelKind, SentParts, Task};
use crate::model::{DOCUMENTED_DEPLOYMENT, Deployment};
use crate::text::timestamp;

/// The size of the definition of the documented model.
pub(in crate::model) const DOCUMENTED_BYTES: u64 = 265_632_637;

/// Describing a model.
impl Model {
    /// A model made with PyTorch, whole and ready to be deployed, which gives its output as it is.
    /// Its definition has the size of the documented one.
    pub fn pytorch(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            kind: ModelKind::PyTorch,
            task: Task::PassThrough,
            size_in_bytes: DOCUMENTED_BYTES,
            definition: Definition::Whole,
            has_vocabulary: true,
            description: None,
            tags: Vec::new(),
            created_by: "api_user".to_owned(),
            create_time: SystemTime::now(),
            aliases: Vec::new(),
            load_failures: LoadFailures::default(),
            sent: SentParts::default(),
        }
    }

    /// A model of a data frame analytics job, a tree ensemble. It is used without being deployed,
    /// and a start of it is refused.
    pub fn tree_ensemble(id: impl Into<String>) -> Self {
        Self {
            kind: ModelKind::TreeEnsemble,
            task: Task::Regression,
            size_in_bytes: 1024 * 1024,
            created_by: "data-frame-analytics".to_owned(),
            ..Self::pytorch(id)
        }
    }

    /// For this task, rather than giving its output as it is.
    ///
    /// # Panics
    ///
    /// If no model of its kind is for it.
    #[track_caller]
    pub fn task(mut self, task: Task) -> Self {
        let kind = self.kind.name();
        assert_eq!(
            task.is_of_pytorch(),
            self.kind == ModelKind::PyTorch,
            "no {kind} model is for the task {task}"
        );
        self.task = task;
        self
    }

    /// With a definition of this size, in bytes.
    pub fn size_in_bytes(mut self, bytes: u64) -> Self {
        self.size_in_bytes = bytes;
        self
    }

    /// With this description.
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// With this tag. To be called once for each.
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.tags.push(tag.into());
        self
    }

    /// With this alias, a name that leads to it too. To be called once for each.
    pub fn alias(mut self, alias: impl Into<String>) -> Self {
        self.aliases.push(alias.into());
        self.aliases.sort_unstable();
        self.aliases.dedup();
        self
    }

    /// Without its definition and its vocabulary, as after a put that nothing has followed. A start
    /// of it is refused.
    pub fn undefined(mut self) -> Self {
        self.definition = Definition::none();
        self.size_in_bytes = 0;
        self.has_vocabulary = false;
        self
    }

    /// Created at this time, rather than now. Times outside the years 1970 to 9999 become the
    /// nearest inside.
    pub fn create_time(mut self, time: SystemTime) -> Self {
        self.create_time = timestamp::clamp(time);
        self
    }

    /// No node can load it, for this reason: a start of it fails with 500.
    ///
    /// ```
    /// use es_ml_fake::{FakeCluster, Model};
    ///
    /// let cluster = FakeCluster::builder()
    ///     .model(Model::pytorch("my-model").fails_to_load("out of memory"))
    ///     .start();
    /// let url = format!("{}/_ml/trained_models/my-model/deployment/_start", cluster.uri());
    /// let answer = reqwest::blocking::Client::new().post(url).send()?;
    /// assert_eq!(answer.status(), 500);
    /// assert!(answer.text()?.contains("out of memory"));
    /// # Ok::<(), reqwest::Error>(())
    /// ```
    pub fn fails_to_load(mut self, reason: impl Into<String>) -> Self {
        self.load_failures.add(LoadFailure {
            node: None,
            reason: reason.into(),
        });
        self
    }

    /// This node cannot load it, for that reason. Others can, unless something is said of them too.
    pub fn fails_to_load_on(mut self, node: impl Into<String>, reason: impl Into<String>) -> Self {
        self.load_failures.add(LoadFailure {
            node: Some(node.into()),
            reason: reason.into(),
        });
        self
    }

    /// One that is put: nothing of its definition is there yet.
    pub(crate) fn to_be_put(id: &str, task: Task, now: SystemTime) -> Self {
        Self::pytorch(id).task(task).create_time(now).undefined()
    }

    /// That of the documentation's examples.
    pub(crate) fn documented() -> Self {
        Self::pytorch(DOCUMENTED_DEPLOYMENT)
            .task(Task::Ner)
            .create_time(timestamp::documented_start())
    }

    /// The one that a deployment comes with.
    pub(crate) fn of(deployment: &Deployment) -> Self {
        Self::pytorch(deployment.model_id())
            .size_in_bytes(deployment.model_bytes())
            .create_time(deployment.started_at())
    }
}
