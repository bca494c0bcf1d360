//! Whatever is sent, the answer is a valid one, and verdict and answer agree.

use std::time::UNIX_EPOCH;

use es_ml_fake::contract::{Schema, Violation};
use es_ml_fake::journal::Exchange;
use es_ml_fake::{Cluster, DOCUMENTED_DEPLOYMENT};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::support::update_path;

/// Sends a body to a fresh cluster.
fn exchange(body: &[u8]) -> std::sync::Arc<Exchange> {
    let cluster = Cluster::new();
    let request = http::Request::post(update_path(DOCUMENTED_DEPLOYMENT))
        .header("content-type", "application/json")
        .body(body.to_vec().into())
        .unwrap();
    cluster.handle(&request, UNIX_EPOCH);
    cluster.exchanges().pop().unwrap()
}

type SilentBreach = (&'static str, &'static str, fn(&str) -> bool);

/// What the server takes although the documentation does not promise it: place of the breach and
/// its keyword, with the values that are taken. The README lists the same.
const SILENT_BREACHES: &[SilentBreach] = &[
    // Strings and fractions for integers, strings for booleans.
    ("/number_of_allocations", "type", is_lenient_number),
    ("/adaptive_allocations/enabled", "type", is_lenient_boolean),
    (
        "/adaptive_allocations/min_number_of_allocations",
        "type",
        is_lenient_bound,
    ),
    (
        "/adaptive_allocations/max_number_of_allocations",
        "type",
        is_lenient_bound,
    ),
    // `null` and -1 for what is not set, and null for no settings at all.
    ("/adaptive_allocations", "type", |value| value == "null"),
    (
        "/adaptive_allocations/min_number_of_allocations",
        "minimum",
        is_unset,
    ),
    (
        "/adaptive_allocations/max_number_of_allocations",
        "minimum",
        is_unset,
    ),
    ("/adaptive_allocations", "x-at-least", |_| true),
    // Fractions that are in the range once they have lost what is behind the point.
    ("/number_of_allocations", "maximum", is_lenient_number),
    (
        "/adaptive_allocations/min_number_of_allocations",
        "maximum",
        is_lenient_number,
    ),
    (
        "/adaptive_allocations/max_number_of_allocations",
        "maximum",
        is_lenient_number,
    ),
    // Undocumented members.
    ("/model_id", "additionalProperties", |_| true),
    ("/model_threads", "additionalProperties", |_| true),
    ("/timeout", "additionalProperties", |_| true),
    // Comments in JSON, and text behind it.
    ("", "json", |_| true),
];

fn is_lenient_number(value: &str) -> bool {
    value.starts_with('"') || value.contains(['.', 'e', 'E'])
}

fn is_lenient_bound(value: &str) -> bool {
    is_lenient_number(value) || value == "null"
}

fn is_lenient_boolean(value: &str) -> bool {
    let blank = value.trim_matches('"').trim().is_empty();
    value.starts_with('"') && (blank || matches!(value, r#""true""# | r#""false""#))
}

/// -1, also with a fraction that is dropped, and fractions that become zero.
fn is_unset(value: &str) -> bool {
    let number: f64 = value.parse().unwrap();
    number > -2.0 && number < 1.0
}

fn is_listed(violation: &Violation) -> bool {
    let value = violation.value().unwrap_or_default();
    SILENT_BREACHES.iter().any(|(place, keyword, takes)| {
        *place == violation.instance_path() && *keyword == violation.keyword() && takes(value)
    })
}

/// The answer keeps its schema, a request that keeps the contract is accepted, and one that does
/// not is refused, but for what is listed.
fn check(exchange: &Exchange) -> Result<(), TestCaseError> {
    let answer: Value = serde_json::from_slice(exchange.answer().body()).unwrap();
    let schema = match exchange.status().as_u16() {
        200 => Schema::UpdateResponse,
        400 => Schema::Error,
        other => return Err(TestCaseError::fail(format!("status {other}: {exchange}"))),
    };
    let verdict = schema.judge(&answer);
    prop_assert!(verdict.conforms(), "{exchange}\n{answer}\n{verdict:?}");
    let refused = exchange.status() != 200;
    prop_assert!(
        !(refused && exchange.verdict().conforms()),
        "refused without a breach: {exchange}\n{answer}"
    );
    let violations = exchange.verdict().violations();
    prop_assert_eq!(
        exchange.is_silent_breach(),
        !refused && !violations.is_empty()
    );
    if !refused {
        let unlisted = violations.iter().find(|violation| !is_listed(violation));
        prop_assert!(unlisted.is_none(), "{unlisted:?} is silent: {exchange}");
    }
    // Everything that shows an exchange can show this one.
    let line = serde_json::to_string(exchange).unwrap();
    prop_assert!(serde_json::from_str::<Value>(&line).is_ok());
    Ok(())
}

/// Values of any kind, the telling ones more often than not.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3..12).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[0-9.eE+ -]{0,6}|true|false|\\PC{0,5}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        let name = prop_oneof![known_name().boxed(), "\\PC{0,8}".boxed()];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name, inner), 0..4).prop_map(|m| Value::from(Map::from_iter(m))),
        ]
    })
}

fn known_name() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "number_of_allocations",
        "model_threads",
        "adaptive_allocations",
        "enabled",
        "min_number_of_allocations",
        "max_number_of_allocations",
        "timeout",
        "model_id",
    ])
    .prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_json_is_answered_as_it_is_judged(body in any_json()) {
        check(&exchange(body.to_string().as_bytes()))?;
    }

    #[test]
    fn any_members_are_answered_as_they_are_judged(
        members in prop::collection::vec((known_name(), any_json()), 0..3),
        settings in prop::collection::vec((known_name(), any_json()), 0..3),
    ) {
        let mut body = Map::from_iter(members);
        body.insert("adaptive_allocations".to_owned(), Map::from_iter(settings).into());
        check(&exchange(Value::from(body).to_string().as_bytes()))?;
    }

    #[test]
    fn any_bytes_are_answered_as_they_are_judged(body: Vec<u8>) {
        check(&exchange(&body))?;
    }

    #[test]
    fn a_damaged_body_is_answered_as_it_is_judged(at in 0..90_usize, by: u8, cut in 0..90_usize) {
        let body = json!({"adaptive_allocations": {"enabled": false, "min_number_of_allocations": 3}, "number_of_allocations": 4});
        let mut bytes = body.to_string().into_bytes();
        let length = bytes.len();
        bytes[at % length] = by;
        check(&exchange(&bytes))?;
        bytes.truncate(cut % length);
        check(&exchange(&bytes))?;
    }
}
