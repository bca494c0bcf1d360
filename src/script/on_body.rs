//! Which bodies a script is for.

use std::sync::Arc;

use serde_json::Value;

/// What is wanted of a JSON body.
#[derive(Clone)]
pub(super) enum OnBody {
    Predicate(Arc<dyn Fn(&Value) -> bool + Send + Sync>),
    /// At least these members, if it is an object; otherwise exactly this.
    Has(Value),
}

impl OnBody {
    pub(super) fn is_met_by(&self, body: &Value) -> bool {
        match self {
            Self::Predicate(predicate) => predicate(body),
            Self::Has(wanted) => has(body, wanted),
        }
    }
}

fn has(value: &Value, wanted: &Value) -> bool {
    match (value, wanted) {
        (Value::Object(members), Value::Object(wanted)) => {
            let mut wanted = wanted.iter();
            wanted.all(|(name, wanted)| members.get(name).is_some_and(|it| has(it, wanted)))
        }
        _ => value == wanted,
    }
}

/// A closure is equal to itself alone.
impl PartialEq for OnBody {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Predicate(one), Self::Predicate(other)) => Arc::ptr_eq(one, other),
            (Self::Has(one), Self::Has(other)) => one == other,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn objects_need_the_wanted_members_and_all_else_is_to_be_equal() {
        let body = json!({"a": 1, "b": {"c": [1, 2], "d": null}});
        for (wanted, expected) in [
            (json!({}), true),
            (json!({"a": 1}), true),
            (json!({"b": {"c": [1, 2]}}), true),
            (json!({"b": {"d": null}}), true),
            (json!({"a": "1"}), false),
            (json!({"b": {"c": [1]}}), false),
            (json!({"e": null}), false),
            (json!(null), false),
        ] {
            assert_eq!(has(&body, &wanted), expected, "{wanted}");
        }
    }
}
