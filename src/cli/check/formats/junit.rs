//! Findings as a JUnit report: a suite for each file, and in it a test that fails for each request
//! in breach, and one that passes with what there is to say for each with advice.

use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report as Suites, TestCase, TestCaseStatus, TestSuite};

use super::wording;
use crate::cli::check::findings::{Advised, Breach, Findings, Place, PlacedAdvice, Report};
use crate::cli::check::position::{Position, Span};
use crate::cli::text::count;

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut suites = Suites::new("es-ml-fake check");
    suites.add_test_suites(report.files.iter().map(suite));
    let xml = suites.to_string().map_err(io::Error::other)?;
    out.write_all(xml.as_bytes())
}

fn name(place: &Place) -> String {
    wording::request_name(place).unwrap_or_else(|| "body".to_owned())
}

fn suite(found: &Findings) -> TestSuite {
    let judged = &found.judged;
    let file = wording::file_name(found);
    let mut suite = TestSuite::new(file.clone());
    let mut add_with = |name: String, status: TestCaseStatus, output: Option<String>| {
        let mut case = TestCase::new(name, status);
        case.set_classname(file.clone());
        if let Some(output) = output {
            case.set_system_out(output);
        }
        suite.add_test_case(case);
    };
    let mut add = |name, status| add_with(name, status, None);
    // A test for each of a million requests would help in finding nothing.
    match judged.checked - judged.breaching() {
        0 => {}
        kept => {
            let requests = count(kept, "request keeps", "requests keep");
            add(
                format!("{requests} the contract"),
                TestCaseStatus::success(),
            );
        }
    }
    for breach in &judged.breaches {
        add(name(&breach.place), failure(&file, breach));
    }
    if let Some(more) = wording::unlisted(judged) {
        add(
            more,
            failed(NonSuccessKind::Failure, "breach", "they are not listed"),
        );
    }
    for problem in judged.unreadable.texts() {
        let kind = NonSuccessKind::Error;
        add(
            "can be read".to_owned(),
            failed(kind, "unreadable", &problem),
        );
    }
    for reason in judged.not_recorded.texts() {
        let mut skipped = TestCaseStatus::skipped();
        skipped.set_message(reason);
        add("not judged".to_owned(), skipped);
    }
    if judged.lacks_requests() {
        let status = match found.conforms {
            true => TestCaseStatus::skipped(),
            false => failed(
                NonSuccessKind::Failure,
                "idle",
                "--require-checked was given",
            ),
        };
        add(wording::idle(judged), status);
    }
    for advised in &judged.advice {
        let name = format!("advice on {}", name(&advised.place));
        add_with(
            name,
            TestCaseStatus::success(),
            Some(advice(&file, advised)),
        );
    }
    suite
}

fn failed(kind: NonSuccessKind, r#type: &str, message: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    status.set_type(r#type).set_message(message);
    status
}

/// Its message is the first problem, its text all of them with their places.
fn failure(file: &str, breach: &Breach) -> TestCaseStatus {
    let kind = wording::kind(breach);
    let consequence = wording::consequence(breach);
    let message = match breach.violations.as_slice() {
        [only] => wording::problem(only),
        several => count(several.len(), "breach", "breaches"),
    };
    let lines = breach.violations.iter().map(|violation| {
        let problem = wording::problem(violation);
        let said = format!("{problem} ({})", violation.keyword);
        line(file, &breach.place, violation.span.as_ref(), &said)
    });
    let mut status = failed(NonSuccessKind::Failure, kind, &message);
    status.set_description(format!(
        "{kind}: {consequence}\n{}",
        lines.collect::<String>()
    ));
    status
}

/// A request that keeps the contract passes, whatever it might do better.
fn advice(file: &str, advised: &Advised) -> String {
    let all = advised.advice.iter();
    let lines = all.map(|PlacedAdvice { advice, span }| {
        line(
            file,
            &advised.place,
            span.as_ref(),
            &format!("advice: {advice}"),
        )
    });
    lines.collect()
}

/// What is said of a place, in front of which it stands.
fn line(file: &str, place: &Place, span: Option<&Span>, said: &str) -> String {
    let Position { line, column } = span.map_or(place.position, |span| span.start);
    format!("{file}:{line}:{column}: {said}\n")
}
