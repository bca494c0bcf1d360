//! Findings as a SARIF 2.1.0 log, which code scanning services show.

mod rules;
mod uri;

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use serde_json::{Value, json};
use serde_sarif::sarif::{
    ArtifactLocation, Invocation, Location, LogicalLocation, Message, Notification,
    PhysicalLocation, PropertyBag, Region, Result as Finding, ResultLevel, Run, Sarif, Tool,
    ToolComponent,
};

use super::wording;
use crate::cli::check::findings::{
    Advised, Breach, Findings, Place, PlacedAdvice, PlacedViolation, Report,
};
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
    for said in report.files.iter().flat_map(Said::all) {
        results.add(said);
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

/// What is said of a part of a request.
struct Said<'f> {
    found: &'f Findings,
    request: &'f Place,
    rule: &'f str,
    level: ResultLevel,
    message: String,
    /// The member, as a JSON Pointer.
    member: &'f str,
    span: Option<&'f Span>,
    properties: BTreeMap<String, Value>,
}

impl<'f> Said<'f> {
    fn of_breach(found: &'f Findings, breach: &'f Breach, violation: &'f PlacedViolation) -> Self {
        let problem = wording::problem(violation);
        let (kind, consequence) = (wording::kind(breach), wording::consequence(breach));
        Self {
            found,
            request: &breach.place,
            rule: &violation.keyword,
            level: ResultLevel::Error,
            message: format!("{problem}. This is {kind}: {consequence}."),
            member: &violation.instance_path,
            span: violation.span.as_ref(),
            properties: BTreeMap::from([
                ("silent".to_owned(), json!(breach.silent)),
                ("status".to_owned(), json!(breach.status)),
            ]),
        }
    }

    fn of_advice(found: &'f Findings, advised: &'f Advised, placed: &'f PlacedAdvice) -> Self {
        Self {
            found,
            request: &advised.place,
            rule: rules::ADVICE,
            level: ResultLevel::Note,
            message: format!("{}.", placed.advice),
            member: placed.advice.instance_path(),
            span: placed.span.as_ref(),
            properties: BTreeMap::new(),
        }
    }

    /// All of a file.
    fn all(found: &'f Findings) -> impl Iterator<Item = Self> {
        let breaches = found.judged.breaches.iter().flat_map(|breach| {
            let each = breach.violations.iter();
            each.map(|violation| Self::of_breach(found, breach, violation))
        });
        let advice = found.judged.advice.iter().flat_map(|advised| {
            let each = advised.advice.iter();
            each.map(|placed| Self::of_advice(found, advised, placed))
        });
        breaches.chain(advice)
    }

    fn location(&self) -> Location {
        let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let region = match self.span {
            Some(Span { start, end, .. }) => Region::builder()
                .start_line(number(start.line))
                .start_column(number(start.column))
                .end_line(number(end.line))
                .end_column(number(end.column))
                .build(),
            // What is outside of a body is where its request is.
            None => Region::builder()
                .start_line(number(self.request.position.line))
                .build(),
        };
        let physical = PhysicalLocation::builder()
            .artifact_location(artifact(&self.found.file))
            .region(region)
            .build();
        let member = LogicalLocation::builder()
            .fully_qualified_name(self.member)
            .kind("member")
            .build();
        Location::builder()
            .physical_location(physical)
            .logical_locations(vec![member])
            .build()
    }

    fn properties(&self) -> PropertyBag {
        let mut properties = self.properties.clone();
        let request = wording::request_name(self.request);
        properties.extend(request.map(|name| ("request".to_owned(), json!(name))));
        PropertyBag::builder()
            .additional_properties(properties)
            .build()
    }
}

#[derive(Default)]
struct Results {
    all: Vec<Finding>,
    rules: Rules,
    /// How often each fingerprint has been there.
    seen: HashMap<String, usize>,
}

impl Results {
    fn add(&mut self, said: Said<'_>) {
        let fingerprint = self.fingerprint(&said);
        let rule_index = self.rules.index_of(said.rule);
        let result = Finding::builder()
            .rule_id(said.rule)
            .rule_index(i64::try_from(rule_index).unwrap_or(i64::MAX))
            .level(said.level)
            .locations(vec![said.location()])
            .partial_fingerprints([(FINGERPRINT.to_owned(), fingerprint)])
            .properties(said.properties())
            .message(text(said.message))
            .build();
        self.all.push(result);
    }

    /// What stays the same when lines move: the file, the request, the member, the rule, and the
    /// how manieth of these it is.
    fn fingerprint(&mut self, said: &Said<'_>) -> String {
        let request = said.request.request.as_deref().unwrap_or_default();
        let file = wording::file_name(said.found);
        let parts = [file.as_str(), request, said.member, said.rule].join("|");
        let times = self.seen.entry(parts.clone()).or_default();
        *times += 1;
        format!("{parts}|{times}")
    }
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
