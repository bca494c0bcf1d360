//! Findings for people, with the lines of the files.

use std::fmt::Display;
use std::io::{self, Write};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet, Title};
use anstyle::{AnsiColor, Style};

use super::wording;
use crate::cli::check::findings::{Advised, Breach, Judged, Report, Unit};
use crate::cli::check::position::{Position, Span};
use crate::cli::text::{count, one_line};

/// Excerpts are cut already.
const RENDERER: Renderer = Renderer::styled().term_width(1000);

const NAME: Style = Style::new().bold();
const GOOD: Style = AnsiColor::Green.on_default();
const SILENT: Style = AnsiColor::Yellow.on_default().bold();
const REFUSED: Style = AnsiColor::Red.on_default().bold();
const ARROW: Style = AnsiColor::BrightBlue.on_default().bold();

/// Prints findings, and at the end a summary. What could not be read is for standard error.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let files = report.files.iter();
    for found in files.filter(|found| wording::is_judged(&found.judged)) {
        let name = wording::file_name(found);
        let headline = headline(&found.judged);
        writeln!(out, "{}: {headline}", styled(NAME, &name))?;
        for breach in &found.judged.breaches {
            write_breach(&name, breach, out)?;
        }
        if let Some(more) = wording::unlisted(&found.judged) {
            writeln!(out, "  {more}")?;
        }
        for advised in &found.judged.advice {
            write_advice(&name, advised, out)?;
        }
        for request in found.judged.outside.texts() {
            writeln!(out, "  outside this fake: {}", one_line(&request))?;
        }
        for reason in found.judged.not_recorded.texts() {
            writeln!(out, "  not judged: {}", one_line(&reason))?;
        }
    }
    writeln!(out, "{}", summary(report))
}

fn styled(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

fn headline(judged: &Judged) -> String {
    let breaches = count(judged.totals.violations, "breach", "breaches");
    let found = match (judged.checked, judged.breaches.as_slice()) {
        (0, []) => styled(SILENT, "nothing was judged"),
        (1, []) => styled(GOOD, "keeps the contract"),
        (requests, []) => {
            let all = format_args!("all {requests} requests keep the contract");
            styled(GOOD, all)
        }
        (_, [only]) if only.place.unit == Unit::File => {
            format!("{breaches}, {}", consequence(only))
        }
        (requests, _) => {
            let requests = count(requests, "request", "requests");
            format!("{breaches} in {} of {requests}", judged.breaching())
        }
    };
    let besides = wording::besides(judged);
    match besides.is_empty() {
        true => found,
        false => format!("{found} ({})", besides.join(", ")),
    }
}

fn consequence(breach: &Breach) -> String {
    let style = if breach.silent { SILENT } else { REFUSED };
    let kind = styled(style, wording::kind(breach));
    format!("{kind}: {}", wording::consequence(breach))
}

fn write_breach(file: &str, breach: &Breach, out: &mut dyn Write) -> io::Result<()> {
    if let Some(name) = wording::request_name(&breach.place) {
        writeln!(out, "{name}: {}", consequence(breach))?;
    }
    for violation in &breach.violations {
        let problem = wording::problem(violation);
        let title = Level::ERROR.primary_title(problem).id(&violation.keyword);
        let shown = snippet(file, breach.place.position, title, violation.span.as_ref());
        writeln!(out, "{shown}\n")?;
    }
    Ok(())
}

fn write_advice(file: &str, advised: &Advised, out: &mut dyn Write) -> io::Result<()> {
    if let Some(name) = wording::request_name(&advised.place) {
        writeln!(out, "{name}:")?;
    }
    for placed in &advised.advice {
        let title = Level::NOTE
            .with_name("advice")
            .primary_title(placed.advice.to_string());
        let shown = snippet(file, advised.place.position, title, placed.span.as_ref());
        writeln!(out, "{shown}\n")?;
    }
    Ok(())
}

/// The rule, the place, and the line with what is wrong underlined, as far as each is known. A
/// breach outside of a body is where its request is.
fn snippet(file: &str, request: Position, title: Title<'_>, span: Option<&Span>) -> String {
    let Position { line, column } = span.map_or(request, |span| span.start);
    let shown = match span.and_then(|span| span.excerpt.as_ref()) {
        Some(excerpt) => {
            let mark = AnnotationKind::Primary.span(excerpt.marked.clone());
            let source = Snippet::source(&excerpt.line).line_start(line);
            RENDERER.render(&[title.element(source.annotation(mark))])
        }
        None => RENDERER.render(&[Group::with_title(title)]),
    };
    // The renderer would count columns in the excerpt, which may not be the beginning of the line.
    let (title, source) = shown.split_once('\n').unwrap_or((&shown, ""));
    let indent = " ".repeat(line.to_string().len());
    let place = format!("{indent}{} {file}:{line}:{column}", styled(ARROW, "-->"));
    format!("{title}\n{place}\n{source}").trim_end().to_owned()
}

fn summary(report: &Report) -> String {
    let summary = wording::summary(report);
    match summary.strip_suffix("no breach") {
        Some(before) => format!("{before}{}", styled(GOOD, "no breach")),
        None => summary,
    }
}
