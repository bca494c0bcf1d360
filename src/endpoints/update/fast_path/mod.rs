//! The short way for the bodies that nearly every update has: flat, conforming, without surprises.
//!
//! A [`FlatDocument`] is read where it lies, and a [`FastRule`], made of the schema file, says that
//! it conforms. Everything else, and everything that is wrong, goes the long way through
//! `serde_json`, the validator and the object parser, with the same result: property tests hold
//! both ways against each other.

mod fast_rule;
mod flat_document;

use std::sync::LazyLock;

use super::body::{AdaptiveChange, Body};
use crate::contract::Schema;
use crate::model::AdaptiveAllocations;
use fast_rule::FastRule;
use flat_document::{FlatDocument, Node};

static RULE: LazyLock<Option<FastRule>> =
    LazyLock::new(|| FastRule::of(Schema::UpdateRequest.document()));

/// What the server makes of a body, if it is a flat one that conforms for certain.
pub(super) fn read(body: &[u8]) -> Option<Body> {
    let mut document = FlatDocument::default();
    let root = document.read(body)?;
    let rule = RULE.as_ref()?;
    rule.accepts(root).then(|| of_conforming(root))
}

fn of_conforming(body: Node<'_>) -> Body {
    let integer = |value: Node<'_>| i32::try_from(value.integer()?).ok();
    let settings = body.get("adaptive_allocations");
    Body {
        number_of_allocations: body.get("number_of_allocations").and_then(integer),
        adaptive_allocations: settings.map_or(AdaptiveChange::Keep, |settings| {
            AdaptiveChange::Merge(AdaptiveAllocations {
                enabled: settings.get("enabled").and_then(Node::boolean),
                min: settings.get("min_number_of_allocations").and_then(integer),
                max: settings.get("max_number_of_allocations").and_then(integer),
            })
        }),
        ..Body::default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::{option, prelude::*};
    use serde_json::{Map, Value};

    use super::*;
    use crate::xcontent::{Content, Excerpts, Format};

    #[test]
    fn documented_bodies_go_the_short_way_and_doubtful_ones_do_not() {
        assert!(read(br#"{"number_of_allocations": 4}"#).is_some());
        for body in [
            "",
            "{",
            r#"{"number_of_allocations": 0}"#,
            r#"{"timeout": 1}"#,
        ] {
            assert!(read(body.as_bytes()).is_none(), "{body}");
        }
    }

    fn conforming_body() -> impl Strategy<Value = Value> {
        let number = || {
            prop_oneof![
                (1..=i32::MAX).prop_map(Value::from),
                (1..1000).prop_map(|n| Value::from(f64::from(n))),
            ]
        };
        let settings = (
            any::<Option<bool>>(),
            option::of(number()),
            option::of(number()),
        );
        (option::of(number()), option::of(settings)).prop_map(|(number, settings)| {
            let mut body = Map::new();
            body.extend(number.map(|n| ("number_of_allocations".to_owned(), n)));
            body.extend(settings.map(|(enabled, min, max)| {
                let mut settings = Map::new();
                settings.extend(enabled.map(|e| ("enabled".to_owned(), e.into())));
                settings.extend(min.map(|n| ("min_number_of_allocations".to_owned(), n)));
                settings.extend(max.map(|n| ("max_number_of_allocations".to_owned(), n)));
                ("adaptive_allocations".to_owned(), settings.into())
            }));
            body.into()
        })
    }

    proptest! {
        #[test]
        fn a_conforming_body_is_read_the_same_both_ways(body in conforming_body()) {
            let text = body.to_string();
            if let Some(fast) = read(text.as_bytes()) {
                let content = Content::new(Format::Json, text.as_bytes(), Excerpts::None);
                let slow = Body::read(&content).unwrap();
                prop_assert_eq!(fast, slow);
                prop_assert!(Schema::UpdateRequest.judge(&body).conforms());
            }
        }
    }
}
