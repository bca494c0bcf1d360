//! Findings as a JUnit report: a suite for each file, and in it a test that fails for each request
//! in breach.

use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report as Suites, TestCase, TestCaseStatus, TestSuite};

use super::wording;
use crate::cli::check::findings::{Breach, Findings, Report};
use crate::cli::check::position::Position;
use crate::cli::text::count;

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut suites = Suites::new("es-ml-fake check");
    suites.add_test_suites(report.files.iter().map(suite));
    let xml = suites.to_string().map_err(io::Error::other)?;
    out.write_all(xml.as_bytes())
}

fn suite(found: &Findings) -> TestSuite {
    let judged = &found.judged;
    let file = wording::file_name(found);
    let mut suite = TestSuite::new(file.clone());
    let mut add = |name: String, status: TestCaseStatus| {
        let mut case = TestCase::new(name, status);
        case.set_classname(file.clone());
        suite.add_test_case(case);
    };
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
        let name = wording::request_name(&breach.place).unwrap_or_else(|| "body".to_owned());
        add(name, failure(&file, breach));
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
        let span = violation.span.as_ref();
        let Position { line, column } = span.map_or(breach.place.position, |span| span.start);
        let problem = wording::problem(violation);
        format!(
            "{file}:{line}:{column}: {problem} ({})\n",
            violation.keyword
        )
    });
    let mut status = failed(NonSuccessKind::Failure, kind, &message);
    status.set_description(format!(
        "{kind}: {consequence}\n{}",
        lines.collect::<String>()
    ));
    status
}
