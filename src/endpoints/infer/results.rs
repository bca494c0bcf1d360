//! Results that are made up, and the same for the same input (server-behaviour: Infer: results).

use std::time::Duration;

use super::choice::Choice;
use super::input::text;
use crate::endpoints::Context;
use crate::model::{Inference, Task};
use crate::xcontent::OrderedValue;

/// What an inference takes that is not out of the cache.
const TIME: Duration = Duration::from_millis(10);

/// The length of dense vectors.
const DIMENSIONS: u64 = 8;

/// The member of a result that has the prediction.
const PREDICTION: &str = "predicted_value";

/// Results, with what they make of the counters of nodes.
pub(super) fn infer(
    docs: &[OrderedValue<'static>],
    config: Option<&OrderedValue<'static>>,
    choice: Choice,
    context: &mut Context<'_>,
) -> Vec<OrderedValue<'static>> {
    let task = match choice {
        Choice::Deployment(_, task) | Choice::Model(task) => task,
        Choice::Wait(..) => return Vec::new(),
    };
    let put = Put::of(&choice, context);
    let asked_for = config.and_then(|config| config.get(task.name())?.get("results_field"));
    let asked_for = asked_for.and_then(OrderedValue::as_text);
    let name = asked_for.or(put.results_field.as_deref());
    let inputs = docs.iter().map(|doc| text(doc, put.field.as_deref()));
    let result = |input| match input {
        Ok(text) => named(name, result(task, text, config)),
        Err(error) => OrderedValue::object([("error", OrderedValue::from(error))]),
    };
    let results = inputs.clone().map(result).collect();
    if let Choice::Deployment(index, _) = choice {
        let now = context.now;
        let deployment = &mut context.deployments[index];
        for input in inputs {
            let Ok(text) = input else {
                deployment.count_error();
                continue;
            };
            let is_cache_hit = deployment.remember_input(hash(text));
            let took = if is_cache_hit { Duration::ZERO } else { TIME };
            deployment.count_inference(Inference { is_cache_hit, took }, now);
        }
    }
    results
}

/// What a model that was put says of its inputs and of its results.
#[derive(Default)]
struct Put {
    field: Option<String>,
    results_field: Option<String>,
}

impl Put {
    fn of(choice: &Choice, context: &Context<'_>) -> Self {
        let Choice::Deployment(index, _) = choice else {
            return Self::default();
        };
        let model = context.models.get(context.deployments[*index].model_id());
        let sent = model.map(|model| &model.sent);
        let input = sent.and_then(|sent| sent.input.as_ref()?.get("field_names"));
        let field = input.and_then(|names| names.elements().first()?.as_text());
        let results_field = sent.and_then(|sent| sent.task.as_ref()?.get("results_field"));
        let results_field = results_field.and_then(OrderedValue::as_text);
        Self {
            field: field.map(ToOwned::to_owned),
            results_field: results_field.map(ToOwned::to_owned),
        }
    }
}

