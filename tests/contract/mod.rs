//! The contract: which bodies keep it, and what is said of those that do not.

mod bodies;
mod put;

use std::collections::HashSet;
use std::fmt::Write;

use es_ml_fake::contract::{Schema, Verdict, Violation};

use self::bodies::BODIES;
use crate::support::snapshots;

fn breaches(verdict: &Verdict) -> Vec<String> {
    let mut breaches: Vec<_> = verdict
        .violations()
        .iter()
        .map(|violation| format!("{} {}", violation.instance_path(), violation.keyword()))
        .collect();
    breaches.sort();
    breaches
}

#[test]
fn each_body_of_the_table_has_the_breaches_beside_it() {
    assert!(BODIES.len() >= 60);
    let distinct: HashSet<_> = BODIES.iter().map(|(body, _)| body).collect();
    assert_eq!(distinct.len(), BODIES.len(), "a body is in the table twice");
    for (body, expected) in BODIES {
        assert_eq!(
            breaches(&Verdict::of_update_body(body.as_bytes())),
            *expected,
            "{body}"
        );
    }
}

/// Whatever the table says of bodies has a rule of the schema behind it, and no rule goes untested.
#[test]
fn the_table_breaks_every_rule_of_the_schema() {
    let broken: HashSet<String> = BODIES
        .iter()
        .flat_map(|(body, _)| {
            Verdict::of_update_body(body.as_bytes())
                .violations()
                .to_vec()
        })
        .map(|violation| violation.schema_path().to_owned())
        .collect();
    for rule in rules(Schema::UpdateRequest.document(), "") {
        assert!(broken.contains(&rule), "no body breaks {rule}");
    }
}

/// The pointers of all keywords of a schema that can be broken, without what is inside `not`.
fn rules(schema: &serde_json::Value, at: &str) -> Vec<String> {
    let can_be_broken = |keyword: &str| {
        [
            "type",
            "minimum",
            "maximum",
            "additionalProperties",
            "not",
            "x-at-least",
        ]
        .contains(&keyword)
    };
    let schema = schema.as_object().unwrap();
    let own = schema.keys().filter(|keyword| can_be_broken(keyword));
    let mut rules: Vec<_> = own.map(|keyword| format!("{at}/{keyword}")).collect();
    for (name, member) in schema
        .get("properties")
        .and_then(|p| p.as_object())
        .into_iter()
        .flatten()
    {
        rules.extend(self::rules(member, &format!("{at}/properties/{name}")));
    }
    rules
}

/// The words for each kind of breach, which never show a piece of the schema.
#[test]
fn the_schema_has_the_documented_default_and_both_documented_examples() {
    let schema = Schema::UpdateRequest.document();
    let default = "/properties/adaptive_allocations/properties/enabled/default";
    assert_eq!(schema.pointer(default), Some(&false.into()));
    let documented = BODIES[..2].iter().map(|(body, _)| *body);
    let documented: Vec<serde_json::Value> = documented
        .map(|body| serde_json::from_str(body).unwrap())
        .collect();
    assert_eq!(schema["examples"], serde_json::Value::from(documented));
}

#[test]
fn messages_say_the_rule_and_the_value() {
    let mut text = String::new();
    for body in MESSAGES {
        writeln!(text, "{body}").unwrap();
        for violation in Verdict::of_update_body(body.as_bytes()).violations() {
            writeln!(text, "  {violation}").unwrap();
        }
    }
    snapshots::assert("contract", "messages", text);
}

const MESSAGES: &[&str] = &[
    r#"{"number_of_allocations": "4"}"#,
    r#"{"number_of_allocations": 0}"#,
    r#"{"number_of_allocations": 2147483648}"#,
    r#"{"number_of_allocations": [1, 2]}"#,
    r#"{"number_of_allocation": 4}"#,
    r#"{"adaptive_allocations": {"enable": true}}"#,
    r#"{"priority": "low"}"#,
    r#"{"min_number_of_allocations": 1}"#,
    r#"{"number_of_allocations": 4, "adaptive_allocations": {"enabled": true}}"#,
    r#"{"adaptive_allocations": {"min_number_of_allocations": 8, "max_number_of_allocations": 3}}"#,
    r#"{"adaptive_allocations": null}"#,
    r#"{"number_of_allocations": 1, "number_of_allocations": 2}"#,
    r#"{"number_of_allocations": 4,}"#,
    "[]",
    "",
];

#[test]
fn a_hostile_body_has_a_short_verdict() {
    let mut body = serde_json::Map::new();
    for n in 0..1000 {
        body.insert(
            format!("field {n} {}", "x".repeat(300)),
            "y".repeat(300).into(),
        );
    }
    body.insert("number_of_allocations".to_owned(), vec![0; 50_000].into());
    let verdict = Verdict::of_update_body(serde_json::Value::from(body).to_string().as_bytes());
    assert_eq!(verdict.violations().len(), 22);
    let length: usize = verdict
        .violations()
        .iter()
        .map(|v| format!("{v:?}").len())
        .sum();
    assert!(length < 20_000, "{length}");
    let rest = |violation: &Violation| violation.message().contains("980 more members");
    assert!(verdict.violations().iter().any(rest));
}

#[test]
fn a_deeply_nested_or_very_long_body_is_judged_without_harm() {
    let deep = "[".repeat(1_000_000);
    assert_eq!(
        breaches(&Verdict::of_update_body(deep.as_bytes())),
        [" json"]
    );
    let long = format!("{{\"number_of_allocations\":{}4}}", " ".repeat(2_000_000));
    assert!(Verdict::of_update_body(long.as_bytes()).conforms());
    let long = format!("[{}0]", "0,".repeat(2_000_000));
    assert!(!Verdict::of_update_body(long.as_bytes()).conforms());
}
