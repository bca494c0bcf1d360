//! The cases that `es-ml-fake verify` plays against live clusters, played here against the fake.
//! One of them is in YAML.

use std::fmt::Write;

use serde_json::Value;

use super::case::{Ask, update};
use crate::support::snapshots;

const CASES: &str = include_str!("../../src/cli/verify/cases.json");

/// First line of the request, body, and of the answer the status and the reason of a refusal.
fn summary(request: &str, shown: &str) -> String {
    let body = request.split_once("\n\n").map_or("", |(_, body)| body);
    let first = request.lines().next().unwrap_or_default();
    let asked = format!("{first} {}", body.trim_end());
    let asked = asked.trim_end();
    let answer = shown.lines().filter_map(|line| line.strip_prefix("< "));
    let reason = answer.clone().rfind(|line| line.contains("\"reason\": "));
    let status = answer.into_iter().next().unwrap_or_default();
    let reason = reason.map_or("", |reason| reason.trim().trim_end_matches(','));
    format!("{asked}\n  {status} {reason}")
        .trim_end()
        .to_owned()
}

#[test]
fn the_cases_of_verify_go_over_the_wire_as_well() {
    let cases: Value = serde_json::from_str(CASES).unwrap();
    let mut text = String::new();
    for case in cases.as_array().unwrap() {
        let request = case["request"].as_str().unwrap();
        let id = if case["changes"] == true {
            "m"
        } else {
            "no-such-deployment"
        };
        let request = request
            .replace("{id}", id)
            .replace("{n}", "1")
            .replace("{n+1}", "2");
        let name: &'static str = case["name"].as_str().unwrap().to_owned().leak();
        let requests: &'static [Ask] = vec![Ask::Http(request.clone().leak())].leak();
        let (shown, _) = update(name, requests).play();
        writeln!(text, "{name}: {}", summary(&request, &shown)).unwrap();
    }
    snapshots::assert("verify", "cases", text);
}