/// A result whose prediction has that name, if another is wanted than the usual one.
fn named(name: Option<&str>, mut result: OrderedValue<'static>) -> OrderedValue<'static> {
    if let (Some(name), OrderedValue::Object(members)) = (name, &mut result) {
        for (each, _) in members {
            if let Some(rest) = each.strip_prefix(PREDICTION) {
                *each = format!("{name}{rest}").into();
            }
        }
    }
    result
}

fn result(task: Task, text: &str, config: Option<&OrderedValue<'static>>) -> OrderedValue<'static> {
    let (seed, value) = (hash(text), PREDICTION);
    let probability = ("prediction_probability", fraction(seed, 0));
    let text_of = |text: &str| OrderedValue::from(text.to_owned());
    OrderedValue::object(match task {
        Task::Ner => {
            let (annotated, entities) = entities(text, seed);
            vec![(value, annotated.into()), ("entities", entities)]
        }
        Task::TextClassification | Task::Classification => {
            let labels = ["negative", "positive"];
            vec![
                (value, labels[usize::from(seed % 2 == 1)].into()),
                probability,
            ]
        }
        Task::ZeroShotClassification => {
            let labels = config.and_then(|config| config.get(task.name())?.get("labels"));
            let labels = labels.map(OrderedValue::elements).unwrap_or_default();
            let chosen = labels.get(place(seed, labels.len())).cloned();
            vec![
                (value, chosen.unwrap_or_else(|| "label".into())),
                probability,
            ]
        }
        Task::FillMask => {
            let sequence = text.replace("[MASK]", "word").replace("<mask>", "word");
            let whole = ("predicted_value_sequence", sequence.into());
            vec![(value, "word".into()), probability, whole]
        }
        Task::QuestionAnswering => {
            let answer = text.split_whitespace().next().unwrap_or_default();
            let start = text.find(answer).unwrap_or_default() as u64;
            let end = start + answer.chars().count() as u64;
            vec![
                (value, text_of(answer)),
                ("start_offset", start.into()),
                ("end_offset", end.into()),
                probability,
            ]
        }
        Task::TextEmbedding => vec![(value, vector(seed))],
        Task::TextExpansion => vec![(value, expansion(text))],
        Task::TextSimilarity | Task::Regression => vec![(value, fraction(seed, 0))],
        Task::PassThrough => vec![(value, OrderedValue::Array(vec![vector(seed)]))],
    })
}

fn place(seed: u64, length: usize) -> usize {
    let length = u64::try_from(length).unwrap_or(u64::MAX).max(1);
    usize::try_from(seed % length).unwrap_or_default()
}

/// Words that begin with a capital letter.
fn entities(text: &str, seed: u64) -> (String, OrderedValue<'static>) {
    let (mut annotated, mut entities, mut at) = (String::new(), Vec::new(), 0_u64);
    for word in text.split_inclusive(' ') {
        let entity = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        let length = entity.chars().count() as u64;
        if entity.starts_with(char::is_uppercase) {
            annotated.extend(["[", entity, "](MISC&", entity, ")"]);
            annotated.push_str(&word[entity.len()..]);
            entities.push(OrderedValue::object([
                ("entity", entity.to_owned().into()),
                ("class_name", "MISC".into()),
                ("class_probability", fraction(seed, at)),
                ("start_pos", at.into()),
                ("end_pos", (at + length).into()),
            ]));
        } else {
            annotated.push_str(word);
        }
        at += word.chars().count() as u64;
    }
    (annotated, OrderedValue::Array(entities))
}

fn vector(seed: u64) -> OrderedValue<'static> {
    (0..DIMENSIONS)
        .map(|number| fraction(seed, number))
        .collect()
}

fn expansion(text: &str) -> OrderedValue<'static> {
    let mut tokens: Vec<_> = text.split_whitespace().map(str::to_lowercase).collect();
    tokens.sort_unstable();
    tokens.dedup();
    let weights = tokens.into_iter().map(|token| {
        let weight = fraction(hash(&token), 0);
        (token.into(), weight)
    });
    OrderedValue::Object(weights.collect())
}

/// A number from 0 to 1 with three decimals.
fn fraction(seed: u64, number: u64) -> OrderedValue<'static> {
    let mixed = (seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(PRIME);
    let thousandths = u32::try_from((mixed >> 32) % 1000).unwrap_or_default();
    OrderedValue::double(f64::from(thousandths) / 1000.0)
}

const PRIME: u64 = 0x0100_0000_01b3;

/// FNV-1a.
fn hash(text: &str) -> u64 {
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(PRIME);
    text.bytes().fold(0xcbf2_9ce4_8422_2325, mix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xcontent::json;

    #[test]
    fn results_have_the_members_of_their_task() {
        for task in Task::ALL {
            let shown = json::write(&result(task, "Ada met [MASK] in London.", None));
            let again = json::write(&result(task, "Ada met [MASK] in London.", None));
            assert_eq!(shown, again, "{task}");
            let shown: serde_json::Value = serde_json::from_slice(&shown).unwrap();
            assert!(!shown["predicted_value"].is_null(), "{task}: {shown}");
        }
    }

    #[test]
    fn names_are_found_where_they_are() {
        let (annotated, found) = entities("Ada met Bo.", 1);
        assert_eq!(annotated, "[Ada](MISC&Ada) met [Bo](MISC&Bo).");
        let second = &found.elements()[1];
        assert_eq!(
            second.get("entity").and_then(OrderedValue::as_text),
            Some("Bo")
        );
        assert_eq!(second.get("start_pos"), Some(&8.into()));
    }
}
