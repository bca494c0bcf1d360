//! Findings for people.

use std::io::{self, Write};

use es_ml_fake::contract::Violation;

use super::findings::{Breach, Findings, Judged, Place, Report};
use crate::cli::text::{count, one_line};

/// Longer places are not aligned with others, so that one of them does not push all messages aside.
const WIDEST_PLACE: usize = 48;

/// Prints findings, and at the end a summary.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let judged = report.files.iter().filter(|found| is_judged(&found.judged));
    for found in judged {
        writeln!(out, "{}: {}", name(found), headline(&found.judged))?;
        for breach in &found.judged.breaches {
            write_breach(breach, out)?;
        }
    }
    writeln!(out, "{}", summary(&report.files))
}

/// Files of which nothing could be read are for standard error.
fn is_judged(judged: &Judged) -> bool {
    judged.checked > 0 || judged.is_read_in_full()
}

fn name(found: &Findings) -> String {
    match found.file.as_str() {
        "-" => "standard input".to_owned(),
        file => one_line(file),
    }
}

fn headline(judged: &Judged) -> String {
    let is_whole_file = |breach: &Breach| matches!(breach.place, Place::WholeFile);
    let breaches = breaches(judged.violations());
    let found = match (judged.checked, judged.breaches.as_slice()) {
        (0, []) => "nothing to check".to_owned(),
        (1, []) => "keeps the contract".to_owned(),
        (requests, []) => format!("all {requests} requests keep the contract"),
        (_, [only]) if is_whole_file(only) => breaches,
        (requests, breaching) => {
            let requests = count(requests, "request", "requests");
            format!("{breaches} in {} of {requests}", breaching.len())
        }
    };
    match judged.skipped {
        None | Some(0) => found,
        Some(skipped) => {
            let others = count(skipped, "other entry", "other entries");
            format!("{found} ({others} skipped)")
        }
    }
}

fn breaches(number: usize) -> String {
    count(number, "breach", "breaches")
}

fn write_breach(breach: &Breach, out: &mut dyn Write) -> io::Result<()> {
    let indent = match &breach.place {
        Place::WholeFile => "  ",
        Place::Line { line, request } => {
            writeln!(out, "  line {line}: {}", one_line(request))?;
            "    "
        }
        Place::Entry { entry, request } => {
            writeln!(out, "  entry {entry}: {}", one_line(request))?;
            "    "
        }
    };
    let violations = &breach.violations;
    let places: Vec<_> = violations.iter().map(place).collect();
    let widths = places.iter().map(|place| place.chars().count());
    let width = widths
        .filter(|&width| width <= WIDEST_PLACE)
        .max()
        .unwrap_or(0);
    for (place, violation) in places.iter().zip(violations) {
        let message = one_line(violation.message());
        writeln!(
            out,
            "{indent}{place:<width$}  {message} ({})",
            violation.keyword()
        )?;
    }
    Ok(())
}

/// Where in the request the breach is, also if that is no single member.
fn place(violation: &Violation) -> String {
    match (violation.instance_path(), violation.keyword()) {
        ("", "path") => "(path)".to_owned(),
        ("", "method") => "(method)".to_owned(),
        ("", _) => "(body)".to_owned(),
        (path, _) => one_line(path),
    }
}

fn summary(files: &[Findings]) -> String {
    let number_of = |holds: fn(&Judged) -> bool| {
        let files = files.iter().filter(|found| holds(&found.judged));
        files.count()
    };
    let requests = files.iter().map(|found| found.judged.checked).sum();
    let violations = files.iter().map(|found| found.judged.violations()).sum();
    let checked = format!(
        "checked {} in {}",
        count(requests, "request", "requests"),
        count(number_of(is_judged), "file", "files")
    );
    let found = match violations {
        0 => "no breach".to_owned(),
        some => breaches(some),
    };
    match number_of(|judged| !judged.is_read_in_full()) {
        0 => format!("{checked}: {found}"),
        some => {
            let unread = count(some, "file", "files");
            format!("{checked}: {found}; {unread} could not be read in full")
        }
    }
}
