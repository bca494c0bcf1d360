//! A model as it is written in a configuration file.

use serde::{Deserialize, Deserializer, de};

use super::{Model, Task, load_failure};
use crate::text::{ByteSize, timestamp};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    id: String,
    task: Option<Task>,
    model_size_bytes: Option<ByteSize>,
    description: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    aliases: Vec<String>,
    fully_defined: Option<bool>,
    create_time: Option<String>,
    fails_to_load: Option<load_failure::Form>,
}

impl<'de> Deserialize<'de> for Model {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let form = Form::deserialize(deserializer)?;
        form.model().map_err(de::Error::custom)
    }
}

impl Form {
    fn model(self) -> Result<Model, String> {
        let task = self.task.unwrap_or(Task::PassThrough);
        let model = match task.is_of_pytorch() {
            true => Model::pytorch(self.id),
            false => Model::tree_ensemble(self.id),
        };
        let mut model = model.task(task);
        if let Some(size) = self.model_size_bytes {
            model = model.size_in_bytes(size.bytes());
        }
        if let Some(time) = self.create_time {
            model = model.create_time(timestamp::parse(&time)?);
        }
        if self.fully_defined == Some(false) {
            model = model.undefined();
        }
        if let Some(failures) = self.fails_to_load {
            model.load_failures = failures.into();
        }
        model.description = self.description;
        let model = self.tags.into_iter().fold(model, Model::tag);
        Ok(self.aliases.into_iter().fold(model, Model::alias))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_form_says_all_that_a_builder_can() {
        let written: Model = serde_json::from_value(json!({
            "id": "m",
            "task": "ner",
            "model_size_bytes": "1kb",
            "description": "names",
            "tags": ["a"],
            "aliases": ["n"],
            "fully_defined": false,
            "create_time": "2022-11-02T11:50:34.766591Z",
            "fails_to_load": [{"reason": "out of memory"}, {"node": "a", "reason": "too small"}],
        }))
        .unwrap();
        let built = Model::pytorch("m")
            .task(Task::Ner)
            .size_in_bytes(1024)
            .description("names")
            .tag("a")
            .alias("n")
            .undefined()
            .create_time(timestamp::documented_start())
            .fails_to_load("out of memory")
            .fails_to_load_on("a", "too small");
        assert_eq!(written, built);
        for (written, built) in [
            (json!("broken"), Model::pytorch("m").fails_to_load("broken")),
            (
                json!({"node": "a", "reason": "x"}),
                Model::pytorch("m").fails_to_load_on("a", "x"),
            ),
        ] {
            let form = json!({"id": "m", "fails_to_load": written});
            let written: Model = serde_json::from_value(form).unwrap();
            assert_eq!(written.load_failures, built.load_failures);
        }
        let tree: Model = serde_json::from_value(json!({"id": "t", "task": "regression"})).unwrap();
        assert_eq!(tree.task, Task::Regression);
        for wrong in [
            json!({"id": "m", "task": "sleep"}),
            json!({"id": "m", "size": 1}),
        ] {
            assert!(
                serde_json::from_value::<Model>(wrong.clone()).is_err(),
                "{wrong}"
            );
        }
    }
}
