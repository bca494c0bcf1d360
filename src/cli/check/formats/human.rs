//! Findings for people.

use std::fmt::Display;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::cli::check::findings::{
    Breach, Findings, Judged, PlacedViolation, Report, Totals, Unit,
};
use crate::cli::text::{count, one_line};

/// Longer places are not aligned with others, so that one of them does not push all messages aside.
const WIDEST_PLACE: usize = 48;

const NAME: Style = Style::new().bold();
const GOOD: Style = AnsiColor::Green.on_default();
const SILENT: Style = AnsiColor::Yellow.on_default().bold();
const REFUSED: Style = AnsiColor::Red.on_default().bold();
const PLACE: Style = AnsiColor::Cyan.on_default();

/// Prints findings, and at the end a summary.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let judged = report.files.iter().filter(|found| is_judged(&found.judged));
    for found in judged {
        let (name, headline) = (styled(NAME, name(found)), headline(&found.judged));
        writeln!(out, "{name}: {headline}")?;
        for breach in &found.judged.breaches {
            write_breach(breach, out)?;
        }
        if found.judged.unlisted > 0 {
            let more = count(found.judged.unlisted, "more request", "more requests");
            writeln!(out, "  and {more} in breach")?;
        }
        for reason in found.judged.not_recorded.texts() {
            writeln!(out, "  not judged: {}", one_line(&reason))?;
        }
    }
    writeln!(out, "{}", summary(report))
}

/// Files of which nothing could be read are for standard error.
fn is_judged(judged: &Judged) -> bool {
    judged.checked > 0 || judged.is_read_in_full()
}

fn styled(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

fn name(found: &Findings) -> String {
    match found.file.as_str() {
        "-" => "standard input".to_owned(),
        file => one_line(file),
    }
}

fn headline(judged: &Judged) -> String {
    let found = match (judged.checked, judged.breaches.as_slice()) {
        (0, []) => styled(SILENT, "nothing was judged"),
        (1, []) => styled(GOOD, "keeps the contract"),
        (requests, []) => styled(
            GOOD,
            format_args!("all {requests} requests keep the contract"),
        ),
        (_, [only]) if only.place.unit == Unit::File => {
            format!(
                "{}, {}",
                breaches(judged.totals.violations),
                consequence(only)
            )
        }
        (requests, _) => {
            let breaches = breaches(judged.totals.violations);
            let requests = count(requests, "request", "requests");
            format!("{breaches} in {} of {requests}", judged.breaching())
        }
    };
    let mut besides = Vec::new();
    if judged.skipped > 0 {
        besides.push(count(
            judged.skipped,
            "other request skipped",
            "other requests skipped",
        ));
    }
    if !judged.not_recorded.is_empty() {
        let number = judged.not_recorded.len();
        besides.push(count(
            number,
            "request not recorded",
            "requests not recorded",
        ));
    }
    match besides.is_empty() {
        true => found,
        false => format!("{found} ({})", besides.join(", ")),
    }
}

fn breaches(number: usize) -> String {
    count(number, "breach", "breaches")
}

/// What comes of a breach at a server.
fn consequence(breach: &Breach) -> String {
    let status = breach.status;
    match breach.silent {
        true => format!(
            "{}: a server accepts it ({status})",
            styled(SILENT, "silent")
        ),
        false => format!("{}: a server answers {status}", styled(REFUSED, "refused")),
    }
}

fn write_breach(breach: &Breach, out: &mut dyn Write) -> io::Result<()> {
    let place = &breach.place;
    let request = place.request.as_deref().map(one_line);
    let consequence = consequence(breach);
    let unit = match place.unit {
        Unit::File => None,
        Unit::Index => Some(format!("[{}]", place.number)),
        unit => Some(format!("{} {}", unit.name(), place.number)),
    };
    let mut indent = "  ";
    if let Some(unit) = unit {
        let parts = [Some(unit), request, Some(consequence)];
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        writeln!(out, "  {}", parts.join(": "))?;
        indent = "    ";
    }
    let rows: Vec<_> = breach.violations.iter().map(row).collect();
    let widest = |column: fn(&Row<'_>) -> usize| {
        let widths = rows.iter().map(column);
        widths
            .filter(|&width| width <= WIDEST_PLACE)
            .max()
            .unwrap_or(0)
    };
    let position_width = widest(|row| row.position.len());
    let place_width = widest(|row| row.place.chars().count());
    for row in &rows {
        let position = format!("{:<position_width$}", row.position);
        let gap = if position_width == 0 { "" } else { "  " };
        let (position, place) = (styled(PLACE, position), &row.place);
        let (message, keyword) = (one_line(&row.violation.message), &row.violation.keyword);
        writeln!(
            out,
            "{indent}{position}{gap}{place:<place_width$}  {message} ({keyword})"
        )?;
    }
    Ok(())
}

/// What is shown of a violation.
struct Row<'v> {
    position: String,
    place: String,
    violation: &'v PlacedViolation,
}

