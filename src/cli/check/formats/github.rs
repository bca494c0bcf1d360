//! Findings as workflow commands of GitHub Actions, which shows them beside the lines.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::wording;
use crate::cli::check::findings::{
    Advised, Breach, Findings, PlacedAdvice, PlacedViolation, Report,
};
use crate::cli::check::position::Span;

/// A workflow command.
struct Annotation<'a> {
    level: &'static str,
    file: &'a str,
    /// Without one, a line may be known.
    span: Option<&'a Span>,
    line: Option<usize>,
    title: String,
    message: String,
}

/// Prints an annotation for each violation and for each problem, and at the end a summary.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for found in &report.files {
        for breach in &found.judged.breaches {
            for violation in &breach.violations {
                writeln!(out, "{}", of_violation(found, breach, violation).command())?;
            }
        }
        for advised in &found.judged.advice {
            for placed in &advised.advice {
                writeln!(out, "{}", of_advice(found, advised, placed).command())?;
            }
        }
        for (level, message) in wording::notes(found) {
            let annotation = Annotation {
                level,
                file: &found.file,
                span: None,
                line: None,
                title: "es-ml-fake check".to_owned(),
                message,
            };
            writeln!(out, "{}", annotation.command())?;
        }
    }
    // Nothing in it is from the files, so it cannot be taken for a command.
    writeln!(out, "{}", wording::summary(report))
}

fn of_violation<'a>(
    found: &'a Findings,
    breach: &Breach,
    violation: &'a PlacedViolation,
) -> Annotation<'a> {
    let request = wording::request_name(&breach.place).map(|name| format!("\n{name}"));
    let consequence = wording::consequence(breach);
    let message = format!(
        "{} ({})\n{}: {consequence}{}",
        wording::problem(violation),
        violation.keyword,
        wording::kind(breach),
        request.unwrap_or_default()
    );
    Annotation {
        level: "error",
        file: &found.file,
        span: violation.span.as_ref(),
        line: Some(breach.place.position.line),
        title: format!("{} breach of the contract", wording::kind(breach)),
        message,
    }
}

fn of_advice<'a>(
    found: &'a Findings,
    advised: &Advised,
    placed: &'a PlacedAdvice,
) -> Annotation<'a> {
    Annotation {
        level: "notice",
        file: &found.file,
        span: placed.span.as_ref(),
        line: Some(advised.place.position.line),
        title: "advice".to_owned(),
        message: placed.advice.to_string(),
    }
}

impl Annotation<'_> {
    fn command(&self) -> String {
        let mut properties = match self.file {
            // There is no file to show it in.
            "-" => Vec::new(),
            file => vec![("file", file.strip_prefix("./").unwrap_or(file).to_owned())],
        };
        if let Some(Span { start, end, .. }) = self.span {
            properties.push(("line", start.line.to_string()));
            properties.push(("endLine", end.line.to_string()));
            // Columns are taken only of what is on one line.
            if start.line == end.line {
                properties.push(("col", start.column.to_string()));
                properties.push(("endColumn", end.column.to_string()));
            }
        } else if let Some(line) = self.line {
            properties.push(("line", line.to_string()));
        }
        properties.push(("title", self.title.clone()));
        let mut command = format!("::{} ", self.level);
        for (index, (name, value)) in properties.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            let value = escape(value).replace(':', "%3A").replace(',', "%2C");
            let _ = write!(command, "{comma}{name}={value}");
        }
        command + "::" + &escape(&self.message)
    }
}

/// A command ends with its line.
fn escape(text: &str) -> String {
    let text = text.replace('%', "%25");
    text.replace('\r', "%0D").replace('\n', "%0A")
}
