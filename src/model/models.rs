//! The models of a cluster, by id.

use std::collections::BTreeMap;

use super::{Deployment, Model, Names};

/// How many models a client may fill a cluster up to.
pub(crate) const MOST_MODELS: usize = 10_000;

/// How long the bodies may be together that models were put with, in bytes.
pub(crate) const MOST_MODEL_BYTES: usize = 64 * 1024 * 1024;

/// All models of a cluster.
#[derive(Debug, Clone, Default)]
pub(crate) struct Models(BTreeMap<String, Model>);

impl Models {
    pub(crate) fn new(models: impl IntoIterator<Item = Model>) -> Self {
        let mut all = Self::default();
        models.into_iter().for_each(|model| all.put(model));
        all
    }

    /// Adds a model, in the place of one that has the same id.
    pub(crate) fn put(&mut self, model: Model) {
        self.0.insert(model.id().to_owned(), model);
    }

    /// Whether a client may put one more, with a body of that many bytes.
    pub(crate) fn has_room_for(&self, body_bytes: usize) -> bool {
        let kept: usize = self.iter().map(|model| model.sent.body_bytes).sum();
        self.0.len() < MOST_MODELS && body_bytes <= MOST_MODEL_BYTES.saturating_sub(kept)
    }

    /// Adds the model of a deployment, if there is none.
    pub(crate) fn ensure_for(&mut self, deployment: &Deployment) {
        if !self.0.contains_key(deployment.model_id()) {
            self.put(Model::of(deployment));
        }
    }

    pub(crate) fn remove(&mut self, id: &str) -> Option<Model> {
        self.0.remove(id)
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Model> {
        self.0.get(id)
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut Model> {
        self.0.get_mut(id)
    }

    /// Lets an alias lead to a model, and to no other.
    pub(crate) fn assign_alias(&mut self, alias: &str, id: &str) {
        self.remove_alias(alias);
        if let Some(model) = self.get_mut(id) {
            let place = model.aliases.partition_point(|each| each.as_str() < alias);
            model.aliases.insert(place, alias.to_owned());
        }
    }

    pub(crate) fn remove_alias(&mut self, alias: &str) {
        for model in self.0.values_mut() {
            model.aliases.retain(|each| each != alias);
        }
    }

    /// The model that has this alias.
    pub(crate) fn by_alias(&self, alias: &str) -> Option<&Model> {
        self.iter()
            .find(|model| model.aliases().any(|each| each == alias))
    }

    /// The model of that id or alias.
    pub(crate) fn find(&self, name: &str) -> Option<&Model> {
        self.get(name).or_else(|| self.by_alias(name))
    }

    /// Those that an expression selects by id or alias, ordered by id.
    pub(crate) fn matching(&self, names: &Names) -> impl Iterator<Item = &Model> {
        let is_among =
            |model: &&Model| names.has(model.id()) || model.aliases().any(|alias| names.has(alias));
        self.iter().filter(is_among)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Model> {
        self.0.values()
    }
}
