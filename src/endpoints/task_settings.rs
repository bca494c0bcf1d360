//! Settings of tasks, `inference_config`, with what a server adds to what was put
//! (server-behaviour: Put model: settings of the task).

use super::model_config::INDEX;
use crate::model::Task;
use crate::xcontent::OrderedValue;

/// A kind of tokenization.
struct Tokenizer {
    name: &'static str,
    /// What stands for a word that is left out.
    mask: &'static str,
    /// What a vocabulary has to have besides its words, if anything.
    vocabulary_needs: Option<&'static str>,
}

const fn tokenizer(name: &'static str, mask: &'static str) -> Tokenizer {
    Tokenizer {
        name,
        mask,
        vocabulary_needs: None,
    }
}

const BRACKETS: &str = "[MASK]";
const ANGLES: &str = "<mask>";

/// That of `bert` is the one if none is named. Other masks than those of `bert` and `roberta`, and
/// that `xlm_roberta` and `deberta_v2` need scores, are recalled.
static TOKENIZERS: [Tokenizer; 6] = [
    tokenizer("bert", BRACKETS),
    tokenizer("bert_ja", BRACKETS),
    tokenizer("mpnet", ANGLES),
    Tokenizer {
        vocabulary_needs: Some("merges"),
        ..tokenizer(ROBERTA, ANGLES)
    },
    Tokenizer {
        vocabulary_needs: Some("scores"),
        ..tokenizer("xlm_roberta", ANGLES)
    },
    Tokenizer {
        vocabulary_needs: Some("scores"),
        ..tokenizer("deberta_v2", BRACKETS)
    },
];

const ROBERTA: &str = "roberta";

/// The settings of a task as a configuration shows them.
pub(super) fn complete<'a>(task: Task, sent: Option<&OrderedValue<'a>>) -> OrderedValue<'a> {
    if !task.is_of_pytorch() {
        return sent.cloned().unwrap_or_else(of_trees);
    }
    let index = OrderedValue::object([("index", INDEX.into())]);
    let (name, tokenization) = tokenization(sent);
    let tokenization = OrderedValue::object([(name, tokenization)]);
    let begin = [("vocabulary", index), ("tokenization", tokenization)];
    let defaults = match task {
        Task::FillMask => vec![
            ("num_top_classes", 5.into()),
            (MASK_TOKEN, tokenizer_of(sent).mask.into()),
        ],
        _ => Vec::new(),
    };
    let all = begin.into_iter().chain(defaults);
    merged(all, sent, |name| {
        !matches!(name, "vocabulary" | "tokenization")
    })
}

const MASK_TOKEN: &str = "mask_token";

/// What a server makes of a task of trees without settings **(recalled)**.
fn of_trees<'a>() -> OrderedValue<'a> {
    OrderedValue::object([
        ("results_field", "predicted_value".into()),
        ("num_top_feature_importance_values", 0.into()),
    ])
}

/// The kind of tokenization and its settings.
fn tokenization<'a>(sent: Option<&OrderedValue<'a>>) -> (&'a str, OrderedValue<'a>) {
    let name = tokenizer_of(sent).name;
    let own = sent.and_then(|sent| sent.get("tokenization")?.get(name));
    let defaults = [
        ("do_lower_case", false.into()),
        ("with_special_tokens", true.into()),
        ("max_sequence_length", 512.into()),
        ("truncate", "first".into()),
        ("span", (-1).into()),
    ];
    let prefix = (name == ROBERTA).then_some(("add_prefix_space", false.into()));
    (
        name,
        merged(defaults.into_iter().chain(prefix), own, |_| true),
    )
}

/// Defaults in their order, each in the place of what was sent for it; and what was sent besides.
fn merged<'a>(
    defaults: impl Iterator<Item = (&'static str, OrderedValue<'a>)>,
    sent: Option<&OrderedValue<'a>>,
    counts: impl Fn(&str) -> bool,
) -> OrderedValue<'a> {
    let Some(OrderedValue::Object(sent)) = sent else {
        return OrderedValue::Object(defaults.map(|(name, value)| (name.into(), value)).collect());
    };
    let mut rest: Vec<_> = sent
        .iter()
        .filter(|(name, _)| counts(name))
        .cloned()
        .collect();
    let mut members = Vec::new();
    for (name, default) in defaults {
        let place = rest.iter().position(|(each, _)| each == name);
        members.push(match place {
            Some(place) => rest.remove(place),
            None => (name.into(), default),
        });
    }
    members.append(&mut rest);
    OrderedValue::Object(members)
}

/// One that the fake does not know is as good as none.
fn tokenizer_of(settings: Option<&OrderedValue<'_>>) -> &'static Tokenizer {
    let tokenization = settings.and_then(|settings| settings.get("tokenization"));
    let is_named = |each: &&Tokenizer| tokenization.is_some_and(|it| it.get(each.name).is_some());
    TOKENIZERS.iter().find(is_named).unwrap_or(&TOKENIZERS[0])
}

/// Why settings of `fill_mask` are refused, if they are.
pub(super) fn complaint_of_mask(settings: &OrderedValue<'_>) -> Option<String> {
    let asked_for = settings.get(MASK_TOKEN)?.as_text()?;
    let mask = tokenizer_of(Some(settings)).mask;
    (asked_for != mask).then(|| {
        format!("Mask token requested was [{asked_for}] but must be [{mask}] for this model")
    })
}

/// The kind of tokenization, and what its vocabularies need besides words, if anything.
pub(super) fn needed_of_vocabulary(
    settings: Option<&OrderedValue<'_>>,
) -> Option<(&'static str, &'static str)> {
    let tokenizer = tokenizer_of(settings);
    let needed = tokenizer.vocabulary_needs?;
    Some((tokenizer.name, needed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xcontent::json;

    fn completed(task: Task, sent: &str) -> String {
        let sent = json::read(sent.as_bytes());
        let settings = complete(task, Some(&sent));
        String::from_utf8(json::write(&settings)).unwrap()
    }

    #[test]
    fn what_was_put_stands_in_the_place_of_its_default() {
        let sent = r#"{"results_field":"r","tokenization":{"roberta":{"span":-1,"do_lower_case":false,"with_special_tokens":false}}}"#;
        assert_eq!(
            completed(Task::TextEmbedding, sent),
            concat!(
                r#"{"vocabulary":{"index":".ml-inference-native-000002"},"#,
                r#""tokenization":{"roberta":{"do_lower_case":false,"with_special_tokens":false,"#,
                r#""max_sequence_length":512,"truncate":"first","span":-1,"#,
                r#""add_prefix_space":false}},"results_field":"r"}"#
            )
        );
    }

    #[test]
    fn a_mask_is_that_of_the_tokenization() {
        for (tokenizer, mask) in [("bert", "[MASK]"), ("roberta", "<mask>")] {
            let settings = format!(r#"{{"tokenization":{{"{tokenizer}":{{}}}}}}"#);
            let shown = completed(Task::FillMask, &settings);
            let end = format!(r#""num_top_classes":5,"mask_token":"{mask}"}}"#);
            assert!(shown.ends_with(&end), "{shown}");
        }
        let other = json::read(br#"{"tokenization":{"roberta":{}},"mask_token":"[MASK]"}"#);
        assert_eq!(
            complaint_of_mask(&other).unwrap(),
            "Mask token requested was [[MASK]] but must be [<mask>] for this model"
        );
        let right = json::read(br#"{"mask_token":"[MASK]"}"#);
        assert_eq!(complaint_of_mask(&right), None);
    }
}