fn row(violation: &PlacedViolation) -> Row<'_> {
    let position = violation
        .position
        .map(|at| format!("{}:{}", at.line, at.column));
    Row {
        position: position.unwrap_or_default(),
        place: place(violation),
        violation,
    }
}

/// Where in the request the breach is, also if that is no single member.
fn place(violation: &PlacedViolation) -> String {
    let path = violation.instance_path.as_str();
    match (path, violation.keyword.as_str()) {
        ("", "path" | "edition") => "(path)".to_owned(),
        ("", "method") => "(method)".to_owned(),
        ("", _) => "(body)".to_owned(),
        (path, _) => one_line(path),
    }
}

fn summary(report: &Report) -> String {
    let files = || report.files.iter().map(|found| &found.judged);
    let number_of = |holds: fn(&Judged) -> bool| files().filter(|judged| holds(judged)).count();
    let files_that = |number, what| format!("{} {what}", count(number, "file", "files"));
    let requests: usize = files().map(|judged| judged.checked).sum();
    let unread = number_of(|judged| !is_judged(judged));
    let partly_read = number_of(|judged| is_judged(judged) && !judged.is_read_in_full());
    let idle = number_of(Judged::lacks_requests);
    let mut parts = Vec::new();
    if requests > 0 {
        let requests = count(requests, "request", "requests");
        let files = count(number_of(|judged| judged.checked > 0), "file", "files");
        let found = total(report, unread + partly_read == 0);
        parts.push(format!("checked {requests} in {files}: {found}"));
    }
    if idle > 0 {
        parts.push(format!(
            "nothing was judged in {}",
            count(idle, "file", "files")
        ));
    }
    if unread > 0 {
        parts.push(files_that(unread, "could not be read"));
    }
    if partly_read > 0 {
        parts.push(files_that(partly_read, "could not be read in full"));
    }
    if report.skipped_files > 0 {
        let number = report.skipped_files;
        parts.push(files_that(number, "of no known kind skipped"));
    }
    parts.join("; ")
}

fn total(report: &Report, is_all: bool) -> String {
    let sum = |of: fn(&Totals) -> usize| {
        let files = report.files.iter();
        files.map(|found| of(&found.judged.totals)).sum::<usize>()
    };
    let (silent, refused) = (sum(|totals| totals.silent), sum(|totals| totals.refused));
    match sum(|totals| totals.violations) {
        0 if is_all => styled(GOOD, "no breach"),
        0 => "no breach in what could be read".to_owned(),
        violations => {
            let kinds = [(silent, "silent"), (refused, "refused")];
            let kinds = kinds.iter().filter(|(number, _)| *number > 0);
            let kinds: Vec<_> = kinds
                .map(|(number, kind)| format!("{number} {kind}"))
                .collect();
            let (breaches, requests) = (breaches(violations), silent + refused);
            let requests = count(requests, "request", "requests");
            format!("{breaches} in {requests} ({})", kinds.join(", "))
        }
    }
}
