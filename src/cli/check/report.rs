//! Findings for people, and for programs.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Breach, Findings, Place};

/// Prints findings for people.
pub(super) fn human(findings: &[Findings]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for found in findings {
        let name = match found.file.as_str() {
            "-" => "standard input",
            file => file,
        };
        writeln!(out, "{name}: {}", headline(found))?;
        for breach in &found.breaches {
            if let Some(place) = place(&breach.place) {
                writeln!(out, "  {place}")?;
            }
            for violation in &breach.violations {
                writeln!(out, "    {violation}")?;
            }
        }
    }
    out.flush()
}

fn headline(found: &Findings) -> String {
    let breaches: usize = found
        .breaches
        .iter()
        .map(|breach| breach.violations.len())
        .sum();
    let is_body = matches!(
        found.breaches.first(),
        Some(Breach {
            place: Place::WholeFile,
            ..
        })
    );
    match (found.checked, found.breaches.len()) {
        (0, _) => "has no update requests".to_owned(),
        (1, 0) => "keeps the contract".to_owned(),
        (checked, 0) => format!("all {checked} requests keep the contract"),
        (_, _) if is_body => format!("breaches the contract {}", times(breaches)),
        (checked, broken) => format!("{broken} of {} the contract", requests(checked, broken)),
    }
}

fn times(count: usize) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        _ => format!("{count} times"),
    }
}

fn requests(checked: usize, broken: usize) -> String {
    let noun = if checked == 1 { "request" } else { "requests" };
    let verb = if broken == 1 { "breaches" } else { "breach" };
    format!("{checked} {noun} {verb}")
}

fn place(place: &Place) -> Option<String> {
    match place {
        Place::WholeFile => None,
        Place::Line { number, request } => Some(format!("line {number}: {request}")),
        Place::Entry { number, request } => Some(format!("entry {number}: {request}")),
    }
}

/// Prints findings as one JSON document.
pub(super) fn json(findings: &[Findings]) -> io::Result<()> {
    let document = json!({
        "conforms": findings.iter().all(Findings::conforms),
        "files": findings.iter().map(file).collect::<Vec<_>>(),
    });
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &document)?;
    writeln!(out)?;
    out.flush()
}

fn file(found: &Findings) -> Value {
    json!({
        "file": found.file,
        "conforms": found.conforms(),
        "checked": found.checked,
        "breaches": found.breaches.iter().map(breach).collect::<Vec<_>>(),
    })
}

fn breach(breach: &Breach) -> Value {
    let mut value = match &breach.place {
        Place::WholeFile => json!({}),
        Place::Line { number, request } => json!({"line": number, "request": request}),
        Place::Entry { number, request } => json!({"entry": number, "request": request}),
    };
    value["violations"] = json!(breach.violations);
    value
}
