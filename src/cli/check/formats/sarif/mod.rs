//! Findings as a SARIF 2.1.0 log, which code scanning services show.

mod rules;
mod uri;

use std::collections::HashMap;
use std::io::{self, Write};

use serde_json::json;
use serde_sarif::sarif::{
    ArtifactLocation, Invocation, Location, LogicalLocation, Message, Notification,
    PhysicalLocation, PropertyBag, Region, Result as Finding, ResultLevel, Run, Sarif, Tool,
    ToolComponent,
};

use super::wording;
use crate::cli::check::findings::{Breach, Findings, PlacedViolation, Report};
use crate::cli::check::position::Span;
use rules::Rules;

/// Under this name the fingerprints of a result are compared from run to run.
const FINGERPRINT: &str = "esMlFakeBreach/v1";

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let log = Sarif::builder()
        .schema(serde_sarif::sarif::SCHEMA_URL)
        .version(json!("2.1.0"))
        .runs(vec![run(report)])
        .build();
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn run(report: &Report) -> Run {
    let mut results = Results::default();
    for found in &report.files {
        for breach in &found.judged.breaches {
            for violation in &breach.violations {
                results.add(found, breach, violation);
            }
        }
    }
    let driver = ToolComponent::builder()
        .name(env!("CARGO_PKG_NAME"))
        .semantic_version(env!("CARGO_PKG_VERSION"))
        .information_uri(concat!("https://docs.rs/", env!("CARGO_PKG_NAME")))
        .rules(results.rules.descriptors())
        .build();
    let notifications = report.files.iter().flat_map(notifications);
    let invocation = Invocation::builder()
        .execution_successful(report.could_all_be_read())
        .tool_execution_notifications(notifications.collect::<Vec<_>>())
        .build();
    Run::builder()
        .tool(Tool::builder().driver(driver).build())
        .column_kind(json!("unicodeCodePoints"))
        .invocations(vec![invocation])
        .results(results.all)
        .build()
}

#[derive(Default)]
struct Results {
    all: Vec<Finding>,
    rules: Rules,
    /// How often each fingerprint has been there.
    seen: HashMap<String, usize>,
}

impl Results {
    fn add(&mut self, found: &Findings, breach: &Breach, violation: &PlacedViolation) {
        let problem = wording::problem(violation);
        let (kind, consequence) = (wording::kind(breach), wording::consequence(breach));
        let message = format!("{problem}. This is {kind}: {consequence}.");
        let place = LogicalLocation::builder()
            .fully_qualified_name(violation.instance_path.as_str())
            .kind("member")
            .build();
        let location = Location::builder()
            .physical_location(physical_location(found, breach, violation))
            .logical_locations(vec![place])
            .build();
        let fingerprint = self.fingerprint(found, breach, violation);
        let rule_index = self.rules.index_of(&violation.keyword);
        let result = Finding::builder()
            .rule_id(violation.keyword.as_str())
            .rule_index(i64::try_from(rule_index).unwrap_or(i64::MAX))
            .level(ResultLevel::Error)
            .message(text(message))
            .locations(vec![location])
            .partial_fingerprints([(FINGERPRINT.to_owned(), fingerprint)])
            .properties(properties(breach))
            .build();
        self.all.push(result);
    }

    /// What stays the same when lines move: the file, the request, the member, the rule, and the
    /// how manieth of these it is.
    fn fingerprint(
        &mut self,
        found: &Findings,
        breach: &Breach,
        violation: &PlacedViolation,
    ) -> String {
        let request = breach.place.request.as_deref().unwrap_or_default();
        let (place, rule) = (&violation.instance_path, &violation.keyword);
        let parts = [wording::file_name(found).as_str(), request, place, rule].join("|");
        let times = self.seen.entry(parts.clone()).or_default();
        *times += 1;
        format!("{parts}|{times}")
    }
}

fn properties(breach: &Breach) -> PropertyBag {
    let mut properties = vec![
        ("silent".to_owned(), json!(breach.silent)),
        ("status".to_owned(), json!(breach.status)),
    ];
    properties.extend(
        wording::request_name(&breach.place).map(|name| ("request".to_owned(), json!(name))),
    );
    PropertyBag::builder()
        .additional_properties(
            properties
                .into_iter()
                .collect::<std::collections::BTreeMap<_, _>>(),
        )
        .build()
}

fn physical_location(
    found: &Findings,
    breach: &Breach,
    violation: &PlacedViolation,
) -> PhysicalLocation {
    let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let region = match &violation.span {
        Some(Span { start, end, .. }) => Region::builder()
            .start_line(number(start.line))
            .start_column(number(start.column))
            .end_line(number(end.line))
            .end_column(number(end.column))
            .build(),
        // What is outside of a body is where its request is.
        None => Region::builder()
            .start_line(number(breach.place.position.line))
            .build(),
    };
    PhysicalLocation::builder()
        .artifact_location(artifact(&found.file))
        .region(region)
        .build()
}

fn artifact(file: &str) -> ArtifactLocation {
    match uri::of(file) {
        uri::Uri::Relative(uri) => ArtifactLocation::builder()
            .uri(uri)
            .uri_base_id("%SRCROOT%")
            .build(),
        uri::Uri::Absolute(uri) => ArtifactLocation::builder().uri(uri).build(),
    }
}

/// What is not about a breach: what could not be read, or judged, or listed.
fn notifications(found: &Findings) -> Vec<Notification> {
    let notification = |(level, message)| {
        let place = PhysicalLocation::builder()
            .artifact_location(artifact(&found.file))
            .build();
        Notification::builder()
            .level(json!(level))
            .message(text(message))
            .locations(vec![Location::builder().physical_location(place).build()])
            .build()
    };
    wording::notes(found)
        .into_iter()
        .map(notification)
        .collect()
}

fn text(text: impl Into<String>) -> Message {
    Message::builder().text(text.into()).build()
}
